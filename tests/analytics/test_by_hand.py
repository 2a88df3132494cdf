"""Shares by hand are counted apart, on the member's word; clicks on their links are measured."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.rollup import rebuild, roll_up
from sharing.models import Share
from sharing.services.assisting import offered_fields, reopen_share, report_share
from tenants.scope import tenant
from tests.analytics.events import (
    MONDAY,
    Period,
    at,
    click,
    facts_of,
    live_share,
    stored,
    totals_of,
)
from tests.factories import acknowledge, make_policy, make_post, make_share

SUNDAY_NIGHT = at(6, 23, 59)


def by_hand(member, network: str = "linkedin", **changes) -> Share:
    values = {**offered_fields(now=at(0)), "network": network, **changes}
    return make_share(member, values.pop("post", None) or make_post("Roof"), **values)


@pytest.fixture
def week(in_acme):
    live_share(in_acme.bob, at(0))
    share = by_hand(in_acme.bob)
    report_share(share=share, now=at(1))
    waiting = by_hand(in_acme.bob, "x")
    for one in (share, waiting):
        click(one, at(2))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    return share


def test_they_are_never_among_the_confirmed(week, in_acme):
    assert facts_of(0) == {"shares_confirmed": 1}
    assert facts_of(1) == {"shares_self_reported": 1}
    totals = totals_of(Period.WEEK, MONDAY)
    assert (totals["shares_confirmed"], totals["shares_self_reported"]) == (1, 1)
    assert totals_of(Period.WEEK, MONDAY, "network", "linkedin")["shares_self_reported"] == 1


def test_who_shared_by_hand_alone_is_a_sharer_and_no_confirmed_share(week, in_acme):
    report_share(share=by_hand(in_acme.alice), now=at(4))
    roll_up(now=SUNDAY_NIGHT + timedelta(seconds=1), since=MONDAY)
    totals = totals_of(Period.WEEK, MONDAY)
    assert (totals["sharers"], totals["shares_confirmed"]) == (2, 1)


def test_clicks_count_whether_it_was_told_or_not(week, in_acme):
    assert facts_of(2) == {"clicks": 2, "unique_clicks": 2, "clicks_by_hand": 2}
    assert totals_of(Period.WEEK, MONDAY, "network", "x")["clicks"] == 1


def test_a_report_taken_back_is_not_counted_any_more(week, in_acme):
    reopen_share(share=week, now=at(3))
    roll_up(now=SUNDAY_NIGHT + timedelta(seconds=1), since=MONDAY)
    assert facts_of(1) == {}
    assert "shares_self_reported" not in totals_of(Period.WEEK, MONDAY)


def test_counting_all_again_gives_the_same(week, cast):
    counted = stored()
    rebuild(organization=cast.acme, now=SUNDAY_NIGHT)
    assert stored() == counted


@pytest.fixture
def bobs_own(cast, sign_in):
    """Let Bob have told of one share today that brought somebody; `live` adds one that went out."""

    def make(*, live: bool, clicks: int = 1):
        now = timezone.now()
        with tenant(cast.acme):
            version = make_policy()
            for member in (cast.alice, cast.bob):
                acknowledge(member, version)
            share = by_hand(cast.bob)
            report_share(share=share, now=now)
            for number in range(clicks):
                click(share, now, b"%d" % number)
            if live:
                live_share(cast.bob, now)
        roll_up(now=now + timedelta(seconds=1))
        return sign_in(cast.bob).get("/o/acme/impact/").content.decode()

    return make


def test_impact_names_them_apart(bobs_own):
    page = bobs_own(live=True)
    assert "Your 1 share and 1 share by hand brought <b>1 person</b> to Acme." in page
    assert "Shares by hand are self-reported" in page
    assert 'aria-label="LinkedIn"' in page


def test_impact_of_shares_by_hand_alone(bobs_own):
    assert "Your 1 share by hand brought <b>1 person</b> to Acme." in bobs_own(live=False)


def test_impact_never_says_live_of_them(bobs_own):
    page = bobs_own(live=False, clicks=0)
    assert "You told us of 1 share by hand." in page
    assert "went live" not in page


def test_the_dashboard_says_where_the_number_comes_from(bobs_own, cast, client):
    bobs_own(live=True)
    client.logout()
    client.force_login(cast.alice.user)
    page = client.get("/o/acme/dashboard/?metric=shares_self_reported").content.decode()
    assert "Shares by hand" in page
    assert "Self-reported" in page
    assert "LinkedIn" not in page  # of a network that one of them used nothing is told
