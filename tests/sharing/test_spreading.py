"""A post's shares "now" keep a distance where a chorus is forbidden, within bounds, race or not."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection as database
from django.utils import timezone

from sharing.models import Pace, Reason, Share, State, Timing
from sharing.moments import Moment
from sharing.places import place_of
from sharing.plans import Compose, When
from sharing.services.composing import share_post
from sharing.services.planning import move_share, post_now
from sharing.services.spreading import take_moments
from sharing.wording import describe
from tenants.scope import tenant
from tests.factories import make_connection, make_member, make_post, make_user

NOW = timezone.now()
GAP = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def paced(settings):
    settings.UNDO_S, settings.SPREAD_GAP_S = 5, 60


def share(post, member=None, *, network="x", now=NOW, timing="", **changes):
    member = member or make_member("P", user=make_user(f"{uuid4()}@acme.example"))
    limits = {"max_characters": 280, "characters_per_url": 23}
    account = make_connection(member, network=network, host=f"{network}.example", limits=limits)
    compose = Compose(
        connections=[account],
        key=uuid4(),
        words={"": f"{uuid4()} {uuid4()}"},
        when=When(timing, **changes),
    )
    return share_post(member=member, post=post, compose=compose, now=now)[0]


def test_the_first_goes_out_at_once_the_next_a_gap_later_and_says_so(in_acme):
    post = make_post()
    first, second, third = (share(post) for _ in range(3))
    assert (first.due_at, first.reason) == (NOW + timedelta(seconds=5), "")
    assert [one.due_at - first.due_at for one in (second, third)] == [GAP, 2 * GAP]
    assert (second.wake_at, second.reason) == (second.due_at, Reason.SPREAD)
    wording = describe(second, now=NOW)
    assert wording.headline.startswith("Goes out ")
    assert wording.detail == "Spread, so that together it doesn’t look like a campaign of robots."
    assert (wording.may_cancel, wording.may_move) == (True, True)


def test_after_a_pause_it_goes_out_at_once_again(in_acme):
    post = make_post()
    share(post)
    later = NOW + timedelta(minutes=5)
    assert share(post, now=later).due_at == later + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("network", "other_post", "timing", "gap"),
    [
        ("mastodon", False, "", 60),
        ("x", True, "", 60),
        ("x", False, "", 0),
    ],
)
def test_other_networks_other_posts_and_no_gap_are_not_put_off(
    in_acme, settings, network, other_post, timing, gap
):
    settings.SPREAD_GAP_S = gap
    post = make_post()
    share(post)
    chosen = share(make_post() if other_post else post, network=network, timing=timing)
    assert chosen.due_at == NOW + timedelta(seconds=5)


def test_a_time_that_was_chosen_is_kept(in_acme):
    post = make_post()
    share(post)
    share(post)
    wall = (NOW + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    chosen = share(post, timing=Timing.AT, wall=wall, zone="UTC")
    assert chosen.due_at.strftime("%Y-%m-%dT%H:%M") == wall
    assert not chosen.reason


def test_never_later_than_the_bound_then_it_asks_and_takes_no_moment(in_acme):
    post = make_post()
    share(post)
    Pace.objects.update(free_at=NOW + timedelta(hours=5))
    asked = share(post)
    assert (asked.state, asked.reason, asked.wake_at) == (State.HELD, Reason.SPREAD, None)
    assert Pace.objects.get().free_at == NOW + timedelta(hours=5)
    wording = describe(asked, now=NOW)
    assert (wording.may_move, wording.may_post_now, wording.may_cancel) == (True, True, True)
    post_now(share=asked, now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (State.SCHEDULED, "")


def test_moments_are_taken_by_post_in_whatever_order_they_are_wanted(in_acme):
    first, second = make_post("Our roof"), make_post("Our door")
    x = place_of(make_connection(in_acme.bob, network="x", host="x.example"))
    moment = Moment(Timing.NOW, NOW, "UTC", "2026-11-18T12:00")
    taken = take_moments([(second, x, moment), (first, x, moment), (second, x, moment)])
    assert [one.due_at - NOW for one in taken] == [timedelta(), timedelta(), GAP]
    made = Pace.objects.order_by("pk").values_list("post", flat=True)
    assert list(made) == [first.pk, second.pk]


def test_another_time_can_be_chosen_for_it(in_acme):
    post = make_post()
    share(post)
    waiting = share(post)
    wall = (NOW + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    move_share(share=waiting, timing="at", now=NOW, wall=wall, zone="UTC")
    waiting.refresh_from_db()
    assert (waiting.timing, waiting.reason) == (Timing.AT, "")


def test_organizations_do_not_wait_for_each_other(cast):
    for organization in (cast.acme, cast.globex):
        with tenant(organization):
            assert share(make_post()).due_at == NOW + timedelta(seconds=5)


@pytest.mark.django_db(transaction=True)
def test_four_at_once_take_four_moments(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        post = make_post()
        people = [make_member(f"P{n}", user=make_user(f"p{n}@acme.example")) for n in range(4)]
    together = Barrier(4)

    def press(member):
        try:
            together.wait(10)
            with tenant(cast.acme):
                share(post, member)
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, people))
    with tenant(cast.acme):
        due = sorted(Share.objects.values_list("due_at", flat=True))
    assert [after - before for before, after in itertools.pairwise(due)] == [GAP] * 3
