"""After a yes: what goes out when, and what its owner is asked first."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sharing.assisted import target
from sharing.models import Pace, Reason, Share, State
from sharing.plans import When
from sharing.services.assisting import sweep_offers
from sharing.services.clearing import approve_words
from sharing.services.planning import move_share, post_now
from sharing.wording import describe
from tenants.models import Member, Notice, Notification
from tests.factories import make_connection, make_member, make_policy, make_post
from tests.sharing.asking import RULE, WORDS, asked, reread

HOUR = timedelta(hours=1)
GAP = timedelta(seconds=60)


@pytest.fixture
def bob(in_acme, settings) -> Member:
    make_policy(RULE)
    settings.SPREAD_GAP_S = 60
    return in_acme.bob


def tomorrow() -> When:
    at = timezone.now() + timedelta(days=1)
    return When("at", at.strftime("%Y-%m-%dT%H:%M"), "UTC")


def approve(clearance, by, now):
    approve_words(clearance=clearance, by=by, now=now)


def test_a_yes_after_the_planned_time_asks_the_owner_when(in_acme, bob):
    share, clearance = asked(bob, when=tomorrow())
    planned = share.due_at
    approve(clearance, in_acme.alice, planned + HOUR)
    share = reread(share)
    assert (share.state, share.reason, share.due_at, share.wake_at) == (
        State.HELD,
        Reason.LATE,
        planned,
        None,
    )
    wording = describe(share, now=planned + HOUR)
    assert (wording.may_post_now, wording.may_move, wording.may_cancel) == (True, True, True)
    (notice,) = Notification.objects.filter(kind=Notice.SHARE_ASKS)
    assert (notice.member, notice.params["title"]) == (bob, share.post.title)


@pytest.mark.parametrize("how", ["now", "another time"])
def test_the_owner_says_when_and_it_goes_out(in_acme, bob, how):
    share, clearance = asked(bob, when=tomorrow())
    late = share.due_at + HOUR
    approve(clearance, in_acme.alice, late)
    if how == "now":
        post_now(share=reread(share), now=late)
    else:
        wall = (late + HOUR).strftime("%Y-%m-%dT%H:%M")
        move_share(share=reread(share), timing="at", wall=wall, zone="UTC", now=late)
    assert (reread(share).state, reread(share).due_at > late) == (State.SCHEDULED, True)


def test_what_is_planned_by_hand_is_offered_however_late(in_acme, bob):
    own = {"connections": [], "by_hand": [target("linkedin")], "when": tomorrow()}
    share, clearance = asked(bob, **own)
    late = share.due_at + HOUR
    approve(clearance, in_acme.alice, late)
    sweep_offers(now=late)
    assert reread(share).state == State.OFFERED


def on_x(member: Member):
    limits = {"max_characters": 280, "characters_per_url": 23}
    return make_connection(member, network="x", host="x.example", limits=limits)


def test_what_goes_out_now_keeps_its_distance_where_a_chorus_is_forbidden(in_acme, bob):
    post, now = make_post("Our roof"), timezone.now() + HOUR
    shares = []
    for name in ("Mei", "Omar", "Yuki"):
        member = make_member(name)
        words = f"The merger: {uuid4()} {uuid4()}"
        share, clearance = asked(member, words=words, post=post, connections=[on_x(member)])
        approve(clearance, in_acme.alice, now)
        shares.append(reread(share))
    assert [one.due_at - now for one in shares] == [timedelta(), GAP, 2 * GAP]
    assert [one.reason for one in shares] == ["", Reason.SPREAD, Reason.SPREAD]
    assert shares[2].wake_at == shares[2].due_at


def test_where_the_next_moment_is_too_far_the_owner_is_asked(in_acme, bob):
    share, clearance = asked(bob, words=WORDS, connections=[on_x(bob)])
    now = timezone.now() + HOUR
    Pace.objects.create(post=share.post, network="x", free_at=now + timedelta(hours=5))
    approve(clearance, in_acme.alice, now)
    share = reread(share)
    assert (share.state, share.reason, share.wake_at) == (State.HELD, Reason.SPREAD, None)
    assert Notification.objects.filter(kind=Notice.SHARE_HELD, member=bob).exists()


def test_elsewhere_it_goes_out_at_once(in_acme, bob):
    share, clearance = asked(bob)
    now = timezone.now() + HOUR
    approve(clearance, in_acme.alice, now)
    assert (reread(share).due_at, Share.objects.get().reason) == (now, "")
    assert not Pace.objects.exists()
