"""Requests that nobody answers in time: both sides are told, once, and see by when it was due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import Clearance, Reason, Ruling, Share, State
from sharing.selectors import share_boxes, shares_page
from sharing.services import urging
from sharing.services.acting import cancel_share
from sharing.services.clearing import approve_words, end_unanswerable
from sharing.services.rechecking import recheck_words
from sharing.services.urging import urge_answers
from sharing.times import when
from tenants.models import Letter, Member, Notice, Notification
from tenants.scope import current_organization_id, tenant
from tenants.wording import put_into_words
from tests.factories import (
    acknowledge,
    make_clearance,
    make_member,
    make_policy,
    make_post,
    make_share,
)
from tests.sharing.asking import RULE, asked

DAY = timedelta(days=1)


@pytest.fixture
def late(cast):
    """A share of Bob's whose request was to be answered yesterday."""
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy(RULE))
        share, _clearance = asked(cast.bob)
        Clearance.objects.update(asked_at=timezone.now() - 3 * DAY, due_at=timezone.now() - DAY)
        return share


def headlines(kind: Notice, member) -> list[str]:
    rows = Notification.objects.filter(kind=kind, member=member).order_by("pk")
    return [str(put_into_words(one.kind, one.params).headline) for one in rows]


def test_both_sides_are_told_once(cast, late):
    assert [urge_answers(now=timezone.now()) for _again in range(2)] == [1, 0]
    with tenant(cast.acme):
        title = late.post.title
        assert headlines(Notice.WORDS_ASKED, cast.alice) == [
            f"Bob asks for a yes to words for “{title}”",
            f"Overdue: Bob still waits for a yes to words for “{title}”",
        ]
        assert headlines(Notice.WORDS_DECIDED, cast.bob) == [
            f"Nobody has answered yet about your words for “{title}”"
        ]
        mails = Letter.objects.filter(subject__endswith=", overdue")
        assert {one.member for one in mails} == {cast.alice, cast.bob}


def test_what_is_in_time_is_left_alone(cast, late):
    with tenant(cast.acme):
        Clearance.objects.update(due_at=timezone.now() + DAY)
    assert urge_answers(now=timezone.now()) == 0


@pytest.mark.parametrize("how", ["answered", "withdrawn"])
def test_the_reminders_go_with_the_request(cast, late, how):
    urge_answers(now=timezone.now())
    with tenant(cast.acme):
        request = Clearance.objects.get()
        if how == "answered":
            approve_words(clearance=request, by=cast.alice, now=timezone.now())
        else:
            cancel_share(share=late, now=timezone.now())
        assert not Notification.objects.filter(subject__endswith=", overdue").exists()
        assert not Letter.objects.filter(subject__endswith=", overdue").exists()


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_what_nobody_is_left_to_answer_ends_and_its_owner_knows_what_to_do(cast, late, who):
    with tenant(cast.acme):
        if who == "alice":  # the only one who may, and it is her own
            Clearance.objects.update(member=cast.alice)
            Share.objects.update(member=cast.alice)
        else:
            Member.objects.filter(pk=cast.alice.pk).update(left_at=timezone.now())
    owner = getattr(cast, who)
    assert urge_answers(now=timezone.now()) == 0
    assert [end_unanswerable(now=timezone.now()) for _again in range(2)] == [1, 0]
    with tenant(cast.acme):
        share = Share.objects.get(pk=late.pk)
        assert (share.state, share.reason, share.wake_at) == (State.HELD, Reason.POLICY, None)
        assert share.problem.startswith(
            "Nobody but you may say yes" if who == "alice" else "Nobody may say yes"
        )
        assert "ask an admin to make a colleague a curator" in share.problem
        assert Clearance.objects.get().ruling == Ruling.ENDED
        assert headlines(Notice.WORDS_DECIDED, owner) == [
            f"Nobody is left who may say yes to your words for “{late.post.title}”"
        ]
        assert not Notification.objects.filter(kind=Notice.WORDS_ASKED).exists()


@pytest.mark.parametrize(
    "changes",
    [{"due_at": timezone.now() + DAY}, {"asked_at": timezone.now() - timedelta(hours=3)}],
    ids=["not overdue", "asked just now"],
)
def test_it_waits_for_a_curator_to_come(cast, late, changes):
    with tenant(cast.acme):
        Clearance.objects.update(**changes)
        Member.objects.filter(pk=cast.alice.pk).update(left_at=timezone.now())
    assert end_unanswerable(now=timezone.now()) == 0
    with tenant(cast.acme):
        carol = make_member("Carol", "curator")
        approve_words(clearance=Clearance.objects.get(), by=carol, now=timezone.now())
        assert Share.objects.get(pk=late.pk).state == State.SCHEDULED


def test_what_a_rule_held_goes_on_when_it_ends_though_nobody_answered(cast, late):
    ends = timezone.now() + DAY
    with tenant(cast.acme):
        rule = {**RULE, "parameters": {**RULE["parameters"], "until": ends.isoformat()}}
        acknowledge(cast.bob, make_policy(rule, number=2))
    recheck_words(now=timezone.now())
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(left_at=timezone.now())
    assert end_unanswerable(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert Share.objects.get(pk=late.pk).wake_at == ends
    assert recheck_words(now=ends).released == 1


def test_while_somebody_else_may_answer_it_goes_on(cast, late):
    with tenant(cast.acme):
        make_member("Carol", "curator")
        Member.objects.filter(pk=cast.alice.pk).update(left_at=timezone.now())
    assert end_unanswerable(now=timezone.now()) == 0


def test_one_organizations_failure_stops_no_other(cast, late, monkeypatch):
    with tenant(cast.globex):
        make_member("Mona", "curator")
        make_clearance(make_share(cast.mallory, make_post()), due_at=timezone.now() - DAY)

    def fail(clearance, people, *, now, tell=urging.tell_overdue):
        if current_organization_id() == cast.acme.pk:
            raise RuntimeError
        tell(clearance, people, now=now)

    monkeypatch.setattr(urging, "tell_overdue", fail)
    assert urge_answers(now=timezone.now()) == 1


def test_the_member_sees_by_when_an_answer_is_needed(cast, late, django_assert_num_queries):
    now = timezone.now()
    with tenant(cast.acme):
        due = now + DAY
        Clearance.objects.update(due_at=due)
        (line,) = shares_page(member=cast.bob, before="", now=now).lines
        assert when(due, now=now) in line.wording.detail
        assert line.wording.waiting.until == due
        with django_assert_num_queries(4):
            boxes = share_boxes(
                member=cast.bob, posts=[(late.post_id, late.post.public_id)], now=now
            )
        assert when(due, now=now) in boxes[late.post_id].lines[0].wording.detail


def test_what_is_overdue_says_so_in_words(cast, late, sign_in):
    page = sign_in(cast.bob).get("/o/acme/shares/").content.decode()
    assert "Waits for a yes, overdue" in page
    assert "An answer was needed yesterday" in page
    with tenant(cast.acme):
        acknowledge(cast.alice, Clearance.objects.get().post.shares.get().policy_version)
    desk = sign_in(cast.alice).get("/o/acme/desk/words/").content.decode()
    assert "Overdue" in desk
    assert "Answer needed: yesterday" in desk
