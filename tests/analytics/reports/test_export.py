"""The dashboard as a file: what the page shows, for who may see it, and no formula."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from analytics.goals.models import GoalPeriod
from analytics.kpis import KPIS
from analytics.periods import utc_day
from analytics.reports.book import make_book, read_edition
from analytics.reports.viewing import read_view
from analytics.reports.writing import book_xlsx
from analytics.rollup import roll_up, sweep
from content.models import Post
from tenants.models import Event, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.analytics.factories import (
    make_annotation,
    make_brand_number,
    make_goal,
    make_rate,
)
from tests.analytics.reports.reading import csv_figures, csv_tables, xlsx_figures, xlsx_tables
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team, make_user

FILE = "/o/acme/dashboard/file/"
FORMULA = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture
def shared(cast):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Roof")
        post.title = FORMULA
        Post.objects.filter(pk=post.pk).update(title=FORMULA)
        make_brand_number(day=utc_day(now), metric="brand_reach", value=9, source="@Radar")
        team = make_team("Sales")
        for number in range(5):
            seller = make_member(f"Seller {number}", team=team)
            click(live_share(seller, now, post), now, b"%d" % number)
            make_member(f"Nowhere {number}")
    roll_up(now=now)
    return team


def take(client, kind, query=""):
    answer = client.post(f"{FILE}{query}", {"kind": kind})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.content


def test_both_files_say_what_the_page_says(shared, cast, sign_in):
    client = sign_in(cast.alice)
    page = client.get("/o/acme/dashboard/")
    shown = {one.kpi.key: one.value for one in page.context["dashboard"].figures}
    assert shown["shares_confirmed"] == 5
    assert csv_figures(take(client, "csv")) == pytest.approx(shown)
    assert xlsx_figures(take(client, "xlsx")) == pytest.approx(shown)
    trend = [value for _label, value in page.context["dashboard"].trend.points]
    assert [row[1] for row in xlsx_tables(take(client, "xlsx"))[1][1:]] == trend


def test_what_is_not_known_is_empty_and_never_zero(shared, cast, sign_in):
    rows = {row[-1]: row for row in csv_tables(take(sign_in(cast.alice), "csv"))[1][2:]}
    assert rows["impressions"][1:3] == ["", ""]
    assert rows["shares_self_reported"][1] == "0"


def test_no_cell_is_a_formula(shared, cast, sign_in):
    client = sign_in(cast.alice)
    tables = csv_tables(take(client, "csv"))
    cells = [cell for table in tables for row in table for cell in row]
    assert f"'{FORMULA}" in cells
    assert "'@Radar" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")]
    sheets = xlsx_tables(take(client, "xlsx"))
    assert FORMULA in [cell for sheet in sheets for row in sheet for cell in row]


def test_what_happened_stands_beside_the_day(shared, cast, sign_in):
    client, today = sign_in(cast.alice), utc_day(timezone.now())
    assert "What happened" not in csv_tables(take(client, "csv"))[2][1]
    with tenant(cast.acme):
        make_annotation(day=today, text=FORMULA)
        make_annotation(day=today, text="Fair in Porto")
    told = {"csv": f"'{FORMULA} · Fair in Porto", "xlsx": f"{FORMULA} · Fair in Porto"}
    _title, head, *rows = csv_tables(take(client, "csv"))[2]
    assert head[-1] == "What happened"
    assert {row[0]: row[-1] for row in rows if row[-1]} == {str(today): told["csv"]}
    head, *lines = xlsx_tables(take(client, "xlsx"))[1]
    column = head.index("What happened")
    assert [row[column] for row in lines if row[column]] == [told["xlsx"]]


def test_a_shorter_period_before_keeps_every_column_in_its_place(cast, sign_in):
    february = datetime(2026, 2, 10, 12, tzinfo=UTC)
    with tenant(cast.acme):
        live_share(make_member("Earlier"), february, make_post("Roof"))
        make_annotation(day=date(2026, 3, 31), text="Fair in Porto")
    sweep(now=timezone.now())
    client, march = sign_in(cast.alice), "period=month&on=2026-03&metric=shares_confirmed"
    _title, head, *rows = csv_tables(take(client, "csv", f"?{march}"))[2]
    assert len(head) == 4
    assert rows[-1] == ["2026-03-31", "0", "", "Fair in Porto"]
    head, *lines = xlsx_tables(take(client, "xlsx", f"?{march}"))[1]
    assert lines[-1][1:4] == [0, None, "Fair in Porto"]


def test_a_team_has_its_own_figures_and_nothing_of_others(shared, cast, sign_in):
    client = sign_in(cast.alice)
    query = f"?team={shared.public_id}"
    page = client.get(f"/o/acme/dashboard/{query}")
    shown = {one.kpi.key: one.value for one in page.context["dashboard"].figures}
    assert csv_figures(take(client, "csv", query)) == pytest.approx(shown)
    assert len(xlsx_tables(take(client, "xlsx", query))) == 2  # figures and trend


def test_a_manager_gets_own_teams_alone(shared, cast, sign_in):
    with tenant(cast.acme):
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
        other = make_team("Other")
        for number in range(5):
            make_member(f"Other {number}", team=other)
        TeamRole.objects.create(member=boss, team=shared, role=Role.MANAGER)
    client = sign_in(boss)
    take(client, "csv", f"?team={shared.public_id}")
    answer = client.post(f"{FILE}?team={other.public_id}", {"kind": "csv"})
    assert answer.status_code == 404


def test_what_it_was_worth_stands_on_a_sheet_of_its_own(shared, cast, sign_in):
    client = sign_in(cast.alice)
    assert len(xlsx_tables(take(client, "xlsx"))) == 6
    with tenant(cast.acme):
        make_rate(amount="2.5", starts_on=utc_day(timezone.now()).replace(day=1))
    sheets = xlsx_tables(take(client, "xlsx"))
    assert len(sheets) == 7
    assert sheets[5][1][1] == 12.5  # five clicks


def test_goals_stand_on_a_sheet_of_their_own(shared, cast, sign_in):
    today = utc_day(timezone.now())
    with tenant(cast.acme):
        make_goal(period=GoalPeriod.DAYS, starts_on=today, ends_on=today)
    [sheet] = [one for one in csv_tables(take(sign_in(cast.alice), "csv")) if one[0] == ["Goals"]]
    assert sheet[1] == ["Goal", "How far", "Time", "State", "Source"]
    assert sheet[2][:2] == ["Be heard", "Shares: 5 of 200"]


def test_the_audit_knows_what_was_taken(shared, cast, sign_in):
    take(sign_in(cast.alice), "xlsx", "?period=quarter&on=2026-Q1&metric=share_rate")
    with tenant(cast.acme):
        [event] = Event.objects.filter(act="dashboard.exported")
    assert event.data == {"kind": "xlsx", "period": "2026-Q1", "metric": "share_rate"}


@pytest.mark.parametrize("kind", ["", "docx", "../csv"])
def test_there_is_no_other_kind(shared, cast, sign_in, kind):
    assert sign_in(cast.alice).post(FILE, {"kind": kind}).status_code == 404


def test_programs_get_the_same(shared, cast):
    caller = caller_of(cast.alice)
    told = {one["key"]: one["value"] for one in caller.get("dashboard")["figures"]}
    assert csv_figures(caller("GET", "dashboard/csv").content) == pytest.approx(told)
    assert xlsx_figures(caller("GET", "dashboard/xlsx").content) == pytest.approx(told)


@pytest.mark.parametrize("language", ["ar", "pl", "en"])
def test_a_workbook_opens_in_every_language(shared, cast, language):
    now = timezone.now()
    with tenant(cast.acme), translation.override(language):
        view = read_view({}, cast.alice, now)
        book = make_book(read_edition(view, now=now), organization=cast.acme)
        figures = xlsx_figures(book_xlsx(book))
    assert set(figures) == {kpi.key for kpi in KPIS}


@pytest.mark.parametrize("people", [5, 25])
def test_a_file_costs_the_same_whatever_was_shared(shared, cast, django_assert_num_queries, people):
    now = timezone.now()
    with tenant(cast.acme):
        for number in range(people):
            live_share(make_member(f"More {number}"), now)
    roll_up(now=now)
    with tenant(cast.acme):
        view = read_view({}, cast.alice, now)
        assert cast.alice.organization  # read with whoever signs in
        with django_assert_num_queries(18):
            read_edition(view, now=now, reader=cast.alice)
