"""The pages beside the dashboard, and one's own, as files: what they show, and no formula."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.periods import utc_day
from analytics.rollup import roll_up
from content.models import Post
from tenants.models import Event, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.analytics.reports.reading import csv_tables, xlsx_tables
from tests.factories import make_member, make_post, make_team, make_topic, make_user

FORMULA = '=HYPERLINK("https://evil.example","x")'
FACTS = "/o/acme/dashboard/facts/"
PAYS = "/o/acme/dashboard/pays/"
COHORTS = "/o/acme/dashboard/cohorts/"
IMPACT = "/o/acme/impact/"
OF_MANAGERS = (FACTS, PAYS, COHORTS)


@pytest.fixture
def shared(cast):
    """Six people and Bob share a post with a hostile title, clicked once each."""
    now = timezone.now()
    with tenant(cast.acme):
        post, team = make_post("Roof"), make_team("Sales")
        Post.objects.filter(pk=post.pk).update(title=FORMULA)
        post.topics.add(make_topic("@Houses"))
        for number in range(6):
            seller = make_member(f"Seller {number}", team=team)
            click(live_share(seller, now, post, team=team), now, b"%d" % number)
        click(live_share(cast.bob, now, post), now, b"bob")
    roll_up(now=now, since=now - timedelta(days=1))
    return team


def take(client, url, kind, query=""):
    answer = client.post(f"{url}file/{query}", {"kind": kind})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.content


@pytest.mark.parametrize("by", ["post", "topic", "team", "day", "lines", "days"])
def test_the_lines_behind_a_number_are_those_of_the_page(shared, cast, sign_in, by):
    client, query = sign_in(cast.alice), f"?by={by}&metric=clicks"
    page = client.get(f"{FACTS}{query}")
    assert f"{FACTS}file/" in page.content.decode()
    rows = page.context["rows"]
    lines = xlsx_tables(take(client, FACTS, "xlsx", query))[1][1:]
    places = len(rows[0].about)
    if by == "day":
        assert len(lines) == len(rows)
    else:
        shown = [[one.text for one in row.about][by == "days" :] for row in rows]
        assert [line[by == "days" : places] for line in lines] == shown
    assert [f"{line[places]:.0f}" for line in lines] == [row.now for row in rows]
    title, about, table = csv_tables(take(client, FACTS, "csv", query))
    assert title == [["Behind the number: Clicks"]]
    assert ["Clicks", "7"] in about
    assert len(table) == len(lines) + 2


def test_a_narrowed_list_says_to_what(shared, cast, sign_in):
    query = "?by=post&network=mastodon&kind=share"
    about = csv_tables(take(sign_in(cast.alice), FACTS, "csv", query))[1]
    assert ["Network", "Mastodon"] in about
    assert ["Kind of post", "To share"] in about
    assert ["Team", "All teams"] in about


def test_what_it_pays_is_as_on_the_page(shared, cast, sign_in):
    client = sign_in(cast.alice)
    page = client.get(PAYS)
    assert f"{PAYS}file/" in page.content.decode()
    sales, topics = xlsx_tables(take(client, PAYS, "xlsx"))[:2]
    shown = {str(kpi.label): value for kpi, value in page.context["tiles"]}
    assert {row[0]: row[1] for row in sales[1:-1]} == shown
    assert sales[-1][:3] == ["Leads through advocacy", None, None]
    assert [row[0] for row in topics[1:]] == [name for name, _cells in page.context["topics"]]
    assert topics[1][:3] == ["@Houses", 7, 7]


def test_cohorts_are_told_in_the_words_of_the_page(shared, cast, sign_in, monkeypatch):
    told = {
        "steps": ["Invited", "Signed in"],
        "beginnings": [("May 2026", ["10+", "under 5"])],
        "months_after": ["Same month", "1 month later"],
        "heat": [],
    }
    monkeypatch.setattr("analytics.reports.cohorts_book.tell_cohorts", lambda found: told)
    monkeypatch.setattr(
        "analytics.active.views.cohorts",
        lambda of: type("Found", (), {"rows": [1], "of": of, "is_counted": True})(),
    )
    [table] = xlsx_tables(take(sign_in(cast.alice), COHORTS, "xlsx", "?of=active"))
    assert table[1][:3] == ["May 2026", "10+", "under 5"]
    with tenant(cast.acme):
        event = Event.objects.get(act="dashboard.exported")
    assert event.data == {"page": "cohorts", "kind": "xlsx", "of": "active"}


def test_what_works_for_oneself_is_numbers(shared, cast, sign_in):
    now = timezone.now()
    with tenant(cast.acme):
        for number in range(6):
            network = "bluesky" if number % 2 else "mastodon"
            live_share(cast.bob, now, make_post(f"More {number}"), network=network)
    sheets = xlsx_tables(take(sign_in(cast.bob), IMPACT, "xlsx"))
    [where] = [sheet for sheet in sheets if sheet[0][2] == "People for each"]
    # four shares on Mastodon brought one person, three on Bluesky nobody
    assert [row[:3] for row in where[1:]] == [["Mastodon", 4, 0.2], ["Bluesky", 3, 0]]


def test_ones_own_impact_is_ones_own_and_nobody_is_told(shared, cast, sign_in):
    client = sign_in(cast.bob)
    page = client.get(IMPACT)
    assert f"{IMPACT}file/" in page.content.decode()
    figures, trend, results = xlsx_tables(take(client, IMPACT, "xlsx"))[:3]
    told = {row[0]: row[1] for row in figures}
    assert (told["Shares"], told["People who came"]) == (1, 1)
    points = [value for _label, value in page.context["impact"].points]
    assert [row[1] for row in trend[1:]] == points
    assert results[1][:3] == [FORMULA, "Mastodon", 1]
    title, _figures, days, *_more = csv_tables(take(client, IMPACT, "csv"))
    assert title[0][0].startswith("Your impact, ")
    assert [str(utc_day(timezone.now())), "1"] in days
    with tenant(cast.acme):
        assert not Event.objects.filter(act="dashboard.exported").exists()


@pytest.mark.parametrize("url", [*OF_MANAGERS, IMPACT])
def test_no_cell_is_a_formula_and_there_is_no_other_kind(shared, cast, sign_in, url):
    client = sign_in(cast.bob if url == IMPACT else cast.alice)
    tables = csv_tables(take(client, url, "csv", "?by=post"))
    cells = [cell for table in tables for row in table for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")]
    assert client.post(f"{url}file/", {"kind": "pdf"}).status_code == 404
    assert client.get(f"{url}file/").status_code == 405


@pytest.mark.parametrize("url", OF_MANAGERS)
def test_only_who_sees_the_dashboard_takes_them(shared, cast, sign_in, url):
    for member in (cast.bob, cast.mallory):
        assert sign_in(member).post(f"{url}file/", {"kind": "csv"}).status_code in (403, 404)


def test_a_manager_gets_own_teams_alone_and_the_audit_knows(shared, cast, sign_in):
    with tenant(cast.acme):
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
        other = make_team("Other")
        for number in range(5):
            make_member(f"Other {number}", team=other)
        TeamRole.objects.create(member=boss, team=shared, role=Role.MANAGER)
    client = sign_in(boss)
    take(client, FACTS, "csv", f"?team={shared.public_id}&by=post&period=year&on=2026")
    answer = client.post(f"{FACTS}file/?team={other.public_id}", {"kind": "csv"})
    assert answer.status_code == 404
    with tenant(cast.acme):
        [event] = Event.objects.filter(act="dashboard.exported")
    assert event.data["page"] == "facts"
    assert (event.data["metric"], event.data["by"]) == ("clicks", "post")
    assert event.data["team"] == str(shared.public_id)
