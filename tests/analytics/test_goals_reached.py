"""How often each goal was reached and what the site said it was worth, by hand; never of few."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import Period
from analytics.payoff.goals import Goals, goals_reached
from analytics.payoff.selectors import payoff
from analytics.periods import Span
from analytics.retention.models import Retention
from analytics.rollup import roll_up
from tenants.fewest import fewest
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, live_share
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.api.callers import caller_of
from tests.factories import make_member

pytestmark = pytest.mark.django_db
WEEK = Span(Period.WEEK, MONDAY.date())
NOW = at(6, 20)
QUERY = "?period=week&on=2026-W47"


def euros(amount):
    return {"value": Decimal(amount), "currency": "EUR"}


@pytest.fixture
def sold(in_acme):
    """The shares of six people led to an order each, and those of seven to a letter."""
    order = make_conversion_goal("order", added_at=at(-9))
    letter = make_conversion_goal("letter", added_at=at(-9))
    shares = [live_share(make_member(f"P{number}"), at(1)) for number in range(6)]
    for share in shares:
        make_conversion(share, order, at(2), **euros("10.25"))
        make_conversion(share, letter, at(2))
    make_conversion(live_share(make_member("P6"), at(1)), letter, at(3))
    make_conversion(shares[0], order, at(-2), **euros("500"))  # another week
    roll_up(now=NOW, since=at(-14))
    return order, letter, shares


def told():
    found = goals_reached(WEEK)
    return {one.name: (one.count, one.worth, one.is_worth_whole) for one in found.reached}


def test_each_goal_with_what_it_was_worth(sold):
    assert told() == {
        "letter": (7, [], True),
        "order": (6, [("EUR", Decimal("61.50"))], True),
    }
    assert goals_reached(WEEK).others == 0


def test_a_goal_of_few_is_not_told_nor_to_be_subtracted(sold):
    rare = make_conversion_goal("rare", added_at=at(-9))
    make_conversion(sold[2][0], rare, at(2), **euros(999))
    found = goals_reached(WEEK)
    # the goal of the fewest people joins it
    assert ([one.name for one in found.reached], found.others) == (["letter"], 7)


def test_what_is_left_of_too_few_has_no_number(in_acme):
    rare = make_conversion_goal("rare", added_at=at(-9))
    make_conversion(live_share(in_acme.bob, at(1)), rare, at(2))
    assert goals_reached(WEEK) == Goals([], None)


def test_an_amount_of_few_is_left_out_and_so_is_what_would_tell_it(sold):
    order, _letter, shares = sold
    make_conversion(shares[0], order, at(3), value=Decimal(7), currency="USD")
    # one of dollars, so the euros of six join: else the dollars would be the number less theirs
    assert told()["order"] == (7, [], False)
    for share in shares[1:]:
        make_conversion(share, order, at(3), value=Decimal(7), currency="USD")
    euro, dollar = ("EUR", Decimal("61.50")), ("USD", Decimal(42))
    assert told()["order"] == (12, [euro, dollar], True)


def test_goals_of_the_period_that_nobody_reached_are_told_and_no_others(sold):
    make_conversion_goal("quiet", added_at=at(-9))
    make_conversion_goal("over", added_at=at(-20), ended_at=at(-9))
    make_conversion_goal("ahead", added_at=at(9))
    assert told()["quiet"] == (0, [], True)
    assert set(told()) == {"order", "letter", "quiet"}


def test_nothing_is_told_by_goal_of_days_that_are_not_kept(sold):
    Retention.objects.create(kept_since=WEEK.starts_on + timedelta(days=1))
    assert goals_reached(WEEK) is None


def test_page_and_programs_are_told(sold, cast, sign_in):
    assert caller_of(cast.alice).get(f"payoff{QUERY}")["goals"] == {
        "reached": [
            {"name": "letter", "count": 7, "worth": [], "is_worth_whole": True},
            {
                "name": "order",
                "count": 6,
                "worth": [{"currency": "EUR", "amount": "61.50"}],
                "is_worth_whole": True,
            },
        ],
        "others": 0,
    }
    page = sign_in(cast.alice).get(f"/o/acme/dashboard/pays/{QUERY}").content.decode()
    assert "61.50 EUR" in page
    assert "as your site told it" in page


def test_without_a_goal_there_is_nothing_by_goal(in_acme):
    found = payoff(span=WEEK, member=in_acme.alice, now=NOW, today=NOW.date())
    assert found.goals is None


def test_is_of_one_organization_and_costs_the_same(sold, cast):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            goals_reached(WEEK)
        return len(caught)

    fewest()
    few = queries()
    for number in range(3):
        goal = make_conversion_goal(f"More {number}", added_at=at(-9))
        for share in sold[2]:
            make_conversion(share, goal, at(2), **euros(5))
    assert queries() == few <= 3
    with tenant(cast.globex):
        assert goals_reached(WEEK) is None
