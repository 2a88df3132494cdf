"""Behind a number: lines that add up to it, and no group under five to be made out."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.drill import parts
from analytics.drill.cutting import SHOWN, Narrowing
from analytics.drill.parts import Cell, Who
from analytics.drill.selectors import behind
from analytics.kpis import Clicks, Engagements, SharesConfirmed
from analytics.models import Period
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors import dashboard, groups
from content.models import Post
from tenants.fewest import fewest
from tenants.models import Member
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share
from tests.factories import make_campaign, make_member, make_post, make_team, make_topic

WEEK = Span(Period.WEEK, MONDAY.date())
LATER = at(8)
EVENING = at(6, 20)


def found(by="network", *, kpi=Clicks, group=None, shown=None, reader=None, now=LATER, **narrowed):
    shown = groups() if shown is None else shown
    narrowing = Narrowing(**narrowed)
    return behind(
        kpi=kpi,
        span=WEEK,
        group=group,
        shown=shown,
        reader=reader or Member.objects.order_by("pk")[0],
        by=by,
        narrowing=narrowing,
        now=now,
    )


def told(by="network", **given):
    """Return the lines as (names…, now, before)."""
    listed = found(by, **given).lines
    return [(*(one.names.get(name) for name in SHOWN[by]), one.now, one.before) for one in listed]


@pytest.fixture
def fallen(in_acme):
    """Let clicks on one post fall between two weeks, and those on another rise.

    Fourteen people of two teams of seven share "Roof" on Mastodon the week before; each share is
    clicked thrice then, and once this week, but the last two. Six of them share "Jobs" this week on
    Bluesky, each clicked twice, one of them also on Mastodon.
    """
    north, south = make_team("North"), make_team("South")
    Member.objects.update(team=south)  # Alice and Bob, who do nothing here
    people = [make_member(f"N{n}", team=north) for n in range(7)]
    people += [make_member(f"S{n}", team=south) for n in range(7)]
    roof, jobs = make_post("Roof"), make_post("Jobs")
    for place, member in enumerate(people):
        share = live_share(member, at(-7), roof, team=member.team)
        for minute in range(3):
            click(share, at(-6, 9, minute))
        if place < 12:
            click(share, at(1))
    for member in people[:6]:
        share = live_share(member, at(2), jobs, network="bluesky", team=member.team)
        click(share, at(2, 15), b"a")
        click(share, at(2, 16), b"b")
    click(live_share(people[0], at(3), jobs, team=north), at(3, 15))
    roll_up(now=LATER, since=at(-14))
    return {"roof": roof, "jobs": jobs, "north": north, "south": south}


def test_lists_networks_with_the_largest_fall_first(fallen):
    assert told("network") == [("Mastodon", 13, 42), ("Bluesky", 12, 0)]
    assert (found().now, found().before) == (25, 42)


def test_lists_posts_and_teams(fallen):
    assert told("post") == [("Roof", 12, 42), ("Jobs", 13, 0)]
    assert told("team") == [("South", 5, 21), ("North", 20, 21)]


def test_lists_days_without_the_period_before(fallen):
    # on Thursday one share was clicked, so the day joins the next smallest, Wednesday
    assert told("day") == [(None, 12 + 1, None), ("2026-11-17", 12, None)]


def test_names_what_five_people_have_in_common(fallen):
    """Clicks of "Jobs" on Mastodon are one person's: on no line, and by no difference."""
    assert told("lines") == [
        ("Mastodon", "South", "Roof", 5, 21),
        ("Mastodon", "North", None, 8, 21),
        ("Bluesky", "North", None, 12, 0),
    ]


def test_follows_one_network_down_to_its_posts(fallen):
    assert told("post", network="mastodon") == [("Roof", 5, 21), (None, 8, 21)]


def test_narrows_to_posts_of_a_topic_a_campaign_and_a_kind(fallen, in_acme):
    topic, campaign = make_topic("Roofs"), make_campaign(in_acme.alice)
    fallen["roof"].topics.add(topic)
    Post.objects.filter(pk=fallen["jobs"].pk).update(campaign=campaign, kind="prompt")
    assert told("post", topic=str(topic.public_id)) == [("Roof", 12, 42)]
    assert told("post", campaign=str(campaign.public_id)) == [("Jobs", 13, 0)]
    assert told("post", kind="prompt") == [("Jobs", 13, 0)]
    assert told("post", kind="internal") == []
    assert told("post", post=str(fallen["roof"].public_id)) == [("Roof", 12, 42)]


def test_does_not_name_teams_that_are_not_the_readers(fallen):
    north = [one for one in groups() if one.name == "North"]
    assert told("team", shown=north) == [(None, 5, 21), ("North", 20, 21)]


def test_is_of_one_organization(fallen, cast):
    with tenant(cast.globex):
        assert found("lines").lines == []


@pytest.mark.parametrize("by", ["network", "team", "post", "day"])
def test_of_very_many_a_list_waits_a_while(fallen, monkeypatch, by):
    monkeypatch.setattr("analytics.selectors.remembered.MANY", 1)
    monkeypatch.setattr("analytics.selectors.remembered.PAUSE", timedelta(minutes=1))
    first = told(by)
    for member in Member.objects.filter(name__startswith="N"):
        click(live_share(member, at(3), network="x", team=member.team), at(3, 12))
    roll_up(now=LATER, since=at(-9))
    assert told(by) == first, "as it was kept, with the same lines"
    assert told(by, now=LATER + timedelta(hours=3)) != first


def test_costs_as_many_queries_for_many_as_for_few(fallen, in_acme):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            found("days", kpi=SharesConfirmed)
        return len(caught)

    fewest()  # asked for once in a scope
    before = queries()
    for number in range(6):
        post = make_post(f"More {number}")
        for member in Member.objects.all():
            live_share(member, at(number), post, team=member.team)
    roll_up(now=LATER, since=at(-14))
    assert len(found("days", kpi=SharesConfirmed).lines) > 6
    assert queries() == before


@pytest.mark.parametrize("by", SHOWN)
@pytest.mark.parametrize("kpi", [Clicks, SharesConfirmed, Engagements])
def test_adds_up_to_the_dashboards_number(fallen, by, kpi):
    for group in (None, *groups()):
        page = dashboard(span=WEEK, group=group, groups=groups(), key=kpi.key, now=LATER)
        behind_it = found(by, kpi=kpi, group=group)
        assert behind_it.now == page.chosen.value == behind_it.told
        if by not in ("day", "days"):
            assert sum(line.before for line in behind_it.lines) == behind_it.before


def test_the_dashboard_tells_no_post_or_network_that_is_folded_here(fallen, in_acme):
    """One click on X is one person's: it stands with Bluesky, and its post with "Jobs"."""
    click(live_share(in_acme.bob, at(4), make_post("Alone"), network="x"), at(4, 12))
    roll_up(now=LATER, since=at(-14))
    page = dashboard(span=WEEK, group=None, groups=groups(), key="clicks", now=LATER)
    for rows, by in ((page.networks, "network"), (page.posts, "post")):
        folded = [line for line in told(by) if line[0] is None]
        named = {
            (row["label"], row["value"]) for row in rows if not str(row["label"]).endswith("apart")
        }
        assert folded
        assert named == {(line[0], line[1]) for line in told(by) if line[0] is not None}
    assert page.networks[-1] == {"label": "Networks not told apart", "value": 13}


def cells_of(seed: int) -> list[Cell]:
    """Return what people of some teams brought on two networks with four posts on three days."""
    chance = random.Random(seed)
    days = [at(day).date() for day in range(3)]
    cells = []
    for network, team, post, day in product("AB", range(3), range(1, 5), [None, *days]):
        members = range(100 * team, 100 * team + chance.choice((3, 6, 12)))
        who = frozenset(one for one in members if chance.random() < chance.choice((0.1, 0.6)))
        if who:
            cells.append(Cell(network, team, post, day, who, len(who)))
    return cells


def of(cells, labels):
    return {
        cell
        for cell in cells
        if all(getattr(cell, name) == value for name, value in labels.items())
    }


@pytest.mark.parametrize("seed", range(60))
def test_no_difference_of_what_is_shown_is_of_fewer_than_five(in_acme, seed):
    cells = cells_of(seed)
    shown = [
        (part.labels, set(part.cells)) for name in parts.ORDER for part in parts.cut(cells, name)
    ]
    fine = parts.lines(cells)
    shown += [(part.labels, set(part.cells)) for part in fine]
    for size in (1, 2):
        for names in product(parts.ORDER, repeat=size):
            shown += [
                (one.labels, set(one.cells)) for one in parts.merged(fine, sorted(set(names)))
            ]
    # the dashboards of teams tell their totals
    wholes = [{"team": team} for team in (1, 2)]
    shown += [(one, of(cells, one)) for one in wholes]
    for labels, group in shown:
        who = Who.behind(group)
        assert who.size >= 5
        assert labels in wholes or not who.is_few
    for (outer, whole), (inner, part) in product(shown, repeat=2):
        is_part = all(
            inner.get(name) == value for name, value in outer.items() if value is not None
        )
        if is_part and part < whole:
            rest = Who.behind(whole - part)
            assert rest.size >= 5, (outer, inner)
            assert None in outer.values() or not rest.is_few, (outer, inner)


def test_asks_for_five_people_in_each_of_the_two_periods(in_acme):
    """Six people in both periods together don't let the two of the one before be read off."""
    day = MONDAY.date()
    cells = [
        Cell("bluesky", 0, 1, day, frozenset(range(6)), 6),
        Cell("bluesky", 0, 1, None, frozenset({1, 2}), 90),
        Cell("mastodon", 0, 2, day, frozenset(range(10, 17)), 7),
        Cell("mastodon", 0, 2, None, frozenset(range(10, 17)), 7),
        Cell("x", 0, 3, day, frozenset(range(20, 28)), 8),
    ]
    listed = {
        part.labels["network"]: (part.now, part.before) for part in parts.cut(cells, "network")
    }
    assert listed == {"x": (8, 0), None: (13, 97)}


def test_tells_the_same_in_whatever_order_facts_are_read(in_acme):
    """Else what one list left out could be read off the other."""

    def told_of(cells):
        found = [*parts.lines(cells), *parts.lines_by_day(cells)]
        return {(*map(str, part.labels.values()), part.now, part.before) for part in found}

    for seed in range(20, 50):
        cells = cells_of(seed)
        known = told_of(cells)
        for again in range(5):
            assert told_of(random.Random(again).sample(cells, len(cells))) == known


class Watched(Cell):
    """A cell that counts how often people are read."""

    read = 0

    def __getattribute__(self, name: str) -> object:
        Watched.read += name == "people"
        return super().__getattribute__(name)


@pytest.mark.parametrize("size", [1000, 8000])
def test_looks_at_each_cell_a_few_times_however_many_there_are(in_acme, size):
    chance, days = random.Random(3), [at(day).date() for day in range(90)]
    cells = [
        Watched(
            chance.choice("ABC"),
            chance.randrange(7),
            chance.randrange(60),
            chance.choice([None, *days]),
            frozenset(chance.sample(range(300), chance.choice((1, 6, 9)))),
            1,
        )
        for _ in range(size)
    ]
    Watched.read = 0
    found = parts.lines_by_day(cells)
    assert len(found) > size / 20
    assert Watched.read < 9 * size


@pytest.mark.parametrize("seed", range(60))
def test_nor_of_days(in_acme, seed):
    cells = cells_of(seed)
    of_days = [cell for cell in cells if cell.day is not None]
    fine = parts.lines_by_day(cells)
    assert sorted(map(str, (cell for part in fine for cell in part.cells))) == sorted(
        map(str, of_days)
    )
    wholes = [{"day": day} for day in {cell.day for cell in of_days}]
    wholes += [{"team": team} for team in (1, 2)]
    wholes += [
        {"team": team, "day": one["day"]} for team in (1, 2) for one in wholes if "day" in one
    ]
    for labels in wholes:
        rest = parts.hidden(fine, labels)
        inside = [one for one in fine if all(one.labels[n] == v for n, v in labels.items())]
        if inside:
            assert not Who.behind(rest).is_few, labels
    for line in parts.lines(cells):
        pieces = [one for one in fine if line.labels.items() <= one.labels.items()]
        now = {cell for cell in line.cells if cell.day is not None}
        rest = now - {cell for piece in pieces for cell in piece.cells}
        assert not rest
