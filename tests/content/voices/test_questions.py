from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from content.models import CustomerQuestion, Hearing, Post, QuestionState, State
from content.nearness import bare, likenesses, resemblances
from content.services import approve_post, reporting
from content.services.hearing import (
    alike,
    answer_question,
    close_question,
    merge_questions,
    reopen_question,
    report_question,
    reword_question,
    split_question,
    write_answer,
)
from content.services.reporting import tell_what_became
from content.voices.questions import heard_by, questions_page, shown_question
from tenants.models import Event, Member, Notice, Notification
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post, make_question

REPAIR = "Can I repair the pump myself?"


def refused(code, act, **said):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def counts():
    rows = CustomerQuestion.objects.most_asked()
    return [(one.text, one.times, one.hearings.count()) for one in rows]


def settled(member):
    rows = Notification.objects.of(member).filter(kind=Notice.QUESTION_SETTLED).order_by("pk")
    return [(one.params["what"], one.path) for one in rows]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (REPAIR, "can i repair the pump myself"),
        ("How long does delivery take?", "How long does the delivery take?"),
        ("Jak długo trwa dostawa?", "JAK DŁUGO TRWA DOSTAWA"),
        ("كم تستغرق مدة التوصيل؟", "كم تستغرق مدة التوصيل"),
        ("배송은 얼마나 걸리나요?", "배송은 얼마나 걸리나요"),
    ],
)
def test_the_same_but_for_spelling_is_counted_together(in_acme, one, other):
    for text in (one, other):
        report_question(member=in_acme.bob, text=text, now=NOW)
    assert counts() == [(one, 2, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do you deliver to Norway?", "Do you deliver to Poland?"),
        ("How loud is the pump?", "How heavy is the pump?"),
        ("Where do I buy filters?", "Where do I buy hoses?"),
    ],
)
def test_what_differs_in_a_word_is_offered_and_not_counted_together_unasked(in_acme, one, other):
    known = report_question(member=in_acme.bob, text=one, now=NOW).question
    assert [(near.question, near.is_same) for near in alike(other)] == [(known, False)]
    report_question(member=in_acme.bob, text=other, now=NOW)
    assert [times for _text, times, _heard in counts()] == [1, 1]


def test_who_reports_says_which_one_it_is_or_that_it_is_none(in_acme):
    known = make_question(in_acme.bob, text=REPAIR)
    report_question(member=in_acme.bob, text="Could I fix it at home?", same_as=known, now=NOW)
    later = NOW + timedelta(minutes=2)
    report_question(member=in_acme.bob, text=REPAIR, is_new=True, now=later)
    assert counts() == [(REPAIR, 2, 2), (REPAIR, 1, 1)]


def test_the_same_click_twice_is_heard_once(in_acme):
    bob = in_acme.bob
    one = report_question(member=bob, text=REPAIR, is_new=True, now=NOW)
    again = report_question(member=bob, text=f" {REPAIR} ", is_new=True, now=NOW)
    assert (again, counts()) == (one, [(REPAIR, 1, 1)])
    report_question(member=bob, text=REPAIR, now=NOW + timedelta(minutes=2))
    report_question(member=in_acme.alice, text=REPAIR, now=NOW)
    assert counts() == [(REPAIR, 3, 3)]


def test_what_was_counted_with_another_meanwhile_is_no_longer_decided_on(in_acme):
    by, said = in_acme.alice, {"text": "What?"}
    into, gone = make_question(in_acme.bob), make_question(in_acme.bob)
    stale = CustomerQuestion.objects.get(pk=gone.pk)
    merge_questions(into=into, others=[gone], by=by, now=NOW)
    refused("same_as", report_question, member=by, same_as=stale, **said)
    refused("gone", merge_questions, into=stale, others=[into], by=by)
    refused("gone", reword_question, question=stale, by=by, **said)
    refused("gone", answer_question, question=stale, post=make_post(), by=by)
    refused("gone", close_question, question=stale, by=by, reason="No")
    refused("gone", reopen_question, question=stale, by=by)


def test_two_curators_never_settle_it_twice(in_acme):
    by, question = in_acme.alice, make_question(in_acme.bob)
    stale, post = CustomerQuestion.objects.get(pk=question.pk), make_post()
    close_question(question=question, by=by, reason="It floats.", now=NOW)
    refused("settled", answer_question, question=stale, post=post, by=by)
    refused("settled", close_question, question=stale, by=by, reason="No")
    with pytest.raises(ValidationError):
        write_answer(question=stale, by=by, now=NOW)
    question.refresh_from_db()
    assert (question.state, question.reason) == ("closed", "It floats.")


def test_the_pages_keep_what_was_typed_for_a_question_that_is_gone_or_settled(cast, sign_in):
    with tenant(cast.acme):
        known, settled_one = make_question(cast.bob), make_question(cast.bob)
        close_question(question=settled_one, by=cast.alice, reason="It floats.", now=NOW)
        CustomerQuestion.objects.filter(pk=known.pk).delete()
    client = sign_in(cast.alice)
    said = {"text": "Does it float?", "same_as": known.public_id}
    reported = client.post("/o/acme/suggest/question/", said)
    closed = client.post(
        f"/o/acme/desk/questions/{settled_one.public_id}/close/", {"reason": "It sinks."}
    )
    for page, words in ((reported, "Does it float?"), (closed, "It sinks.")):
        assert page.status_code == 422
        assert words in page.content.decode()
    assert "Choose again" in reported.content.decode()
    assert "Somebody else has decided" in closed.content.decode()
    written = client.post(f"/o/acme/desk/questions/{settled_one.public_id}/write/")
    assert written.url == f"/o/acme/desk/questions/{settled_one.public_id}/"


@pytest.mark.parametrize("text", ["", " ?! ", "x" * 301])
def test_a_question_has_words_and_not_too_many(in_acme, text):
    refused("text", report_question, member=in_acme.bob, text=text)


def test_a_flood_is_slowed_down(in_acme):
    for number in range(20):
        report_question(member=in_acme.bob, text=f"{number}" * 9, is_new=True, now=NOW)
    refused("pace", report_question, member=in_acme.bob, text="One more?")


def test_the_form_offers_what_may_be_the_same_and_then_counts_it(cast, sign_in):
    with tenant(cast.acme):
        known = make_question(cast.alice, text="Do you deliver to Norway?")
    client, page = sign_in(cast.bob), "/o/acme/suggest/question/"
    text = "Do you ship to Norway?"
    offered = client.post(page, {"text": text})
    assert offered.status_code == 200
    assert str(known.public_id) in offered.content.decode()
    with tenant(cast.acme):
        assert Hearing.objects.count() == 1
    assert client.post(page, {"text": text, "same_as": known.public_id}).status_code == 302
    with tenant(cast.acme):
        assert counts() == [("Do you deliver to Norway?", 2, 2)]


def test_curators_see_the_most_asked_first_with_the_trend(in_acme):
    rare, often = make_question(in_acme.bob), make_question(in_acme.bob, in_acme.bob)
    old = make_question()
    for days in (31, 59, 61):
        Hearing.objects.create(
            question=old, member=in_acme.bob, text="?", at=NOW - timedelta(days=days)
        )
    CustomerQuestion.objects.filter(pk=old.pk).update(times=3)
    page = questions_page(member=in_acme.alice, state="open", now=NOW)
    assert [(line.question, line.lately, line.before, line.trend) for line in page.lines] == [
        (old, 0, 2, -2),
        (often, 2, 0, 2),
        (rare, 1, 0, 1),
    ]


@pytest.mark.parametrize("size", [2, 14])
def test_lists_take_a_fixed_number_of_queries(in_acme, django_assert_num_queries, size):
    for _number in range(size):
        make_question(in_acme.bob, post=make_post(), state=QuestionState.ANSWERED)
    assert in_acme.bob.organization == in_acme.acme  # a page has read it
    with django_assert_num_queries(3):
        page = questions_page(member=in_acme.alice, state="answered", now=NOW)
    with django_assert_num_queries(2):
        heard = heard_by(member=in_acme.bob)
    assert len(page.lines) == len(heard.lines) == size


def test_the_list_goes_on_where_a_page_ended(in_acme):
    asked = [make_question(times=times) for times in (9, 7, 7, 7, 2)]
    asked = sorted(asked, key=lambda one: (-one.times, -one.pk))
    found, before = [], None
    for _page in range(3):
        page = questions_page(member=in_acme.alice, state="open", now=NOW, before=before, size=2)
        found += [line.question for line in page.lines]
        before = page.next_before
    assert (found, before) == (asked, None)


def test_curators_merge_and_split_by_hand(in_acme):
    bob, carl = in_acme.bob, make_member("Carl")
    one = make_question(bob, text="How loud is it?")
    other = make_question(carl, bob, text="How noisy is it?")
    merge_questions(into=one, others=[other], by=in_acme.alice, now=NOW)
    assert counts() == [("How loud is it?", 3, 3)]
    chosen = Hearing.objects.filter(text="How noisy is it?")
    apart = split_question(hearings=chosen, by=in_acme.alice, now=NOW)
    assert apart.text == "How noisy is it?"
    assert counts() == [("How noisy is it?", 2, 2), ("How loud is it?", 1, 1)]
    acts = [event.act for event in Event.objects.order_by("pk")]
    assert acts == ["question.merged", "question.split"]


def test_a_split_leaves_something_and_takes_something_of_one_question(in_acme):
    one, other = make_question(in_acme.bob), make_question(in_acme.bob)
    by = in_acme.alice
    refused("all", split_question, hearings=one.hearings.all(), by=by)
    refused("hearings", split_question, hearings=[], by=by)
    refused("hearings", split_question, hearings=Hearing.objects.all(), by=by)
    refused("others", merge_questions, into=other, others=[other], by=by)


def test_everyone_who_heard_it_is_told_where_the_answer_is_once_it_is_in_the_feed(cast):
    now = timezone.now()
    with tenant(cast.acme):
        question = make_question(cast.bob, cast.alice, text=REPAIR)
        post = write_answer(question=question, by=cast.alice, now=now)
        assert (post.title, post.state) == (REPAIR, State.DRAFT)
    assert tell_what_became(now=now) == 0
    with tenant(cast.acme):
        Post.objects.filter(pk=post.pk).update(link="https://acme.example/repair")
        approve_post(post=post, by=cast.alice, now=now)
    assert tell_what_became(now=timezone.now()) == 2
    assert tell_what_became(now=timezone.now()) == 0
    with tenant(cast.acme):
        path = f"/o/acme/posts/{post.public_id}/"
        assert settled(cast.bob) == settled(cast.alice) == [("answered", path)]


def test_who_may_not_read_the_answer_is_told_once_it_is_for_them(cast):
    with tenant(cast.acme):
        question = make_question(cast.bob, cast.alice)
        post = make_post(for_roles=["manager"])
        answer_question(question=question, post=post, by=cast.alice, now=NOW)
    assert tell_what_became(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert [settled(cast.alice), settled(cast.bob)] == [[_answered_by(post)], []]
        Post.objects.filter(pk=post.pk).update(for_roles=[])
    assert tell_what_became(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert settled(cast.bob) == [_answered_by(post)]


def _answered_by(post):
    return ("answered", f"/o/acme/posts/{post.public_id}/")


def test_who_waits_for_a_post_for_others_keeps_nobody_from_being_told(cast, monkeypatch):
    monkeypatch.setattr(reporting, "AT_ONCE", 1)
    with tenant(cast.acme):
        for post in (make_post(for_languages=["pl"]), make_post()):
            question = make_question(cast.bob)
            answer_question(question=question, post=post, by=cast.alice, now=NOW)
    tell_what_became(now=timezone.now())
    with tenant(cast.acme):
        assert settled(cast.bob) == [_answered_by(post)]


def test_who_has_left_is_not_told(cast):
    with tenant(cast.acme):
        question = make_question(cast.bob)
        close_question(question=question, by=cast.alice, reason="No.", now=NOW)
        Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW)
    assert tell_what_became(now=timezone.now()) == 0


def test_who_heard_it_reads_why_no_post_answers_it_and_what_changes_later(cast, sign_in):
    with tenant(cast.acme):
        question = make_question(cast.bob)
        refused("reason", close_question, question=question, by=cast.alice, reason="")
        close_question(question=question, by=cast.alice, reason="It floats.", now=NOW)
    tell_what_became(now=NOW)
    later = NOW + timedelta(days=1)
    with tenant(cast.acme):
        reopen_question(question=question, by=cast.alice, now=later)
        answer_question(question=question, post=make_post(), by=cast.alice, now=later)
    tell_what_became(now=timezone.now())
    with tenant(cast.acme):
        assert [what for what, _path in settled(cast.bob)] == ["closed", "answered"]
        question.refresh_from_db()
        assert (question.state, question.reason) == ("answered", "")


def test_who_hears_an_answered_question_again_is_told_at_once(cast):
    with tenant(cast.acme):
        question = make_question(cast.alice, text=REPAIR)
        answer_question(question=question, post=make_post(), by=cast.alice, now=NOW)
    tell_what_became(now=timezone.now())
    with tenant(cast.acme):
        report_question(member=cast.bob, text=REPAIR, now=NOW)
    tell_what_became(now=timezone.now())
    with tenant(cast.acme):
        assert [what for what, _path in settled(cast.bob)] == ["answered"]


def test_an_archived_post_answers_nobody(in_acme):
    post = make_post(state=State.ARCHIVED, archived_at=NOW)
    refused("post", answer_question, question=make_question(), post=post, by=in_acme.alice)


def test_only_curators_decide(in_acme):
    question, bob = make_question(in_acme.bob, in_acme.bob), in_acme.bob
    for act in (
        lambda: merge_questions(into=question, others=[make_question()], by=bob, now=NOW),
        lambda: split_question(hearings=question.hearings.all()[:1], by=bob, now=NOW),
        lambda: reword_question(question=question, by=bob, text="What?", now=NOW),
        lambda: answer_question(question=question, post=make_post(), by=bob, now=NOW),
        lambda: write_answer(question=question, by=bob, now=NOW),
        lambda: close_question(question=question, by=bob, reason="No", now=NOW),
        lambda: reopen_question(question=question, by=bob, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_rewording_keeps_what_was_heard_and_finds_what_is_alike(in_acme):
    question = make_question(in_acme.bob, text="loud???")
    near = make_question(in_acme.bob, text="How loud is the pump at night")
    reword_question(question=question, by=in_acme.alice, text="How loud is the pump?", now=NOW)
    shown = shown_question(question, in_acme.alice, NOW)
    assert [one.text for one in shown.hearings] == ["loud???"]
    assert list(shown.similar) == [near]


@pytest.mark.django_db(transaction=True)
def test_two_who_report_the_same_at_once_are_counted_together(make_cast):
    cast = make_cast()

    def report(member):
        try:
            with tenant(cast.acme):
                report_question(member=member, text=REPAIR, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(report, [cast.alice, cast.bob]))
    with tenant(cast.acme):
        assert counts() == [(REPAIR, 2, 2)]


def test_the_desk_page_answers_with_a_chosen_post(cast, sign_in):
    with tenant(cast.acme):
        question, post = make_question(cast.bob), make_post("Answer")
    client, page = sign_in(cast.alice), f"/o/acme/desk/questions/{question.public_id}/"
    assert client.get(page).status_code == 200
    client.post(f"{page}answer/", {"post": "nothing"})
    with tenant(cast.acme):
        assert CustomerQuestion.objects.get().state == "open"
    client.post(f"{page}answer/", {"post": post.public_id})
    with tenant(cast.acme):
        assert CustomerQuestion.objects.get().post == post


def test_nearness_reads_letters_of_all_scripts_and_nothing_else():
    assert bare("  Café — https://x.example/?q  كم?  ") == "café كم"
    assert likenesses("", ["a"], from_=90) == resemblances("", ["a"]) == [0.0]
