"""Behind a rate: what is divided by what, line by line, and nobody to be made out of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.drill.cutting import SHOWN
from analytics.kpis import BEHIND, KPIS, OF_SHARES, RATES, Clicks, Ratio
from analytics.rollup import roll_up
from analytics.selectors import dashboard, groups
from content.models import Post
from sharing.models import Share
from sharing.services.activity import touch_days
from tenants.fewest import fewest
from tenants.models import Member, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import at, click, live_share, snapshot
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.analytics.reports.reading import csv_tables, xlsx_tables
from tests.analytics.test_drill import LATER, WEEK, found
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_member, make_post, make_team, make_topic, make_user

BY_KEY = {kpi.key: kpi for kpi in RATES}
QUERY = "?period=week&on=2026-W47"
FACTS = "/o/acme/dashboard/facts/"


def count() -> None:
    roll_up(now=LATER, since=at(-70))


def recount() -> None:
    """Count again what was changed behind the days' backs."""
    touch_days(days=[at(day).date() for day in range(7)], now=LATER)
    count()


def told(key, by="network", **given):
    """Return the lines by name: the rate, what is divided by what, and the rate before."""
    listed = found(by, kpi=BY_KEY[key], **given).lines
    return {
        tuple(one.names.get(name) for name in SHOWN[by]): (
            one.now,
            one.numerator,
            one.denominator,
            one.before,
        )
        for one in listed
    }


@pytest.fixture
def clicked(in_acme):
    """Let fewer click on a share than the week before.

    Fourteen people of two teams of seven share "Roof" on Mastodon the week before, each clicked
    thrice. This week they share "Jobs" there, each clicked once, in North twice. Six of North share
    it on Bluesky, too, each clicked four times. One of South shares it on X, clicked five times.
    What six of South had shared on X long ago is clicked once each.
    """
    north, south = make_team("North"), make_team("South")
    Member.objects.update(team=south)  # Alice and Bob, who do nothing here
    people = [make_member(f"N{n}", team=north) for n in range(7)]
    people += [make_member(f"S{n}", team=south) for n in range(7)]
    roof, jobs = make_post("Roof"), make_post("Jobs")
    for member in people:
        clicks(live_share(member, at(-7), roof), at(-6, 9), 3)
        clicks(live_share(member, at(1), jobs), at(1, 13), 2 if member.team == north else 1)
    for member in people[:6]:
        clicks(live_share(member, at(2), jobs, network="bluesky"), at(2, 13), 4)
    clicks(live_share(people[7], at(3), jobs, network="x"), at(3, 13), 5)
    for member in people[8:]:
        clicks(live_share(member, at(-60), roof, network="x"), at(4, 13), 1)
    count()
    return {"roof": roof, "jobs": jobs, "north": north, "south": south, "people": people}


def clicks(share, moment, number):
    for minute in range(number):
        click(share, moment.replace(minute=minute), b"%d" % minute)


@pytest.fixture
def seen(in_acme):
    """Let networks tell more of some shares than of others.

    Seven people share "Roof" on LinkedIn, each shown 100 times to 50 people, with two reactions, a
    comment and three clicks. Six share "Jobs" on Mastodon, which tells no impressions, with a
    reaction, a reshare and two clicks. Five share "Roof" on X, of which nothing is told.
    """
    people = [make_member(f"P{n}") for n in range(7)]
    roof, jobs = make_post("Roof"), make_post("Jobs")
    for member in people:
        share = live_share(member, at(0), roof, network="linkedin")
        clicks(share, at(0, 13), 3)
        snapshot(share, at(1), impressions=100, reach=50, reactions=2, comments=1, reshares=0)
    for member in people[:6]:
        share = live_share(member, at(1), jobs)
        clicks(share, at(1, 13), 2)
        snapshot(share, at(2), reactions=1, comments=0, reshares=1)
    for member in people[:5]:
        live_share(member, at(2), roof, network="x")
    count()
    return {"people": people, "roof": roof, "jobs": jobs}


def test_they_are_the_quotients_of_what_shares_bring():
    assert set(BY_KEY) == {
        "clicks_per_share",
        "avg_reach",
        "ctr",
        "engagement_rate",
        "engagement_rate_by_reach",
        "amplification_rate",
        "applause_rate",
        "conversation_rate",
        "conversion_rate",
    }
    assert (*OF_SHARES, *RATES) == BEHIND
    of_people = {kpi.key for kpi in KPIS if issubclass(kpi, Ratio)} - set(BY_KEY)
    assert {"share_rate", "adoption_rate", "shares_per_sharer", "active_rate"} <= of_people


def test_a_line_is_told_where_both_lists_tell_it(clicked):
    """Of X six people have clicks, but one a share: it stands with Bluesky, as shares do."""
    assert told("clicks_per_share") == {
        ("Mastodon",): (21 / 14, 21, 14, 42 / 14),
        (None,): ((24 + 5 + 6) / 7, 35, 7, None),
    }
    assert {one.names.get("network"): one.now for one in found(kpi=Clicks).lines} == {
        "Mastodon": 21,
        "Bluesky": 24,
        "X": 11,
    }


def test_it_is_listed_by_everything_else(clicked):
    key = "clicks_per_share"
    assert told(key, "team") == {
        ("North",): ((14 + 24) / 13, 38, 13, 3),
        ("South",): ((7 + 5 + 6) / 8, 18, 8, 3),
    }
    assert told(key, "post") == {
        ("Jobs",): ((21 + 24 + 5) / 21, 50, 21, None),
        ("Roof",): (None, 6, 0, 3),
    }
    assert told(key, "day") == {
        ("2026-11-17",): (21 / 14, 21, 14, None),
        (None,): (29 / 7, 29, 7, None),  # one shared on Thursday: it joins Wednesday
        ("2026-11-20",): (None, 6, 0, None),
    }


def test_all_at_once_says_what_both_say(clicked):
    """On Bluesky and X, of which not both are told, neither team nor post are. One of South shares
    on X: a share on Mastodon goes without its team, else that one could be found.
    """
    lines = told("clicks_per_share", "lines")
    assert lines[("Mastodon", "North", "Jobs")] == (2, 14, 7, None)
    assert lines[("Mastodon", "North", "Roof")] == (None, 0, 0, 3)
    assert lines[("Mastodon", None, "Jobs")] == (1, 7, 7, None)
    assert sum(line[1] for line in lines.values()) == 56
    assert sum(line[2] for line in lines.values()) == 21


def test_of_a_team(clicked):
    north = next(one for one in groups() if one.name == "North")
    assert told("clicks_per_share", group=north) == {
        ("Mastodon",): (14 / 7, 14, 7, 3),
        (None,): (24 / 6, 24, 6, None),
    }
    page = dashboard(span=WEEK, group=north, groups=groups(), key="clicks_per_share", now=LATER)
    assert found(kpi=BY_KEY["clicks_per_share"], group=north).now == page.chosen.value == 38 / 13


def test_narrowed_it_says_what_the_lines_make_together(clicked):
    assert told("clicks_per_share", "team", network="mastodon") == {
        ("North",): (2, 14, 7, 3),
        ("South",): (None, 0, 0, 3),
        (None,): (1, 7, 7, None),
    }
    listed = found("team", kpi=BY_KEY["clicks_per_share"], network="mastodon")
    assert (listed.told, listed.now) == (21 / 14, 56 / 21)


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("ctr", {"LinkedIn": (21 / 700, 21, 700)}),
        ("engagement_rate", {"LinkedIn": ((21 + 14 + 7) / 700, 42, 700)}),
        ("engagement_rate_by_reach", {"LinkedIn": (42 / 350, 42, 350)}),
        ("avg_reach", {"LinkedIn": (350 / 7, 350, 7)}),
        ("applause_rate", {"LinkedIn": (2, 14, 7), "Mastodon": (1, 6, 6), "X": (None, None, 5)}),
        (
            "conversation_rate",
            {"LinkedIn": (1, 7, 7), "Mastodon": (0, 0, 6), "X": (None, None, 5)},
        ),
        (
            "amplification_rate",
            {"LinkedIn": (0, 0, 7), "Mastodon": (1, 6, 6), "X": (None, None, 5)},
        ),
        (
            "clicks_per_share",
            {"LinkedIn": (3, 21, 7), "Mastodon": (2, 12, 6), "X": (0, 0, 5)},
        ),
    ],
)
def test_every_rate_by_hand(seen, key, lines):
    assert {name: line[:3] for (name,), line in told(key).items()} == lines


def test_conversions_are_told_once_a_goal_is_named(seen):
    assert found(kpi=BY_KEY["conversion_rate"]).lines == []
    goal = make_conversion_goal(added_at=at(-1))
    recount()
    assert told("conversion_rate")[("LinkedIn",)] == (0, 0, 21, None)
    for share in Share.objects.filter(network="linkedin"):
        make_conversion(share, goal, at(3))
    recount()
    assert told("conversion_rate")[("LinkedIn",)] == (7 / 21, 7, 21, None)


def test_what_one_person_has_besides_is_not_to_be_found(seen):
    """Clicks on one old share on LinkedIn, whose impressions nobody asks for any more, would be
    what the clicks there are more than those that are divided: so it stands with the others.
    """
    old = live_share(seen["people"][0], at(-130), seen["roof"], network="linkedin")
    clicks(old, at(1, 15), 2)
    count()
    assert told("ctr") == {(None,): (21 / 700, 21, 700, None)}
    assert told("clicks_per_share")[("LinkedIn",)][:3] == (23 / 7, 23, 7)


def test_of_too_few_nothing_is_told(seen):
    Share.objects.filter(network="linkedin", member__in=seen["people"][:4]).delete()
    recount()
    assert told("ctr") == {(None,): (None, None, None, None)}
    assert found(kpi=BY_KEY["ctr"]).now == 9 / 300
    page = dashboard(span=WEEK, group=None, groups=groups(), key="ctr", now=LATER)
    assert page.networks == []


@pytest.fixture
def told_alike(in_acme):
    """Let "Jobs" be clicked by many, but shared by few in this week; both posts are about work.

    Seven share "Roof", clicked once each; three share "Jobs", three "Pay", about houses. Six had
    shared "Jobs" long ago, which is clicked twice now.
    """
    people = [make_member(f"P{n}") for n in range(9)]
    houses, work = make_topic("Houses"), make_topic("Work")
    made = {name: make_post(name) for name in ("Roof", "Jobs", "Pay")}
    Post.objects.filter(pk=made["Pay"].pk).update(
        campaign=make_campaign(in_acme.alice, name="Fair")
    )
    for name, topics in (("Roof", [work]), ("Jobs", [work]), ("Pay", [houses])):
        made[name].topics.set(topics)
    for name, sharers in (("Roof", people[:7]), ("Jobs", people[:3]), ("Pay", people[3:6])):
        for place, member in enumerate(sharers):
            share = live_share(member, at(0), made[name], is_suggested=place > 0)
            clicks(share, at(1), 1)
    for member in people[:6]:
        clicks(live_share(member, at(-60), made["Jobs"]), at(2), 2)
    count()
    return {"houses": houses, "work": work, "people": people, **made}


def test_a_topic_is_of_the_same_posts_above_and_below(told_alike):
    """Clicks are told of "Jobs" by itself, shares only with "Pay": neither is in a topic's rate."""
    assert told("clicks_per_share", "topic") == {
        ("Work",): (1, 7, 7, None),
        (None,): ((3 + 12 + 3) / 6, 18, 6, None),
    }
    assert told("clicks_per_share", "campaign") == {
        ("In no campaign",): (1, 7, 7, None),
        (None,): (3, 18, 6, None),
    }
    assert told("clicks_per_share", "kind") == {("To share",): (25 / 13, 25, 13, None)}
    assert found("topic", kpi=BY_KEY["clicks_per_share"]).told == 25 / 13


def test_and_narrowed_to_a_topic(told_alike):
    narrowed = {"topic": str(told_alike["work"].public_id)}
    assert told("clicks_per_share", "kind", **narrowed) == {("To share",): (1, 7, 7, None)}
    assert told("clicks_per_share", "post", **narrowed) == {("Roof",): (1, 7, 7, None)}


def test_by_whose_words(told_alike):
    for member in told_alike["people"][:6]:
        share = live_share(member, at(3), told_alike["Roof"], is_suggested=False, network="x")
        clicks(share, at(3), 3)
    count()
    lines = told("clicks_per_share", "words")
    assert lines[("Own words",)][:3] == (19 / 7, 19, 7)
    assert sum(line[2] for line in lines.values()) == 19


@pytest.mark.parametrize("by", SHOWN)
def test_what_is_divided_adds_up(clicked, by):
    lines = told("clicks_per_share", by).values()
    assert sum(line[1] for line in lines) == 56
    assert sum(line[2] for line in lines) == 21


@pytest.mark.parametrize("by", ["network", "topic", "words", "lines"])
def test_costs_as_many_queries_for_many_as_for_few(seen, by):
    def queries(kpi) -> int:
        fewest()  # asked for once in a scope
        with CaptureQueriesContext(connection) as caught:
            found(by, kpi=kpi)
        return len(caught)

    kpis = (Clicks, BY_KEY["clicks_per_share"], BY_KEY["ctr"])
    before = [queries(kpi) for kpi in kpis]
    assert before == [before[0], before[0], before[0] + 1]
    for number in range(5):
        post = make_post(f"More {number}")
        post.topics.add(make_topic(f"Topic {number}"))
        for member in seen["people"]:
            share = live_share(member, at(2), post, network="linkedin")
            snapshot(share, at(3), impressions=10)
            click(share, at(2))
    count()
    assert [queries(kpi) for kpi in kpis] == before


def test_the_dashboard_shows_networks_by_rate_and_leads_there(clicked, in_acme, sign_in):
    page = sign_in(in_acme.alice).get(f"/o/acme/dashboard/{QUERY}&metric=clicks_per_share")
    rows = [(row["label"], row["value"], row["text"]) for row in page.context["dashboard"].networks]
    assert rows == [("Mastodon", 1.5, "1.5"), ("Networks not told apart", 5, "5")]
    assert page.context["counted_networks"] == "clicks per share"
    assert "metric=clicks_per_share" in page.context["behind"]
    tiles = [*page.context["tiles"], *page.context["more_tiles"]]
    linked = {tile.figure.kpi.key for tile in tiles if tile.behind}
    assert linked == {kpi.key for kpi in BEHIND}
    posts = [row["value"] for row in page.context["dashboard"].posts]
    assert posts == [21]  # of the shares, as of any figure that does not add up


def test_the_dashboards_file_has_the_same_networks(seen, in_acme, sign_in):
    client, query = sign_in(in_acme.alice), f"{QUERY}&metric=ctr"
    page = client.get(f"/o/acme/dashboard/{query}")
    rows = [(row["label"], row["value"], row["text"]) for row in page.context["dashboard"].networks]
    assert rows == [("LinkedIn", 0.03, "3 %")]
    file = client.post(f"/o/acme/dashboard/file/{query}", {"kind": "xlsx"})
    [networks] = [sheet for sheet in xlsx_tables(file.content) if sheet[0][0] == "Network"]
    assert [row[:2] for row in networks] == [["Network", "click-through rate"], ["LinkedIn", 0.03]]
    told = caller_of(in_acme.alice).get(f"dashboard{query}")
    assert told["networks"] == [{"label": "LinkedIn", "value": 0.03}]


def test_the_page_shows_rates_with_what_is_divided(clicked, in_acme, sign_in):
    client = sign_in(in_acme.alice)
    page = client.get(f"{FACTS}{QUERY}&metric=clicks_per_share&sort=now")
    assert [
        (row.about[0].text, row.now, row.sides, row.before, row.change) for row in rows_of(page)
    ] == [
        (
            "Networks not told apart",
            "5",
            [("Clicks", "35"), ("Shares + Shares by hand", "7")],
            "—",
            "—",
        ),
        ("Mastodon", "1.5", [("Clicks", "21"), ("Shares + Shares by hand", "14")], "3", "50 %"),
    ]
    text = page.content.decode()
    assert "they are not to be added up" in text
    assert "The largest fall is of Mastodon: 50 % less, 1.5 after 3." in text


def rows_of(page):
    return page.context["rows"]


def test_files_and_programs_say_what_the_page_says(clicked, in_acme, sign_in):
    client, query = sign_in(in_acme.alice), f"{QUERY}&metric=clicks_per_share&by=team"
    page = client.get(f"{FACTS}{query}")
    shown = [
        [row.about[0].text, row.now, *(text for _h, text in row.sides)] for row in rows_of(page)
    ]
    assert shown == [["South", "2.2", "18", "8"], ["North", "2.9", "38", "13"]]
    [_figure, lines] = xlsx_tables(client.post(f"{FACTS}file/{query}", {"kind": "xlsx"}).content)
    assert lines[0][:6] == [
        "Team",
        "Clicks per share",
        "Clicks",
        "Shares + Shares by hand",
        "Before",
        "Change",
    ]
    assert [row[:6] for row in lines[1:]] == [
        ["South", 18 / 8, 18, 8, 3, 18 / 8 - 3],
        ["North", 38 / 13, 38, 13, 3, 38 / 13 - 3],
    ]
    tables = csv_tables(client.post(f"{FACTS}file/{query}", {"kind": "csv"}).content)
    assert ["South", "2.25", "18", "8", "3.0", "-0.75"] in tables[-1]
    answer = caller_of(in_acme.alice).get(
        "dashboard/facts?metric=clicks_per_share&by=team&period=week&on=2026-W47"
    )
    assert [
        (one["team"], one["value"], one["numerator"], one["denominator"], one["before"])
        for one in answer["lines"]
    ] == [("South", 18 / 8, 18, 8, 3), ("North", 38 / 13, 38, 13, 3)]
    assert (answer["value"], answer["before"], answer["told"]) == (56 / 21, 3, 56 / 21)


def test_a_manager_reads_the_names_of_own_teams_alone(clicked, cast, sign_in):
    with tenant(cast.acme):
        boss = make_member(
            "Boss", Role.MANAGER, user=make_user("boss@acme.example"), team=clicked["south"]
        )
        TeamRole.objects.create(member=boss, team=clicked["north"], role=Role.MANAGER)
    page = sign_in(boss).get(f"{FACTS}{QUERY}&metric=clicks_per_share&by=team")
    assert {row.about[0].text for row in rows_of(page)} == {"Teams not told apart", "North"}
    for member in (cast.bob, cast.mallory):
        page = sign_in(member).get(f"{FACTS}{QUERY}&metric=clicks_per_share")
        assert page.status_code in (403, 404)


def test_is_of_one_organization(clicked, cast):
    with tenant(cast.globex):
        assert found("lines", kpi=BY_KEY["clicks_per_share"]).lines == []
