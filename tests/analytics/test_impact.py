"""One's own page says what networks tell, what they don't, and what one told; never mixed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.models import Period
from analytics.periods import Span, utc_day
from analytics.reported.keeping import Told, tell_figures
from analytics.rollup import roll_up
from analytics.selectors import my_impact
from tenants.scope import tenant
from tests.analytics.events import click, live_share, snapshot
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.analytics.test_by_hand import by_hand
from tests.factories import acknowledge, make_connection, make_policy, make_post


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def accepted(cast):
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy())


def read(cast, sign_in, now):
    roll_up(now=now + timedelta(seconds=1))
    answer = sign_in(cast.bob).get("/o/acme/impact/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def shared(cast, now, network="mastodon", *, is_read=True, **counts):
    """Let Bob have a live share with a click, and what its network told of it."""
    with tenant(cast.acme):
        read_at = now if is_read else None
        account = make_connection(cast.bob, network=network, measured_at=read_at)
        share = live_share(
            cast.bob,
            now - timedelta(minutes=5),
            make_post("Roof"),
            connection=account,
            network=network,
        )
        click(share, now)
        if counts:
            snapshot(share, now, **counts)
    return share


def tile(page, label):
    """Return what a tile says."""
    found = re.search(
        rf'<div class="name"><span>{label}</span>.*?<p class="value[^"]*">(.*?)</p>', page
    )
    return re.sub(r"<[^>]+>", "", found[1]) if found else None


def test_a_network_that_told_zero_has_no_reactions_yet(accepted, cast, sign_in, now):
    shared(cast, now, reactions=0, comments=0, reshares=0)
    page = read(cast, sign_in, now)
    assert "No reactions yet" in page
    assert "not told to us" not in page


def test_a_network_that_tells_none_is_named_and_never_has_none_yet(accepted, cast, sign_in, now):
    shared(cast, now, "linkedin")  # without LinkedIn's approval it tells nothing
    page = read(cast, sign_in, now)
    assert "No reactions yet" not in page
    assert "LinkedIn: reactions are not told to us" in page
    assert "Not read yet" not in page


def test_a_share_that_was_not_looked_at_waits(accepted, cast, sign_in, now):
    shared(cast, now, is_read=False)
    page = read(cast, sign_in, now)
    assert "Not read yet" in page
    assert "No reactions yet" not in page
    assert tile(page, "Impressions") == "Not told"  # Mastodon never tells


def test_a_share_by_hand_says_what_its_member_told(accepted, cast, sign_in, now):
    with tenant(cast.acme):
        share = by_hand(cast.bob, post=make_post("Roof"))
        figures = {"reactions": 5, "impressions": 1200}
        told = Told(share, utc_day(now), figures)
        tell_figures(told=[told], by=cast.bob, now=now)
    page = read(cast, sign_in, now)
    assert "No reactions yet" not in page
    assert "LinkedIn: reactions are not told to us" in page
    assert "You told us: 5 reactions, 1,200 impressions" in page
    assert "Self-reported" in page
    assert tile(page, "Impressions of shares by hand") == "1,200"
    assert tile(page, "Engagements with shares by hand") == "5"
    assert tile(page, "Impressions") == "Not told"


def test_impressions_and_reach_stand_there_where_they_are_told(accepted, cast, sign_in, now):
    shared(cast, now, "linkedin", impressions=1500, reach=0, reactions=2, comments=0, reshares=0)
    page = read(cast, sign_in, now)
    assert tile(page, "Impressions") == "1,500"
    assert tile(page, "Organic reach") == "0"  # told: a measured zero
    assert "2 reactions, 1,500 impressions" in page
    assert "not told by" not in page


def test_who_tells_what_of_two_networks_is_said(accepted, cast, sign_in, now):
    shared(cast, now, "linkedin", impressions=1500, reach=900)
    shared(cast, now, reactions=1, comments=0, reshares=0)
    page = read(cast, sign_in, now)
    assert "Impressions, Organic reach: not told by Mastodon." in page


def test_conversions_stand_there_once_there_is_a_goal(accepted, cast, sign_in, now):
    share = shared(cast, now, reactions=0)
    assert tile(read(cast, sign_in, now), "Conversions") is None
    with tenant(cast.acme):
        goal = make_conversion_goal(added_at=now - timedelta(hours=1))
        make_conversion(share, goal, now)
        click(share, now, b"again")
    page = read(cast, sign_in, now + timedelta(seconds=5))
    assert tile(page, "Conversions") == "1"
    assert "1 conversion" in page


@pytest.mark.parametrize("count", [1, 4])
def test_it_costs_the_same_whatever_was_shared(
    accepted, cast, now, count, django_assert_num_queries
):
    for network in ["mastodon", "linkedin", "bluesky", "x"][:count]:
        shared(cast, now, network, reactions=1)
    roll_up(now=now + timedelta(seconds=1))
    span = Span.around(Period.MONTH, utc_day(now))
    with tenant(cast.acme), django_assert_num_queries(7):
        found = my_impact(member=cast.bob, span=span, now=now)
        assert len(found.results) == count
