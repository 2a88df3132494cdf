"""The numbers of a post, worked out by hand; nothing of few people, also not by subtraction."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.drill.cutting import Narrowing
from analytics.drill.selectors import behind
from analytics.kpis import Clicks
from analytics.models import Period
from analytics.periods import Span
from analytics.posts.selectors import ENGAGED, FIGURES, post_numbers
from analytics.posts.words import words_of
from analytics.rollup import roll_up
from analytics.selectors import groups
from content.models import Post
from sharing.models import Share
from tenants.fewest import fewest
from tenants.models import Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share, snapshot
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.analytics.reports.reading import csv_tables
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team

pytestmark = pytest.mark.django_db
WEEK = Span(Period.WEEK, MONDAY.date())
LATER = at(8)
QUERY = "?period=week&on=2026-W47"


@pytest.fixture
def shared(in_acme):
    """Seven people share "Roof" on Tuesday, with a click each then and two on Wednesday.

    Six of them share "Jobs" as well. One of the seven wrote own words.
    """
    roof, jobs = make_post("Roof"), make_post("Jobs")
    people = [make_member(f"P{number}") for number in range(7)]
    for place, member in enumerate(people):
        share = live_share(member, at(1, 9), roof, is_suggested=place > 0)
        click(share, at(1, 10), b"a")
        click(share, at(2, 10), b"a")
        click(share, at(2, 11), b"a")
        snapshot(share, at(2), reactions=2)
    for member in people[:6]:
        click(live_share(member, at(3), jobs), at(3, 15))
    roll_up(now=LATER, since=at(-14))
    return roof, jobs, people


def found(post, key="clicks", *, span=WEEK, now=LATER):
    return post_numbers(post=post, span=span, key=key, now=now)


def told(numbers):
    return {one.kpi.key: one.value for one in (*numbers.figures, *numbers.engaged)}


def count(now=LATER):
    roll_up(now=now, since=at(-30))


def test_every_figure(shared):
    numbers = found(shared[0])
    assert told(numbers) == {
        "shares_confirmed": 7,
        "shares_self_reported": 0,
        "clicks": 21,
        "unique_clicks": 14,
        "engagements": 35,
        "impressions": None,
        "reach_measured": None,
        "site_visits": None,
        "conversions": None,
        "reactions": 14,
        "comments": None,  # no network told of any
        "reshares": None,
    }
    assert numbers.people == 5  # seven, in steps of five
    assert numbers.networks == [("mastodon", 21)]
    assert (numbers.other_networks, numbers.apart) == (0, 0)
    assert [value for _day, value in numbers.days] == [0, 7, 14, 0, 0, 0, 0]
    assert not any(one.is_few for one in numbers.figures)


def test_it_stands_beside_the_period_before_up_to_the_same_day(shared):
    numbers = found(shared[0], span=WEEK.following, now=at(8, 12))
    clicks = next(one for one in numbers.figures if one.kpi is Clicks)
    assert (clicks.value, clicks.before) == (0, 7)  # by Tuesday
    over = found(shared[0], span=WEEK.following, now=at(15))
    assert next(one.before for one in over.figures if one.kpi is Clicks) == 21
    assert [value for _day, value in numbers.days] == []


def test_of_a_quarter_the_weeks_are_told(shared):
    numbers = found(shared[0], span=Span.around(Period.QUARTER, MONDAY.date()))
    days = dict(numbers.days)
    assert (days[MONDAY.date()], numbers.days[0][0].day) == (21, 1)
    assert sum(value or 0 for value in days.values()) == 21


def test_what_networks_and_goals_tell_is_told(shared):
    roof, _jobs, people = shared
    goal = make_conversion_goal(added_at=at(-1))
    assert told(found(roof))["conversions"] is None
    for member in people:
        share = live_share(member, at(3), roof)
        snapshot(share, at(4), impressions=10, reach=0)
        make_conversion(share, goal, at(4))
    count()
    numbers = told(found(roof))
    assert (numbers["impressions"], numbers["reach_measured"]) == (70, 0)
    assert numbers["conversions"] == 7
    jobs = told(found(shared[1]))
    assert (jobs["impressions"], jobs["conversions"]) == (None, 0)


def test_of_few_people_nothing_is_told(shared, sign_in, cast):
    few = make_post("Few")
    for member in shared[2][:2]:
        click(live_share(member, at(3), few), at(3, 15))
    count()
    numbers = found(few)
    assert numbers.is_few
    assert (numbers.people, numbers.networks, numbers.days) == (None, [], [])
    assert {value for key, value in told(numbers).items() if key in {"clicks", "engagements"}} == {
        None
    }
    # two people are left, so the smallest of the others joins them
    assert found(shared[1]).is_few
    assert not found(shared[0]).is_few
    url = reverse("analytics:post", args=["acme", few.public_id])
    page = sign_in(cast.alice).get(url + QUERY).content.decode()
    assert "Too few people to tell" in page
    assert 'class="tile' not in page


def test_a_part_of_few_people_is_not_told_nor_to_be_subtracted(shared):
    roof, _jobs, people = shared
    share = live_share(people[0], at(3), roof)
    snapshot(share, at(4), comments=3)
    count()
    numbers = found(roof)
    # the comments of one person are what the others leave of the engagements
    parts = told(numbers)
    assert (parts["engagements"], parts["clicks"]) == (38, 21)
    assert [parts[kpi.key] for kpi in ENGAGED] == [None, None, None]


def test_engagements_that_would_tell_of_few_beside_the_clicks_are_not_told(shared):
    jobs, people = shared[1], shared[2]
    snapshot(live_share(people[0], at(3), jobs), at(4), reactions=9)
    count()
    parts = found(jobs)
    assert (told(parts)["clicks"], told(parts)["engagements"]) == (6, None)


def test_words_are_told_where_both_kinds_are_of_people_enough(shared):
    roof, _jobs, people = shared
    assert words_of(roof, WEEK) is None  # one wrote own words
    for member in people[:6]:
        share = live_share(member, at(3), roof, is_suggested=False)
        click(share, at(4, 10), b"a")
        click(share, at(4, 11), b"a")
    count()
    words = words_of(roof, WEEK)
    assert (words.suggested, words.own) == (3, pytest.approx((3 + 12) / 7))
    numbers = found(roof)
    assert numbers.words == words


def test_the_page_api_and_the_list_behind_it_tell_the_same(shared, cast, sign_in):
    roof = shared[0]
    lines = behind(
        kpi=Clicks,
        span=WEEK,
        group=None,
        shown=groups(),
        reader=cast.alice,
        by="post",
        narrowing=Narrowing(),
        now=LATER,
    ).lines
    assert {one.names["post"]: one.now for one in lines}["Roof"] == 21
    answer = caller_of(cast.alice).get(f"posts/{roof.public_id}/numbers{QUERY}&metric=clicks")
    figures = {one["key"]: one["value"] for one in answer["figures"]}
    assert figures == {kpi.key: told(found(roof))[kpi.key] for kpi in FIGURES}
    assert (answer["people"], answer["networks"]) == (5, [{"network": "mastodon", "value": 21}])
    assert answer["days"][2] == {"day": "2026-11-18", "value": 14}
    url = reverse("analytics:post", args=["acme", roof.public_id])
    client = sign_in(cast.alice)
    page = client.get(url + QUERY).content.decode()
    assert "after 0 in the period before. The most, 14, on 18 Nov." in page
    assert reverse("analytics:facts", args=["acme"]) in page
    for start in (
        client.get(reverse("analytics:dashboard", args=["acme"]) + QUERY),
        client.get(reverse("analytics:facts", args=["acme"]) + QUERY + "&by=post"),
        client.get(reverse("content:post", args=["acme", roof.public_id])),
    ):
        assert url in start.content.decode()


def test_the_file_says_what_the_page_says(shared, cast, sign_in):
    roof, client = shared[0], sign_in(cast.alice)
    url = reverse("analytics:post_file", args=["acme", roof.public_id]) + f"{QUERY}&metric=clicks"
    assert url.partition("?")[0] in client.get(url.replace("file/", "")).content.decode()
    figures, trend, networks = csv_tables(client.post(url, {"kind": "csv"}).content)[1:]
    shown = [
        [str(one.kpi.label), one.value] for one in (*found(roof).figures, *found(roof).engaged)
    ]
    assert [[row[0], float(row[1]) if row[1] else None] for row in figures[2:-1]] == shown
    assert figures[-1][0].startswith("5 people at least")
    assert [row[1] for row in trend[2:] if row[1]][:2] == ["0", "7"]
    assert networks[2:] == [["Mastodon", "21"]]
    assert sign_in(cast.bob).post(url, {"kind": "csv"}).status_code == 403
    [event] = Event.objects.filter(act="dashboard.exported")
    assert (event.data["page"], event.data["post"]) == ("post", str(roof.public_id))


def test_the_days_are_drawn_with_their_table_behind(shared, cast, sign_in):
    roof = shared[0]
    for share in Share.objects.filter(post=roof):
        click(share, at(4, 10), b"b")
    count()
    url = reverse("analytics:post", args=["acme", roof.public_id])
    page = sign_in(cast.alice).get(url + QUERY)
    assert [value for _day, value in page.context["points"]] == [0, 7, 14, 0, 7, 0, 0]
    assert "See the numbers as a table" in page.content.decode()
    assert "Suggested words, or own ones" not in page.content.decode()


def test_only_those_who_see_the_dashboard_and_are_offered_the_post(shared, cast, sign_in):
    url = reverse("analytics:post", args=["acme", shared[0].public_id])
    assert sign_in(cast.bob).get(url).status_code == 403
    assert (
        url
        not in sign_in(cast.bob)
        .get(reverse("content:post", args=["acme", shared[0].public_id]))
        .content.decode()
    )
    with tenant(cast.globex):
        other = make_post("Theirs")
    client = sign_in(cast.alice)
    assert client.get(reverse("analytics:post", args=["acme", other.public_id])).status_code == 404
    draft = make_post("Draft")
    Post.objects.filter(pk=draft.pk).update(state="draft", approved_at=None)
    manager = make_member("Tom", Role.MANAGER)
    page = sign_in(manager).get(reverse("analytics:post", args=["acme", draft.public_id]))
    assert page.status_code == 404
    assert sign_in(manager).get(url).status_code == 200


def test_costs_the_same_for_much(shared, in_acme):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            found(shared[0])
        return len(caught)

    def share_more(number):
        post, team = make_post(f"More {number}"), make_team(f"Team {number}")
        for person in range(6):
            member = make_member(f"{number}-{person}", team=team)
            click(live_share(member, at(2), post, team=team), at(2, 15))
            live_share(member, at(2), shared[0], team=team, network="bluesky")
        count()

    fewest()
    share_more(0)
    little = queries()
    for number in range(1, 4):
        share_more(number)
    assert len(found(shared[0], "shares_confirmed").networks) == 2
    assert queries() == little <= 6


@pytest.mark.parametrize("seed", range(6))
def test_no_part_of_the_engagements_leaves_few(in_acme, seed):
    """Whatever is told, what is left of the engagements is of nobody or of five people or more."""
    chance = random.Random(seed)
    posts = [make_post(f"Post {number}") for number in range(3)]
    people = [make_member(f"P{number}") for number in range(9)]
    did: dict[tuple[int, str], set[int]] = {}
    for post in posts:
        for member in chance.sample(people, chance.randint(3, 9)):
            share = live_share(member, at(1), post)
            for metric in ("reactions", "comments", "reshares"):
                if chance.random() < 0.6:
                    snapshot(share, at(2), **{metric: chance.randint(1, 3)})
                    did.setdefault((post.pk, metric), set()).add(member.pk)
            if chance.random() < 0.7:
                click(share, at(2))
                did.setdefault((post.pk, "clicks"), set()).add(member.pk)
    count()
    for post in posts:
        values = told(found(post))
        if values["engagements"] is None:
            continue
        parts = ("clicks", "reactions", "comments", "reshares")
        left = [did.get((post.pk, metric), set()) for metric in parts if values[metric] is None]
        who = set[int]().union(*left)
        assert not 0 < len(who) < fewest()
        assert all(
            not 0 < len(did.get((post.pk, metric), ())) < fewest()
            for metric in parts
            if values[metric] is not None
        )
