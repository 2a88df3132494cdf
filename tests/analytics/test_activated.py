"""Who is activated: accepted the guidelines, and has an account or posts by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.kpis import AdoptionRate, ShareRate
from analytics.models import Period
from analytics.rollup import rebuild, roll_up
from policies.models import Acknowledgement
from sharing.models import AssistedNetwork, State
from sharing.services.activity import touch_days
from sharing.services.assisting import reopen_share, set_assisted_networks
from tests.analytics.events import MONDAY, at, stored, totals_of
from tests.factories import acknowledge, make_member, make_policy, make_post, make_share

SUNDAY_NIGHT = at(6, 23)


@pytest.fixture
def crew(in_acme):
    """Make six more than Alice and Bob, who all accepted, and none of whom has an account."""
    version = make_policy()
    others = [make_member(f"Crew {number}") for number in range(6)]
    for member in others:
        acknowledge(member, version)
    Acknowledgement.objects.update(at=at(-8))
    return others


def choose(member, moment, *keys):
    set_assisted_networks(member=member, keys=keys, now=moment)


def by_hand(member, moment):
    return make_share(
        member,
        make_post(),
        network="whatsapp",
        state=State.SELF_REPORTED,
        created_at=moment,
        reported_at=moment,
    )


def count(*days, now=SUNDAY_NIGHT):
    touch_days(days=[at(day).date() for day in days or range(7)], now=now)
    roll_up(now=now, since=MONDAY - timedelta(days=9))


def activated(day=None):
    span = (Period.WEEK, MONDAY) if day is None else (Period.DAY, at(day))
    return totals_of(*span).get("activated", 0)


def test_an_organization_that_shares_by_hand_has_rates(crew):
    """Crew 0 and 1 chose; 2 chose none; 3 and 0 shared; 4 is offered networks that nobody chose; 5
    chose after the week.
    """
    choose(crew[0], at(1), "x")
    choose(crew[1], at(2), "x", "reddit")
    choose(crew[2], at(1))
    choose(crew[5], at(7), "x")
    by_hand(crew[0], at(3))
    by_hand(crew[3], at(3))
    count()
    assert [activated(day) for day in range(4)] == [0, 1, 2, 3]
    found = totals_of(Period.WEEK, MONDAY)
    assert AdoptionRate.value(found) == 3 / 8
    assert ShareRate.value(found) == 2 / 3


def test_who_accepted_nothing_is_not_activated(crew, in_acme):
    choose(in_acme.bob, at(1), "x")
    by_hand(in_acme.bob, at(1))
    count()
    assert activated() == 0


def test_who_chose_before_it_was_noted_counts_since_ever(crew):
    AssistedNetwork.objects.create(member=crew[0], network="x")
    AssistedNetwork.objects.create(member=crew[1], network="")
    count()
    assert activated(0) == 1


def test_who_wants_none_any_more_was_activated_until_then(crew, in_acme):
    choose(crew[0], at(1), "x")
    choose(crew[0], at(2), "reddit")
    choose(crew[0], at(3))
    choose(crew[0], at(4))
    choose(crew[0], at(5), "facebook")
    count()
    assert [activated(day) for day in range(7)] == [0, 1, 1, 0, 0, 1, 1]
    before = stored()
    rebuild(organization=in_acme.acme, now=SUNDAY_NIGHT)
    assert stored() == before


def test_who_takes_the_only_report_back_never_was(crew):
    share = by_hand(crew[0], at(1))
    count(1, 2, 3, now=at(3, 20))
    assert activated(2) == 1
    reopen_share(share=share, now=at(3, 21))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert [activated(day) for day in (1, 2, 3)] == [0, 0, 0]
