"""Nobody is shown for not sharing, and no group under five can be made out."""

from __future__ import annotations

import pytest

from analytics.boards.people import leaderboard_people
from analytics.boards.teams import leaderboard_teams
from analytics.models import Period
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors import groups_for, told_apart
from analytics.selectors.groups import groups
from tenants.models import Member, TeamRole
from tenants.roles import Role
from tests.analytics.events import MONDAY, at, click, live_share
from tests.factories import make_member, make_post, make_team

WEEK = Span(Period.WEEK, MONDAY.date())
EVENING = at(6, 20)


@pytest.fixture
def board(in_acme):
    """Let Ann share three times, Bea and Cem twice, Bob once, Alice never; return who is who."""
    people = {"bob": in_acme.bob, "alice": in_acme.alice}
    post = make_post()
    for name, count in (("Ann", 3), ("Bea", 2), ("Cem", 2)):
        people[name.lower()] = make_member(name)
        for _ in range(count):
            live_share(people[name.lower()], at(1), post)
    live_share(in_acme.bob, at(1), post)
    roll_up(now=EVENING, since=MONDAY)
    return people


def places(member, metric="shares_confirmed"):
    found = leaderboard_people(span=WEEK, metric=metric, member=member, now=at(6))
    listed = [(one.place, one.name, one.value) for one in found.places]
    return listed, found.own, found.words


def test_lists_only_people_with_more_than_zero(board):
    listed, own, words = places(board["alice"])
    assert listed == [(1, "Ann", 3), (2, "Bea", 2), (2, "Cem", 2), (4, "Bob", 1)]
    assert own is None
    assert words == "Share one post and you are on the board."


def test_closes_up_when_somebody_leaves_the_board_or_the_organization(board):
    Member.objects.filter(pk=board["bea"].pk).update(on_leaderboard=False)
    Member.objects.filter(pk=board["ann"].pk).update(left_at=at(3))
    listed, own, words = places(board["bob"])
    assert listed == [(1, "Cem", 2), (2, "You", 1)]
    assert own is None
    assert words == "1 share more and you are level with Cem."


def test_tells_those_off_the_board_their_own_place_alone(board):
    Member.objects.filter(pk=board["bob"].pk).update(on_leaderboard=False)
    Member.objects.filter(pk=board["bea"].pk).update(on_leaderboard=False)
    listed, own, _words = places(board["bob"])
    assert [name for _place, name, _value in listed] == ["Ann", "Cem"]
    assert (own.place, own.value, own.is_own) == (3, 1, True)


def test_finds_those_listed_behind_many_who_are_not(board):
    post = make_post()
    for number in range(31):
        member = make_member(f"Hidden {number}", on_leaderboard=False)
        for _ in range(4):
            live_share(member, at(2), post)
    roll_up(now=EVENING, since=MONDAY)
    listed, _own, words = places(board["bob"])
    assert listed == [(1, "Ann", 3), (2, "Bea", 2), (2, "Cem", 2), (4, "You", 1)]
    assert words == "1 share more and you are level with Bea."
    assert places(board["ann"])[2] == "Nobody is ahead of you."


def test_tells_the_first_that_nobody_is_ahead(board):
    assert places(board["ann"])[2] == "Nobody is ahead of you."


def test_shows_ones_own_place_below_the_list(board):
    post = make_post()
    for number in range(10):
        member = make_member(f"Extra {number}")
        for _ in range(2):
            live_share(member, at(2), post)
    roll_up(now=EVENING, since=MONDAY)
    listed, own, words = places(board["bob"])
    assert len(listed) == 10
    assert own.place == 14
    assert words.startswith("1 share more")


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({1: 5, 2: 4}, {}),  # the four could be found by subtracting the five
        ({1: 5, 2: 5}, {1: 5, 2: 5}),
        ({1: 9, 2: 5, None: 1}, {1: 9}),
        ({1: 9, 2: 5, None: 5}, {1: 9, 2: 5}),
        ({1: 9, 3: 3, 4: 2}, {1: 9}),
        ({None: 3}, {}),
    ],
)
def test_tells_no_group_apart_that_leaves_fewer_than_five(in_acme, sizes, shown):
    assert told_apart(sizes) == shown


@pytest.fixture
def teams(in_acme):
    """Make two teams of five and one of three; the rest has five with Alice and Bob."""
    found = {name: make_team(name) for name in ("Big", "Field", "Small")}
    for name, size in (("Big", 5), ("Field", 5), ("Small", 3)):
        for number in range(size):
            make_member(f"{name} {number}", team=found[name])
    return found


def test_shows_teams_of_five_and_more_per_person(in_acme, teams):
    member = Member.objects.filter(team=teams["Big"]).first()
    share = live_share(member, at(1))
    for number in range(10):
        click(share, at(1), b"%d" % number)
    live_share(Member.objects.filter(team=teams["Small"]).first(), at(1))
    roll_up(now=EVENING, since=MONDAY)
    clicks, shares = leaderboard_teams(
        span=WEEK,
        metrics=("clicks", "shares_confirmed"),
        groups=groups(),
        organization=in_acme.acme,
        member=member,
    )
    assert [(one.name, one.value, one.is_own) for one in clicks.places] == [("Big", 2, True)]
    assert [one.name for one in shares.places] == ["Big"]


def test_lets_managers_see_only_the_teams_they_manage(in_acme, teams):
    manager = make_member("Mo", Role.MANAGER, team=teams["Big"])
    TeamRole.objects.create(member=manager, team=teams["Field"], role=Role.MANAGER)
    TeamRole.objects.create(member=manager, team=teams["Small"], role=Role.MANAGER)
    TeamRole.objects.create(member=manager, team=teams["Big"], role=Role.CHAMPION)
    assert [group.name for group in groups_for(manager)] == ["Field"]
    assert [group.name for group in groups_for(in_acme.alice)] == ["Big", "Field"]
