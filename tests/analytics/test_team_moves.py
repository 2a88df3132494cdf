"""Who moves to another team stays counted where they were, also when all is counted again."""

from __future__ import annotations

import pytest

from analytics.models import Period
from analytics.rollup import rebuild, roll_up
from sharing.services.activity import touch_days
from tenants.models import Member, TeamMove
from tenants.services.members import set_team
from tenants.services.teams import delete_team
from tests.analytics.events import MONDAY, at, stored, totals_of
from tests.factories import make_member, make_team

SUNDAY_NIGHT = at(6, 23)


@pytest.fixture
def teams(in_acme):
    """Make Porto with two people, and Lyon with one."""
    porto, lyon = make_team("Porto"), make_team("Lyon")
    for name, team in (("Ann", porto), ("Bea", porto), ("Cem", lyon)):
        make_member(name, team=team)
    return porto, lyon


def move(in_acme, name, team, moment):
    member = Member.objects.select_related("team").get(name=name)
    set_team(member=member, team=team, by=in_acme.alice, now=moment)


def count_all(organization):
    """Count as it came, then again from the beginning; return nothing: both are the same."""
    touch_days(days=[at(day).date() for day in range(7)], now=SUNDAY_NIGHT)
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    before = stored()
    rebuild(organization=organization, now=SUNDAY_NIGHT)
    assert stored() == before


def members_of(team, *days):
    return [totals_of(Period.DAY, at(day), "team", team.pk).get("members", 0) for day in days]


def test_each_day_counts_the_team_of_that_day(in_acme, teams):
    """Ann goes to Lyon on Tuesday, to none on Thursday, and comes back to Porto on Friday."""
    porto, lyon = teams
    move(in_acme, "Ann", lyon, at(1))
    move(in_acme, "Ann", None, at(3))
    move(in_acme, "Ann", porto, at(4))
    count_all(in_acme.acme)
    assert members_of(porto, 0, 1, 2, 3, 4, 5) == [2, 1, 1, 1, 2, 2]
    assert members_of(lyon, 0, 1, 2, 3, 4, 5) == [1, 2, 2, 1, 1, 1]
    assert totals_of(Period.WEEK, MONDAY, "team", porto.pk)["members"] == 2


def test_a_team_that_ended_keeps_its_people_of_before(in_acme, teams):
    porto, lyon = teams
    delete_team(team=porto, by=in_acme.alice, now=at(2))
    count_all(in_acme.acme)
    assert members_of(porto, 0, 1, 2, 3) == [2, 2, 0, 0]
    assert members_of(lyon, 0, 3) == [1, 1]


def test_who_is_put_where_they_are_moves_nowhere(in_acme, teams):
    move(in_acme, "Ann", teams[0], at(1))
    assert not TeamMove.objects.exists()
