from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from policies.contents import Contents, PairDraft, QuizDraft, contents_of, read_contents
from policies.models import Acknowledgement, Draft, PolicyVersion, QuizQuestion
from policies.quizzes import name_of, quiz_to_answer
from policies.services import acknowledge_policy
from policies.services.drafting import Stale, publish_draft, save_draft, start_draft
from policies.services.quizzing import answer_quiz
from policies.structure import quiz_of
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_policy
from tests.policies.test_draft_pages import address
from tests.policies.test_pages import posted

ACCEPT = "/o/acme/guidelines/accept/"
ONE = QuizDraft(
    "Who answers a journalist?",
    [
        {"text": "I do, at once", "is_right": False},
        {"text": "The press team", "is_right": True},
    ],
    "All you say can be printed.",
    1,
)
SEVERAL = QuizDraft(
    "What may you post?",
    [
        {"text": "My work", "is_right": True},
        {"text": "Secrets", "is_right": False},
        {"text": "My opinion", "is_right": True},
    ],
    "Your opinion is yours.",
)
ASKS = Contents(
    pairs=(PairDraft("Smile."), PairDraft("Hand over.", "Answer for us.", "It binds us.")),
    quiz=(ONE, SEVERAL),
)


def begin(member, contents=ASKS, **where):
    return start_draft(member=member, kind="content", contents=contents, now=NOW, **where)


def publish(member, contents=ASKS, started_from=0, **where):
    draft = begin(member, contents, **where)
    return publish_draft(draft=draft, member=member, edition=1, started_from=started_from, now=NOW)


@pytest.fixture
def version(cast):
    with tenant(cast.acme):
        return publish(cast.alice)


def chosen_for(version, *places):
    return {
        one.position: frozenset(each) for one, each in zip(quiz_of(version), places, strict=True)
    }


def form_for(version, *places):
    names = {name_of(one): list(each) for one, each in zip(quiz_of(version), places, strict=True)}
    return {"version": version.number, "language": version.policy.language, **names}


def test_it_is_versioned_with_the_document(in_acme):
    version = publish(in_acme.alice)
    assert contents_of(version) == ASKS
    assert [one.pair and one.pair.dont for one in quiz_of(version)] == ["Answer for us.", None]
    assert read_contents(begin(in_acme.alice, None).contents) == ASKS


def test_who_publishes_has_accepted_and_others_are_asked(cast, sign_in, version):
    page = sign_in(cast.bob).get(ACCEPT).content.decode()
    assert "Who answers a journalist?" in page
    assert "more than one is right" in page
    assert "All you say can be printed." not in page
    assert "is_right" not in page
    with tenant(cast.acme):
        assert Acknowledgement.objects.get().has_passed is False


def test_wrong_answers_show_why_and_may_be_tried_again_at_once(cast, sign_in, version):
    client = sign_in(cast.bob)
    with tenant(cast.acme):
        wrong, right = form_for(version, [0], [0, 2]), form_for(version, [1], [0, 2])
    answer = client.post(ACCEPT, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "All you say can be printed." in page
    assert "<s>Answer for us.</s> Hand over." in page
    assert "Your opinion is yours." not in page
    assert len(re.findall(r'value="\d" checked>', page)) == 3
    with tenant(cast.acme):
        assert not Acknowledgement.objects.filter(member=cast.bob).exists()
        assert [one.wrong for one in quiz_of(version)] == [1, 0]
    assert client.post(ACCEPT, right).status_code == 302
    with tenant(cast.acme):
        accepted = Acknowledgement.objects.get(member=cast.bob)
    assert (accepted.has_passed, accepted.version_id) == (True, version.pk)


def test_wrong_answers_count_at_the_first_try_alone(cast, sign_in, version):
    client = sign_in(cast.bob)
    with tenant(cast.acme):
        forms = [form_for(version, *places) for places in ([[0], [0, 2]], [[0], [0]])]
    for sent in forms:
        assert client.post(ACCEPT, sent).status_code == 422
    with tenant(cast.acme):
        assert [one.wrong for one in quiz_of(version)] == [1, 0]


@pytest.mark.parametrize("is_editor", [True, False])
def test_nobody_counts_who_has_accepted_or_may_edit(cast, sign_in, version, is_editor):
    with tenant(cast.acme):
        wrong = form_for(version, [0], [0])
        if is_editor:
            Acknowledgement.objects.filter(member=cast.alice).delete()
        else:
            acknowledge(cast.bob, version)
    client = sign_in(cast.alice if is_editor else cast.bob)
    assert client.post(ACCEPT, wrong).status_code == 422
    with tenant(cast.acme):
        assert [one.wrong for one in quiz_of(version)] == [0, 0]


@pytest.mark.parametrize("places", [((), ()), ((1,), ()), ((), (0, 2))])
def test_each_question_wants_an_answer(cast, sign_in, version, places):
    with tenant(cast.acme):
        sent = form_for(version, *places)
    answer = sign_in(cast.bob).post(ACCEPT, sent)
    assert answer.status_code == 422
    assert "Answer each question" in answer.content.decode()
    with tenant(cast.acme):
        assert [one.wrong for one in quiz_of(version)] == [0, 0]
        assert not Acknowledgement.objects.filter(member=cast.bob).exists()


def test_half_of_the_right_answers_is_wrong(in_acme, version):
    for places in ([0], [0, 1, 2], [2], [7], [-1]):
        wrong = answer_quiz(
            member=in_acme.bob,
            version=version,
            quiz=quiz_of(version),
            chosen=chosen_for(version, [1], places),
            now=NOW,
        )
        assert [one.position for one in wrong] == [2]


def test_nobody_accepts_past_it(cast, version):
    with tenant(cast.acme), pytest.raises(ValidationError) as refused:
        acknowledge_policy(member=cast.bob, version=version, now=NOW)
    assert refused.value.code == "quiz"
    answer = caller_of(cast.bob)("POST", "policy/acceptance", {"number": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "quiz")


def test_the_answers_of_an_older_version_are_no_answers(cast, sign_in, version):
    with tenant(cast.acme):
        old = form_for(version, [1], [0, 2])
        publish(cast.alice, replace(ASKS, intro="New."), started_from=1)
    answer = sign_in(cast.bob).post(ACCEPT, old)
    assert answer.status_code == 422
    assert "were changed meanwhile" in answer.content.decode()
    answer = sign_in(cast.bob).post(ACCEPT, old | {"version": 2})
    assert "Answer each question" in answer.content.decode()


def test_what_changed_does_not_tell_which_answers_are_right(cast, sign_in):
    with tenant(cast.acme):
        old = make_policy()
        acknowledge(cast.bob, old)
        publish(cast.alice, started_from=1)
    page = sign_in(cast.bob).get(ACCEPT).content.decode()
    assert "Who answers a journalist?" in page
    assert "(right)" not in page


def test_a_translation_asks_in_its_words_and_else_the_original_does(in_acme, version):
    translated = publish(
        in_acme.alice, replace(ASKS, quiz=(replace(ONE, question="Kto?"),)), language="pl"
    )
    silent = publish(in_acme.alice, replace(ASKS, quiz=()), language="de")
    assert [one.question for one in quiz_to_answer(version, translated)] == ["Kto?"]
    assert quiz_to_answer(version, silent) == quiz_of(version)
    plain = publish(in_acme.alice, replace(ASKS, quiz=()), started_from=1)
    assert quiz_to_answer(plain, translated) == []


def test_a_translation_that_is_answered_stands_for_the_original(cast, sign_in, version):
    with tenant(cast.acme):
        translated = publish(
            cast.alice, replace(ASKS, quiz=(replace(ONE, question="Kto?"),)), language="pl"
        )
        sent = form_for(translated, [1]) | {"version": version.number}
    assert sign_in(cast.bob).post(ACCEPT, sent).status_code == 302
    with tenant(cast.acme):
        accepted = Acknowledgement.objects.get(member=cast.bob)
    assert (accepted.language, accepted.version_id) == ("pl", version.pk)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"question": " "}, "quiz_question"),
        ({"answers": ONE.answers[:1]}, "quiz_answers"),
        ({"answers": [*ONE.answers, *SEVERAL.answers]}, "quiz_answers"),
        ({"answers": [ONE.answers[1], ONE.answers[1]]}, "quiz_answers"),
        ({"answers": [{"text": "", "is_right": False}, ONE.answers[1]]}, "quiz_answers"),
        ({"answers": [ONE.answers[0], SEVERAL.answers[1]]}, "quiz_answers"),
        ({"explanation": ""}, "quiz_explanation"),
        ({"line": 2}, "quiz_line"),
    ],
)
def test_what_would_not_be_fair_is_refused(in_acme, change, code):
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.alice, replace(ASKS, quiz=(replace(ONE, **change),)))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        {"answers": [ONE.answers[1]]},
        {"answers": {"text": "x", "is_right": True}},
        {"answers": [ONE.answers[0], SEVERAL.answers[1]]},
        {"explanation": " "},
        {"question": ""},
    ],
)
def test_the_database_refuses_it_too(in_acme, version, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizQuestion.objects.update(**change)


def test_the_style_guide_asks_nothing(in_acme):
    with pytest.raises(ValidationError) as refused:
        start_draft(member=in_acme.alice, kind="style", contents=ASKS, now=NOW)
    assert refused.value.code == "quiz"


def quiz_form(page, **said):
    fields = {"quiz-TOTAL_FORMS": 1, "quiz-INITIAL_FORMS": 0}
    top = {name: page.form.initial[name] for name in ("started_from", "edition", "seen")}
    return {**fields, **top, **{f"quiz-0-{name}": value for name, value in said.items()}}


def test_it_is_written_on_a_page_of_its_own(cast, sign_in):
    with tenant(cast.acme):
        draft = begin(cast.alice, replace(ASKS, quiz=()))
    client = sign_in(cast.alice)
    path = address(draft, "quiz/")
    editor = client.get(path).context["editor"]
    more = client.post(path, {**quiz_form(editor), "quiz-TOTAL_FORMS": 0, "row": "add quiz"})
    assert 'name="quiz-0-answer-4"' in more.content.decode()
    sent = quiz_form(editor, question="Who?", explanation="Them.", line="1")
    sent |= {"quiz-0-answer-1": "I", "quiz-0-answer-2": "Them"}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Mark at least one answer" in refused.content.decode()
    assert client.post(path, sent | {"quiz-0-right-2": "on"}).status_code == 302
    with tenant(cast.acme):
        (said,) = read_contents(Draft.objects.get().contents).quiz
    answers = [{"text": "I", "is_right": False}, {"text": "Them", "is_right": True}]
    assert said == QuizDraft("Who?", answers, "Them.", 1)
    opened = client.get(path).content.decode()
    assert 'value="Them"' in opened


@pytest.mark.parametrize(
    ("pairs", "line"),
    [
        ([{"do": "Hand over.", "was": 1}], 0),
        ([{"do": "Smile.", "was": 0}, {"do": "Wave."}, {"do": "Hand over.", "was": 1}], 2),
        ([{"do": "Smile.", "was": 0}], None),
    ],
)
def test_a_question_follows_its_line(cast, sign_in, pairs, line):
    with tenant(cast.acme):
        draft = begin(cast.alice)
    sent = posted(pairs, edition=1, act="save")
    assert sign_in(cast.alice).post(address(draft, "edit/"), sent).status_code == 302
    with tenant(cast.acme):
        said = read_contents(Draft.objects.get().contents)
    assert [one.line for one in said.quiz] == [line, None]


def test_lines_are_saved_by_whoever_has_not_seen_the_newest_questions(in_acme):
    draft = begin(in_acme.alice)
    asked = (replace(ONE, question="Who answers?"),)
    save_draft(draft=draft, member=in_acme.alice, changes={"quiz": asked}, edition=1, now=NOW)
    pairs = {"pairs": (PairDraft("Wave."), *ASKS.pairs)}
    saved = save_draft(draft=draft, member=in_acme.alice, changes=pairs, edition=1, now=NOW)
    assert read_contents(saved.contents).quiz == (replace(asked[0], line=2),)
    late = {"quiz": ASKS.quiz}
    with pytest.raises(Stale) as refused:
        save_draft(draft=draft, member=in_acme.alice, changes=late, edition=2, now=NOW)
    assert refused.value.parts == ["quiz"]


def test_a_program_writes_it_and_answers_it(cast, version):
    alice, bob = caller_of(cast.alice), caller_of(cast.bob)
    asked = bob("GET", "policy").json()["version"]["quiz"]
    assert asked[0] == {
        "position": 1,
        "question": "Who answers a journalist?",
        "answers": ["I do, at once", "The press team"],
        "has_several": False,
    }
    both = [{"position": 1, "chosen": [0]}, {"position": 2, "chosen": [2, 0]}]
    answer = bob("POST", "policy/quiz", {"number": 1, "answers": both})
    assert answer.json() == {
        "is_passed": False,
        "wrong": [
            {
                "position": 1,
                "explanation": "All you say can be printed.",
                "line": "Answer for us.",
            }
        ],
    }
    with tenant(cast.acme):
        assert QuizQuestion.objects.get(position=1).wrong == 0  # no first try of a page
    less = bob("POST", "policy/quiz", {"number": 1, "answers": both[:1]})
    assert less.status_code == 422
    both[0]["chosen"] = [1]
    passed = bob("POST", "policy/quiz", {"number": 1, "answers": both})
    assert passed.json() == {"is_passed": True, "wrong": []}
    assert bob("GET", "policy").json()["state"] == "current"
    draft = alice("POST", "policy/drafts", {}).json()
    assert draft["contents"]["quiz"][0]["answers"][1]["is_right"] is True
    none = {
        "edition": 1,
        "quiz": [{"question": "?", "explanation": "!", "answers": [{"text": "a"}] * 2}],
    }
    refused = alice("PATCH", f"policy/drafts/{draft['id']}", none)
    assert refused.status_code == 422
    assert "quiz" in str(refused.json())


def test_a_changed_quiz_is_saved_and_published(in_acme, version):
    draft = begin(in_acme.alice, None)
    save_draft(draft=draft, member=in_acme.alice, changes={"quiz": (SEVERAL,)}, edition=1, now=NOW)
    new = publish_draft(draft=draft, member=in_acme.alice, edition=2, started_from=1, now=NOW)
    assert [one.question for one in quiz_of(new)] == ["What may you post?"]
    assert PolicyVersion.objects.current() == new


@pytest.mark.parametrize("has_draft", [True, False])
def test_by_program_too_a_question_follows_its_line(cast, version, has_draft):
    alice = caller_of(cast.alice)
    pairs = [
        {"do": "Wave."},
        {"do": "Hand over.", "dont": "Answer for us.", "reason": "It binds us."},
        {"do": "Ask."},
    ]
    if has_draft:
        draft = alice("POST", "policy/drafts", {}).json()["id"]
        sent = {"edition": 1, "pairs": [pairs[0], *pairs]}
        said = alice("PATCH", f"policy/drafts/{draft}", sent).json()["contents"]
        assert [one["line"] for one in said["quiz"]] == [2, None]
        return
    answer = alice("POST", "policy/versions", {"started_from": 1, "pairs": pairs[2:]})
    assert answer.status_code == 201, answer.json()
    with tenant(cast.acme):
        assert [one.pair for one in quiz_of(PolicyVersion.objects.current())] == [None, None]
