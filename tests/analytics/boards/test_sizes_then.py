"""Teams are measured by the people they had in a period, not by those they have now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.boards.teams import leaderboard_teams
from analytics.models import Period, PeriodTotal
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors import dashboard
from analytics.selectors.groups import groups, sizes_in
from tenants.models import Member
from tests.analytics.events import MONDAY, at, live_share
from tests.factories import make_member, make_post, make_team

WEEK = Span(Period.WEEK, MONDAY.date())
EVENING, LATER = at(6, 20), at(8, 20)


def people_of(team, count, **changes):
    return [make_member(f"{team.name} {number}", team=team, **changes) for number in range(count)]


def share_out(team, times, day=1):
    member = Member.objects.filter(team=team).order_by("pk").first()
    for _ in range(times):
        live_share(member, at(day), make_post(), team=team)


@pytest.fixture
def teams(in_acme):
    """Make Grown, which had five in the week and has ten since, and Steady with its five; besides
    Alice and Bob there are five without a team.
    """
    grown, steady = make_team("Grown"), make_team("Steady")
    people_of(grown, 5)
    people_of(steady, 5)
    for number in range(5):
        make_member(f"Free {number}")
    share_out(grown, 10)
    share_out(steady, 5)
    people_of(grown, 5, joined_at=at(8))
    return grown, steady


def count(now=LATER):
    roll_up(now=now, since=at(-9))


def board(in_acme, span=WEEK):
    (found,) = leaderboard_teams(
        span=span,
        metrics=["shares_confirmed"],
        groups=groups(),
        organization=in_acme.acme,
        member=None,
    )
    return [(one.name, one.value, one.about, one.movement) for one in found.places]


def tops(now=EVENING):
    found = dashboard(span=WEEK, group=None, groups=groups(), key="shares_confirmed", now=now)
    return [(row["label"], row["value"]) for row in found.groups]


def test_a_team_that_grew_since_keeps_its_mean(in_acme, teams):
    count()
    assert board(in_acme) == [("Grown", 2, "5 people", ""), ("Steady", 1, "5 people", "")]
    assert tops() == [("Grown", 2), ("Steady", 1)]


def test_the_period_before_is_measured_by_its_own_people(in_acme, teams):
    """In the next week Grown shares as before, by ten people: it falls from first to second."""
    grown, steady = teams
    share_out(grown, 10, day=8)
    share_out(steady, 6, day=8)
    count()
    assert board(in_acme, WEEK.following) == [
        ("Steady", 1.2, "5 people", "up 1"),
        ("Grown", 1, "10 people", "down 1"),
    ]


def test_a_team_that_was_too_small_is_not_told(in_acme, teams):
    Member.objects.filter(name="Grown 4").exclude(joined_at__gte=at(8)).update(left_at=at(2))
    count()
    assert [name for name, *_rest in board(in_acme)] == ["Steady"]
    assert [name for name, _value in tops()] == ["Steady"]


def test_nor_the_smallest_where_too_few_were_left(in_acme, teams):
    """Of the seven without a team four joined since: the three of then would be what is left."""
    Member.objects.filter(team=None, name__startswith="Free").exclude(name="Free 0").update(
        joined_at=at(8)
    )
    people_of(make_team("Third"), 6)
    count()
    assert len(sizes_in(WEEK, groups())) == 2
    assert len(board(in_acme)) == 1  # of the two that shared


def test_a_period_without_head_counts_is_measured_as_teams_are_now(in_acme, teams):
    count()
    PeriodTotal.objects.filter(metric="members").delete()
    assert board(in_acme) == [("Grown", 1, "10 people", ""), ("Steady", 1, "5 people", "")]


def test_more_teams_take_no_more_queries(in_acme, teams):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            board(in_acme)
            tops()
        return len(caught)

    count()
    board(in_acme)  # what is read once
    before = queries()
    for name in ("Third", "Fourth"):
        share_out(people_of(make_team(name), 5)[0].team, 1)
    count()
    assert queries() == before
