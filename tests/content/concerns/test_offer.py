"""An answer offered to everybody: a question in the draft of the guidelines, seen by no one yet."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.concerns.models import ConcernNote
from content.concerns.offering import offer_answer
from policies.contents import QuestionDraft, read_contents
from policies.models import Draft, Question
from tenants.scope import tenant
from tests.factories import NOW, acknowledge, make_concern, make_policy

OFFERED = QuestionDraft("May I share this?", "Yes, gladly.")


def offer(by, question=OFFERED.question, answer=OFFERED.answer) -> Draft:
    return offer_answer(by=by, question=question, answer=answer, now=NOW)


def questions(draft: Draft) -> tuple[QuestionDraft, ...]:
    return read_contents(draft.contents).questions


def test_it_begins_a_draft_or_joins_the_one_there_is(in_acme):
    make_policy()
    for _twice in range(2):
        draft = offer(in_acme.alice)
    assert questions(draft) == (OFFERED,)
    again = offer(in_acme.alice, question="And that?")
    assert again == draft
    assert questions(again) == (OFFERED, QuestionDraft("And that?", OFFERED.answer))
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("question", {"question": " "}),
        ("question", {"question": "x" * 301}),
        ("answer", {"answer": " "}),
    ],
)
def test_what_is_none_is_refused(in_acme, code, said):
    with pytest.raises(ValidationError) as error:
        offer(in_acme.alice, **said)
    assert error.value.code == code
    assert not Draft.objects.exists()


def test_forty_fill_the_editor(in_acme):
    make_policy()
    for number in range(40):
        offer(in_acme.alice, question=f"Question {number}?")
    with pytest.raises(ValidationError) as error:
        offer(in_acme.alice)
    assert error.value.code == "full"


def test_others_offer_none(in_acme):
    with pytest.raises(PermissionDenied):
        offer(in_acme.bob)


def test_the_page_begins_with_what_was_asked_and_answered_and_leads_to_the_editor(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        found = make_concern(cast.bob, words="May I\nshare this?", kind="question")
        for author, text in ((cast.alice, "Yes, gladly."), (cast.bob, "Thanks")):
            ConcernNote.objects.create(concern=found, author=author, text=text, at=NOW)
    url, client = f"/o/acme/desk/concerns/{found.public_id}/offer/", sign_in(cast.alice)
    form = client.get(url).context["form"]
    assert (form["question"].value(), form["answer"].value()) == (OFFERED.question, OFFERED.answer)
    assert client.post(url, {"question": "", "answer": "Yes."}).status_code == 422
    answer = client.post(url, {"question": OFFERED.question, "answer": OFFERED.answer})
    with tenant(cast.acme):
        draft = Draft.objects.get()
    editor = f"/o/acme/guidelines/drafts/{draft.public_id}/situations/"
    assert answer.headers["Location"] == editor
    assert OFFERED.answer in client.get(editor).content.decode()


@pytest.mark.parametrize("is_begun", [False, True])
def test_it_locks_the_document_before_its_draft_as_all_who_write_it_do(in_acme, is_begun):
    make_policy()
    if is_begun:
        offer(in_acme.alice, question="And that?")
    with CaptureQueriesContext(connection) as captured:
        offer(in_acme.alice)
    locks = [one["sql"] for one in captured if "FOR UPDATE" in one["sql"]]
    assert 'FROM "policies_policy"' in locks[0]
    assert not [one for one in locks if 'FROM "policies_draft"' in one]
