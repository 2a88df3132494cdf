from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from policies.answers import find_answers
from policies.contents import (
    Contents,
    FactDraft,
    PairDraft,
    QuestionDraft,
    SituationDraft,
    SpeakerDraft,
    contents_of,
    read_contents,
)
from policies.models import Draft
from policies.services import publish_policy
from policies.services.drafting import publish_draft, save_draft, start_draft
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_policy
from tests.policies.test_draft_pages import address

ANGRY = SituationDraft(
    "A customer is angry",
    "Say that you are sorry, and hand over.",
    "unhappy",
    "Do not argue.",
    "Others read along.",
    "I am sorry. Our service team helps at once:",
    "Service",
    "https://acme.example/service",
)
WHOLE = Contents(
    "Be kind.",
    "strict",
    (PairDraft("Smile."),),
    (ANGRY,),
    (QuestionDraft("May I post about my work?", "Yes."),),
    {"tone": "Warm.", "safety": "Never say that you are alone."},
    (SpeakerDraft("The press team", "everything", needs_training=True),),
    (FactDraft("Prices before they are out", "Markets move.", "2027-03-31"),),
)


def begin(member, contents=WHOLE):
    return start_draft(member=member, kind="content", contents=contents, now=NOW)


def publish(draft, member, started_from=0):
    return publish_draft(
        draft=draft, member=member, edition=draft.edition, started_from=started_from, now=NOW
    )


def test_all_a_draft_says_is_published_and_copied_into_the_next(in_acme, django_assert_num_queries):
    told = replace(WHOLE, situations=(replace(ANGRY, tell=str(in_acme.bob.public_id)),))
    draft = begin(in_acme.alice, told)
    said = read_contents(draft.contents)
    version = publish(draft, in_acme.alice)
    assert said.situations[0].key
    with django_assert_num_queries(10):
        assert contents_of(version) == said
    following = start_draft(member=in_acme.alice, kind="content", now=NOW)
    assert read_contents(following.contents) == said


def test_publishing_lines_alone_keeps_the_rest(in_acme):
    first = publish(begin(in_acme.alice), in_acme.alice)
    second = publish_policy(
        member=in_acme.alice,
        intro="",
        pairs=[PairDraft("Laugh.")],
        rules=[],
        started_from=1,
        now=NOW,
    )
    assert contents_of(second).situations == contents_of(first).situations
    assert contents_of(second).sections == dict(WHOLE.sections)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"situations": (replace(ANGRY, do=" "),)}, "situation_do"),
        ({"situations": (replace(ANGRY, title=""),)}, "situation_do"),
        ({"situations": (replace(ANGRY, reason=""),)}, "situation_reason"),
        ({"situations": (replace(ANGRY, kind="magic"),)}, "situation_kind"),
        ({"situations": (replace(ANGRY, handover_label=""),)}, "handover"),
        ({"situations": (replace(ANGRY, handover_url="javascript:x"),)}, "handover"),
        ({"situations": (replace(ANGRY, key="x"),)}, "key"),
        ({"situations": (replace(ANGRY, tell="nobody"),)}, "owner"),
        ({"speakers": (SpeakerDraft("", "everything"),)}, "speaker"),
        ({"facts": (FactDraft("Prices", ""),)}, "fact"),
        ({"facts": (FactDraft("Prices", "Why.", "soon"),)}, "until"),
        ({"questions": (QuestionDraft("May I?", " "),)}, "question"),
        ({"sections": {"magic": "Words."}}, "section"),
        ({"sections": {"tone": " "}}, "section"),
        ({"strictness": "harsh"}, "strictness"),
    ],
)
def test_refuses_what_would_not_be_fair(in_acme, changed, code):
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.alice, replace(WHOLE, **changed))
    assert refused.value.code == code


SITUATION = (
    "INSERT INTO policies_situation (organization_id, version_id, position, key, kind, title, do,"
    " dont, reason, reply, handover_label, handover_url)"
    " VALUES (%s, %s, 1, gen_random_uuid(), 'other', 'It happens', %s, %s, %s, '', '', %s)"
).replace(" do,", ' "do",')


@pytest.mark.parametrize(
    ("words", "constraint"),
    [
        (("", "Argue.", "Others read.", ""), "policies_situation_has_do"),
        (("Stay calm.", "Argue.", "", ""), "policies_situation_dont_has_reason"),
        (("Stay calm.", "", "", "https://x.example"), "policies_situation_handover"),
    ],
)
def test_the_database_refuses_it_too(in_acme, words, constraint):
    version = make_policy()
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(SITUATION, [in_acme.acme.pk, version.pk, *words])


@pytest.mark.parametrize("changed", [{"do": ""}, {"reason": ""}])
def test_so_does_a_draft_in_the_database(in_acme, changed):
    draft = begin(in_acme.alice)
    contents = replace(WHOLE, situations=(replace(ANGRY, **changed),)).stored()
    with pytest.raises(IntegrityError, match="policies_draft_dont"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(contents=contents)


@pytest.fixture
def draft(cast):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        return start_draft(member=cast.alice, kind="content", now=NOW)


def rows(**parts):
    data = {"started_from": 1, "edition": 1, "strictness": "", "seen": ""}
    for part in ("situations", "questions", "speakers", "facts"):
        given = parts.get(part, [])
        data |= {f"{part}-TOTAL_FORMS": len(given), f"{part}-INITIAL_FORMS": 0}
        for i, row in enumerate(given):
            data |= {f"{part}-{i}-{name}": value for name, value in row.items()}
    return data


CALM = {"title": "A troll", "kind": "other", "do": "Do not feed it."}


def test_the_second_page_saves_all_of_it(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = rows(
        situations=[{**CALM, "dont": "Answer.", "reason": "They want that."}, {}],
        questions=[{"question": "May I?", "answer": "Yes."}],
        speakers=[{"who": "Press", "about": "all", "needs_training": "on"}],
        facts=[{"what": "Prices", "reason": "Markets.", "until": "2027-03-31"}],
    )
    data |= {"section-tone": "Warm.", "strictness": "relaxed"}
    page = client.post(address(draft, "situations/"), data, follow=True).content.decode()
    assert "Do not feed it." in page
    opened = client.get(address(draft, "situations/")).context["editor"]
    assert opened.parts["situations"][0].initial["dont"] == "Answer."
    assert opened.parts["speakers"][0].initial["needs_training"] == "on"
    with tenant(cast.acme):
        said = read_contents(Draft.objects.get().contents)
    assert (said.sections, said.strictness) == ({"tone": "Warm."}, "relaxed")
    assert said.facts == (FactDraft("Prices", "Markets.", "2027-03-31"),)
    assert said.pairs[0].do == "Say what you saw."


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"do": ""}, "do"),
        ({"dont": "Answer."}, "reason"),
        ({"handover_url": "https://x.example"}, "handover_label"),
        ({"handover_label": "Help", "handover_url": "javascript:x"}, "handover_url"),
    ],
)
def test_the_form_refuses_it_where_it_stands(cast, sign_in, draft, changed, place):
    data = rows(situations=[CALM | changed])
    answer = sign_in(cast.alice).post(address(draft, "situations/"), data)
    assert answer.status_code == 422
    assert place in answer.context["editor"].parts["situations"][0].errors


def test_rows_come_and_go(cast, sign_in, draft):
    client = sign_in(cast.alice)
    data = rows(situations=[CALM]) | {"row": "add situations"}
    more = client.post(address(draft, "situations/"), data).context["editor"]
    assert len(more.parts["situations"].forms) == 2
    gone = client.post(address(draft, "situations/"), data | {"row": "remove situations 0"})
    assert gone.context["editor"].parts["situations"].forms == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"situations": [{"title": "A troll", "do": "x", "dont": "Answer."}]}, "situations"),
        ({"situations": [{"title": "A troll", "do": " "}]}, "situations"),
        ({"pairs": [{"do": "Wait.", "dont": "Leak."}]}, "pairs"),
    ],
)
def test_the_api_refuses_it(cast, draft, changed, field):
    path = f"policy/drafts/{draft.public_id}"
    told = caller_of(cast.alice)("PATCH", path, {"edition": 1, **changed})
    assert told.status_code == 422
    assert any(name.startswith(field) for name in told.json()["errors"])


def test_the_api_saves_parts(cast, draft):
    path = f"policy/drafts/{draft.public_id}"
    situation = {"title": "A troll", "do": "Wait.", "tell": str(cast.bob.public_id)}
    sent = {"edition": 1, "situations": [situation], "sections": {"tone": "Warm."}}
    alice = caller_of(cast.alice)
    told = alice("PATCH", path, sent).json()
    assert told["contents"]["situations"][0]["tell"] == str(cast.bob.public_id)
    assert {one["part"] for one in told["changes"]} == {"situations", "sections"}
    assert alice("PATCH", path, {"edition": 1, "sections": {}}).status_code == 409


def test_a_situation_keeps_its_key_when_it_is_saved_again(in_acme):
    draft = begin(in_acme.alice)
    had = read_contents(draft.contents).situations
    changes = {"situations": (replace(had[0], title="Angry"), replace(ANGRY, key=""))}
    saved = save_draft(draft=draft, member=in_acme.alice, changes=changes, edition=1, now=NOW)
    now = read_contents(saved.contents).situations
    assert now[0].key == had[0].key != now[1].key


def test_a_search_finds_in_the_original_what_the_translation_lacks(
    in_acme, django_assert_num_queries
):
    publish(begin(in_acme.alice), in_acme.alice)
    polish = replace(WHOLE, situations=(replace(ANGRY, title="Klient jest zły"),), questions=())
    draft = start_draft(
        member=in_acme.alice, kind="content", language="pl", contents=polish, now=NOW
    )
    translated = publish(draft, in_acme.alice)
    with django_assert_num_queries(2):
        found = find_answers(translated, "klient")
    assert [one.title for one in found.situations] == ["Klient jest zły"]
    found = find_answers(translated, "may I post")
    assert [one.question for one in found.questions] == ["May I post about my work?"]
    assert find_answers(translated, "nonsense").is_empty
