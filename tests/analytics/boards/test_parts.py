"""Boards of a part: how places moved, teams of enough people, impressions, and shares by hand."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.boards.models import ShareCap
from analytics.boards.reading import PEOPLE, TEAMS, Asked, shares_by_hand, two_boards
from analytics.boards.slices import find_slice, slices_for
from analytics.boards.team_slices import Cell, teams_told
from analytics.models import Period
from analytics.periods import Span
from sharing.services.assisting import report_share
from tenants.models import Member
from tests.analytics.boards.test_boards import WEEK, cost, fill, of, parts, people, share
from tests.analytics.events import MONDAY, at, live_share, snapshot
from tests.analytics.test_by_hand import by_hand
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_member, make_post, make_team

__all__ = ["parts", "people"]


def said(board):
    return [(one.name, one.value, one.movement) for one in board.places]


def test_a_part_says_how_places_moved(people, parts, in_acme):
    post = make_post(required_hashtags=["OurRoof"])
    share(in_acme.bob, 2, day=-6, post=post)
    share(people["bea"], 1, day=-6, post=post)
    share(in_acme.bob, 1, post=post)
    share(people["ann"], 1, post=post)
    fill()
    effort, _reach = of(people["ann"], parts["hashtag"])
    assert said(effort) == [("Bea Smith", 3, "up 1"), ("You", 1, "new"), ("Bob", 1, "down 1")]


def test_a_network_that_few_used_before_tells_no_movement(people, parts):
    live_share(people["bea"], at(-6), network="bluesky")
    fill()
    effort, _reach = of(people["ann"], parts["network"])
    assert said(effort) == [("Bea Smith", 1, "")]


@pytest.fixture
def teams(in_acme):
    """Let six of Big and five of Field share in a campaign, and all with something else too."""
    campaign = make_campaign(in_acme.alice, starts_on=at(-7).date(), ends_on=at(7).date())
    posts = make_post(campaign=campaign), make_post()
    found = {}
    for name, size in (("Big", 6), ("Field", 5), ("Rest", 5)):
        team = make_team(name)
        found[name] = [make_member(f"{name} {number}", team=team) for number in range(size)]
        for member in found[name]:
            for post in posts:
                share(member, 1, post=post, team=team)
    for number in range(5):
        make_member(f"Of none {number}")
    share(found["Field"][0], 5, post=posts[0], team=found["Field"][0].team)
    fill()
    return {"campaign": f"campaign:{campaign.public_id}", "posts": posts, **found}


def told(reader, code, **more):
    effort, _reach = of(reader, code, who=TEAMS, **more)
    return {one.name: one.value for one in effort.places}


def test_teams_can_be_of_a_part_too(teams, in_acme):
    assert told(in_acme.bob, teams["campaign"]) == {"Field": 2, "Big": 1, "Rest": 1}
    assert of(in_acme.bob, teams["campaign"], who=TEAMS)[0].computed


def test_the_daily_cap_holds_for_teams_of_a_part(teams, in_acme):
    ShareCap.objects.create(since=at(0).date(), most=2)
    assert told(in_acme.bob, teams["campaign"])["Field"] == 1.2  # 2 + 1 + 1 + 1 + 1


def test_teams_of_a_part_say_how_they_moved(teams, in_acme):
    for name in ("Big", "Rest"):
        for member in teams[name]:
            share(member, 3, day=-6, post=teams["posts"][0], team=member.team)
    fill()
    effort, _reach = of(in_acme.bob, teams["campaign"], who=TEAMS)
    assert said(effort) == [("Field", 2, "new"), ("Big", 1, "down 1"), ("Rest", 1, "down 1")]


def test_no_team_is_shown_of_whom_few_have_something_in_it(teams, in_acme):
    team = make_team("Few")
    for number in range(6):
        share(make_member(f"Few {number}", team=team), 1, team=team)
    share(Member.objects.filter(team=team).first(), 1, post=teams["posts"][0], team=team)
    fill()
    shown = told(in_acme.bob, teams["campaign"])
    assert "Few" not in shown
    assert len(shown) == 2, "one more joins it, else what Few did is all minus the others"


def test_no_team_is_shown_whose_rest_is_of_few(teams, in_acme):
    share(teams["Big"][0], 1, post=make_post(), network="bluesky", team=teams["Big"][0].team)
    fill()
    assert "Big" in told(in_acme.bob, teams["campaign"])  # its rest is of six
    lone = make_team("Lone")
    for number in range(6):
        share(make_member(f"Lone {number}", team=lone), 1, post=teams["posts"][0], team=lone)
    share(Member.objects.filter(team=lone).first(), 1, team=lone)
    fill()
    assert "Lone" not in told(in_acme.bob, teams["campaign"])  # its whole minus this is of one


def test_no_team_is_shown_where_few_are_left_without_their_name(teams, in_acme):
    Member.objects.filter(pk=teams["Big"][0].pk).update(on_leaderboard=False)
    assert "Big" not in told(in_acme.bob, teams["campaign"])
    ids = [one.pk for one in teams["Big"][:5]]
    Member.objects.filter(pk__in=ids).update(on_leaderboard=False)
    assert "Big" in told(in_acme.bob, teams["campaign"])


def test_teams_are_of_weeks_and_months_alone(in_acme):
    quarter = Span.around(Period.QUARTER, MONDAY.date())
    assert slices_for(in_acme.bob, quarter, at(6), of_teams=True) == []


def cells(*rows):
    """Return cells of one team: (labels, people)."""
    return [Cell(frozenset(labels), frozenset(who), frozenset()) for labels, who in rows]


def test_no_difference_of_what_is_told_is_of_few():
    """All parts of all small teams of two posts, two networks, a campaign within a hashtag."""
    campaign, hashtag = ("campaign", "c"), ("hashtag", "h")
    networks = ("network", "m"), ("network", "b")
    who = [range(0), range(1), range(5), range(6)]
    for sets in itertools.product(who, repeat=4):
        rows = zip(itertools.product([{campaign, hashtag}, {hashtag}], networks), sets, strict=True)
        team = cells(*(({*labels, network}, people) for (labels, network), people in rows))
        shown = [
            one for one in (campaign, hashtag, *networks) if teams_told({1: team}, one, [1], 5)
        ]
        parts = [frozenset(range(4)), *(numbers(team, one) for one in shown)]
        for one, other in itertools.permutations(parts, 2):
            if other < one:
                left = set().union(*(team[number].people for number in one - other))
                assert len(left) == 0 or len(left) >= 5, (sets, shown)


def numbers(team, label):
    return frozenset(number for number, cell in enumerate(team) if label in cell.labels)


def test_teams_of_a_part_cost_the_same_at_two_sizes(teams, in_acme):
    part = find_slice(teams["campaign"], slices_for(in_acme.bob, WEEK, at(6), of_teams=True))
    asked = Asked(who=TEAMS, of=part)
    few = cost(in_acme.bob, asked)
    for number in range(12):
        share(make_member(f"More {number}", team=teams["Big"][0].team), 2, post=teams["posts"][0])
    fill()
    assert cost(in_acme.bob, asked) == few


def test_a_program_narrows_teams_as_the_page_does(teams, cast, in_acme):
    query = f"leaderboard?who=teams&period=week&on={WEEK.code}&of={teams['campaign']}"
    found = caller_of(cast.bob).get(query)
    assert {one["name"] for one in found["boards"][0]["places"]} == {"Big", "Field", "Rest"}
    assert teams["campaign"] in [one["of"] for one in found["parts"]]


def test_impressions_are_a_way_to_count_reach(people, in_acme, sign_in, cast):
    seen = live_share(people["ann"], at(1), network="linkedin")
    live_share(people["bea"], at(1))
    snapshot(seen, at(2), impressions=900)
    fill()
    _effort, reach = two_boards(
        span=WEEK, member=in_acme.bob, asked=Asked(PEOPLE, "impressions"), now=at(6)
    )
    assert said(reach)[0][:2] == ("Ann Smith", 900)
    assert len(reach.places) == 1, "who is not told of is not there with 0"
    assert "tells impressions" in reach.words
    query = f"?period=week&on={WEEK.code}&reach=impressions"
    page = sign_in(cast.bob).get(f"/o/acme/leaderboard/{query}").content.decode()
    assert "does not mean nobody saw it" in page


def test_who_shared_by_hand_alone_learns_why_no_place_counts_it(people, in_acme, sign_in, cast):
    report_share(share=by_hand(in_acme.alice), now=at(1))
    fill()
    assert (shares_by_hand(in_acme.alice, WEEK), shares_by_hand(in_acme.bob, WEEK)) == (1, 0)
    query = f"/o/acme/leaderboard/?period=week&on={WEEK.code}"
    page = sign_in(cast.alice).get(query).content.decode()
    assert "You told us of one share by hand, thank you." in page
    page = sign_in(cast.bob).get(query).content.decode()
    assert "You told us" not in page
    assert "How it counts" in page


def test_a_board_of_a_part_costs_what_is_said(people, parts):
    part = find_slice(parts["hashtag"], slices_for(people["bob"], WEEK, at(6)))
    with CaptureQueriesContext(connection) as captured:
        two_boards(span=WEEK, member=people["bob"], asked=Asked(of=part), now=at(6))
    assert len(captured) <= 2 * 5
