"""A yes or a no to words: to what it is, what it lets go, and who says it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sharing.assisted import target
from sharing.clearances import queue_of
from sharing.models import Reason, Share, State
from sharing.plans import When
from sharing.services.acting import cancel_share
from sharing.services.assisting import sweep_offers
from sharing.services.clearing import approve_words, send_words_back
from tenants.models import Act, Event, Letter, Member, Notice, Notification
from tests.factories import make_member, make_policy, make_share
from tests.sharing.asking import RULE, WORDS, asked, hold, reread


@pytest.fixture
def bob(in_acme) -> Member:
    make_policy(RULE)
    return in_acme.bob


def test_a_yes_is_to_what_was_read_alone(in_acme, bob):
    share, clearance = asked(bob)
    ((seen,), _has_more) = queue_of(in_acme.alice, now=timezone.now())
    make_policy(RULE, {**RULE, "parameters": {"phrase": "many"}}, number=2)
    with pytest.raises(ValidationError) as refused:
        approve_words(clearance=clearance, by=in_acme.alice, seen=seen.digest, now=timezone.now())
    assert (refused.value.code, reread(share).state) == ("changed", State.HELD)
    ((again,), _has_more) = queue_of(in_acme.alice, now=timezone.now())
    assert [one.matched for one in again.texts[0].found] == ["merger", "many"]
    approve_words(clearance=clearance, by=in_acme.alice, seen=again.digest, now=timezone.now())
    assert hold(share) is None
    clearance.refresh_from_db()
    assert [one["matched"] for one in clearance.found] == ["merger", "many"]


def test_nobody_says_yes_to_what_is_forbidden_by_now(in_acme, bob):
    _share, clearance = asked(bob)
    make_policy({**RULE, "severity": "block"}, number=2)
    with pytest.raises(ValidationError) as refused:
        approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    assert refused.value.code == "forbidden"
    assert "“merger”" in refused.value.messages[0]


def test_who_decides_sees_that_a_rule_which_begins_forbids_the_words(in_acme, bob):
    begins = timezone.now() + timedelta(hours=1)
    soon = {"phrase": "many", "from": begins.isoformat()}
    make_policy(RULE, {"severity": "block", "parameters": soon}, number=2)
    _share, clearance = asked(bob)
    told = [queue_of(in_acme.alice, now=now)[0][0].forbidden for now in (timezone.now(), begins)]
    assert told == [[], ["The policy does not allow “many”. It is not public."]]
    with pytest.raises(ValidationError) as refused:
        approve_words(clearance=clearance, by=in_acme.alice, now=begins)
    assert refused.value.code == "forbidden"
    send_words_back(clearance=clearance, by=in_acme.alice, note="Not now.", now=begins)


def test_a_yes_does_not_count_for_other_words(in_acme, bob):
    share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    assert hold(share) is None
    Share.objects.filter(pk=share.pk).update(words="The merger makes us rich.")
    assert hold(share) == Reason.POLICY


def test_a_yes_of_before_words_were_kept_with_it_still_counts(in_acme, bob):
    share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    clearance.refresh_from_db()
    for one in clearance.found:
        del one["said"]
    clearance.save()
    assert hold(share) is None
    make_policy({**RULE, "reason": "Another reason."}, number=2)
    assert hold(share) == Reason.POLICY


@pytest.mark.parametrize("how", ["approve", "return", "withdraw"])
def test_nobody_is_told_any_more_of_what_is_answered_or_withdrawn(in_acme, bob, how):
    share, clearance = asked(bob)
    assert Notification.objects.filter(kind=Notice.WORDS_ASKED).exists()
    assert Letter.objects.filter(template=Notice.WORDS_ASKED).exists()
    said = {"clearance": clearance, "by": in_acme.alice, "now": timezone.now()}
    if how == "approve":
        approve_words(**said)
    elif how == "return":
        send_words_back(**said, note="No.")
    else:
        cancel_share(share=share, now=timezone.now())
    assert not Notification.objects.filter(kind=Notice.WORDS_ASKED).exists()
    assert not Letter.objects.filter(template=Notice.WORDS_ASKED).exists()


def test_a_yes_sends_it_now_and_is_recorded(in_acme, bob):
    share, clearance = asked(bob)
    later = timezone.now() + timedelta(hours=3)
    approve_words(clearance=clearance, by=in_acme.alice, now=later)
    share = reread(share)
    assert (share.state, share.reason, share.due_at, share.wake_at) == (
        State.SCHEDULED,
        "",
        later,
        later,
    )
    assert hold(share) is None
    event = Event.objects.get(act=Act.WORDS_APPROVED)
    assert (event.by, event.subject) == (in_acme.alice, clearance.public_id)
    assert event.data["rules"] == [clearance.found[0]["rule"]]
    notice = Notification.objects.get(kind=Notice.WORDS_DECIDED)
    assert (notice.member, notice.params["is_yes"]) == (bob, True)
    assert not Notification.objects.unread().filter(kind=Notice.WORDS_ASKED).exists()


def test_a_yes_leaves_the_time_that_was_planned(in_acme, bob):
    at = timezone.now() + timedelta(days=9)
    when = When("at", at.strftime("%Y-%m-%dT%H:%M"), "UTC")
    share, clearance = asked(bob, when=when)
    planned = share.due_at
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    assert (reread(share).due_at, reread(share).wake_at) == (planned, planned)


def test_what_is_finished_by_hand_is_offered_after_the_yes(in_acme, bob):
    share, clearance = asked(bob, connections=[], by_hand=[target("linkedin")])
    assert share.state == State.HELD
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    sweep_offers(now=timezone.now() + timedelta(minutes=1))
    assert reread(share).state == State.OFFERED


def test_a_no_needs_its_reason_and_gives_the_words_back(in_acme, bob):
    share, clearance = asked(bob)
    with pytest.raises(ValidationError, match="Say what has to change"):
        send_words_back(clearance=clearance, by=in_acme.alice, note=" ", now=timezone.now())
    send_words_back(clearance=clearance, by=in_acme.alice, note="Not yet.", now=timezone.now())
    share = reread(share)
    assert (share.state, share.reason, share.problem) == (
        State.CANCELLED,
        Reason.APPROVAL,
        "Not yet.",
    )
    notice = Notification.objects.get(kind=Notice.WORDS_DECIDED)
    assert (notice.params["is_yes"], notice.params["note"]) == (False, "Not yet.")
    assert Event.objects.filter(act=Act.WORDS_RETURNED).exists()


def test_it_is_decided_once(in_acme, bob):
    _share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    with pytest.raises(ValidationError) as refused:
        send_words_back(clearance=clearance, by=in_acme.alice, note="No.", now=timezone.now())
    assert refused.value.code == "decided"


def test_only_those_who_approve_posts_decide(in_acme, bob):
    _share, clearance = asked(bob)
    for person in (make_member("Writer", "contributor"), make_member("Manager", "manager")):
        with pytest.raises(PermissionDenied):
            approve_words(clearance=clearance, by=person, now=timezone.now())


def test_a_yes_holds_under_newer_guidelines_that_find_the_same(in_acme, bob):
    share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    make_policy(RULE, number=2)
    assert hold(share) is None
    make_policy(RULE, {**RULE, "parameters": {"phrase": "many"}}, number=3)
    assert hold(share) == Reason.POLICY
    make_policy({**RULE, "reason": "The press waits for it."}, number=4)
    assert hold(share) == Reason.POLICY
    make_policy({**RULE, "severity": "block"}, number=5)
    assert hold(share) == Reason.POLICY
    make_policy(number=6)
    assert hold(share) is None


def test_a_yes_is_to_nobody_elses_words(in_acme, bob):
    _share, clearance = asked(bob)
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    key = clearance.compose_key
    other = make_share(in_acme.alice, clearance.post, words=WORDS, compose_key=key)
    assert hold(other) == Reason.POLICY
