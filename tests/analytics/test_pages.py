"""The pages of numbers: who may see them, what they say, and how many queries they cost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.models import Period, Snapshot
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors import dashboard
from policies.models import PolicyVersion
from sharing.models import Connection
from sharing.services.activity import touch_day
from tenants.models import TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_team,
)

PAGES = ("impact", "leaderboard", "dashboard")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def busy(cast, now):
    """Let Bob have one live share with clicks and reactions today, everything rolled up."""
    with tenant(cast.acme):
        version = make_policy()
        for member in (cast.alice, cast.bob):
            acknowledge(member, version)
        account = make_connection(cast.bob)
        share = live_share(cast.bob, now, make_post("Roof"), connection=account, measure_at=now)
        for number in range(3):
            click(share, now, b"%d" % number)
        Snapshot.objects.create(share=share, at=now, metric="reactions", value=2)
        touch_day(day=now.date(), now=now)
    roll_up(now=now + timedelta(seconds=1))
    return share


def page(client, name, query="", **headers):
    return client.get(f"/o/acme/{name}/{query}", headers=headers)


def test_impact_says_in_one_sentence_what_came_of_it(busy, cast, sign_in):
    answer = page(sign_in(cast.bob), "impact").content.decode()
    assert "Your 1 share brought <b>3 people</b> to Acme." in answer
    assert "On the networks they gained 2 reactions." in answer
    assert "Roof" in answer


def test_impact_asks_for_fresh_counts_and_looks_again_by_itself(busy, cast, sign_in):
    answer = page(sign_in(cast.bob), "impact").content.decode()
    assert 'hx-trigger="every 10s"' in answer
    with tenant(cast.acme):
        assert Connection.objects.get().measured_at is not None


def test_impact_answers_a_look_with_nothing_until_something_changed(busy, cast, sign_in, now):
    client = sign_in(cast.bob)
    again = page(client, "impact").context["again"]
    assert page(client, "impact", again, hx_request="true").status_code == 204
    with tenant(cast.acme):
        click(busy, now, b"new")
    roll_up(now=now + timedelta(seconds=5))
    changed = page(client, "impact", again, hx_request="true")
    assert changed.status_code == 200
    assert "<b>4 people</b>" in changed.content.decode()


def test_impact_stops_looking_after_a_while(busy, cast, sign_in):
    answer = page(sign_in(cast.bob), "impact", "?until=1", hx_request="true")
    assert answer.status_code == 286
    assert "every 10s" not in answer.content.decode()


def test_impact_offers_the_next_step_when_there_is_nothing(busy, cast, sign_in):
    answer = page(sign_in(cast.alice), "impact").content.decode()
    assert "Find something to share" in answer


def test_leaderboard_shows_people_with_more_than_zero(busy, cast, sign_in):
    answer = page(sign_in(cast.alice), "leaderboard").content.decode()
    assert "Bob" in answer
    assert "Leave the board" in answer
    assert "Share one post and you are on the board." in answer


def test_leaving_the_board_hides_one_at_once(busy, cast, sign_in):
    client = sign_in(cast.bob)
    answer = client.post("/o/acme/preferences/", {"next": "/o/acme/leaderboard/"})
    assert answer.headers["Location"] == "/o/acme/leaderboard/"
    mine = page(client, "leaderboard").content.decode()
    assert "You are not on the board" in mine
    client.logout()
    assert "Bob" not in page(sign_in(cast.alice), "leaderboard").content.decode()


@pytest.mark.parametrize(
    "query", ["?who=teams", "?reach=engagements", "?period=week", "?period=x&on=1"]
)
def test_leaderboard_takes_its_choices_from_the_address(busy, cast, sign_in, query):
    assert page(sign_in(cast.bob), "leaderboard", query).status_code == 200


def test_dashboard_shows_its_figures_with_formula_and_source(busy, cast, sign_in):
    answer = page(sign_in(cast.alice), "dashboard").content.decode()
    for words in ("Adoption rate", "Share rate", "Shares", "Clicks", "Engagements"):
        assert words in answer
    assert "activated ÷ invited" in answer
    assert "50 %" in answer  # of Alice and Bob, Bob has an account connected
    assert answer.count("Measured") >= 5


def test_dashboard_is_for_managers_and_admins(busy, cast, sign_in):
    assert page(sign_in(cast.bob), "dashboard").status_code == 403


def test_dashboard_of_a_team_is_for_those_who_answer_for_it(busy, cast, sign_in):
    with tenant(cast.acme):
        team, other = make_team("Big"), make_team("Other")
        for of in (team, other, None):
            for _ in range(5):
                acknowledge(make_member(team=of), PolicyVersion.objects.get())
        manager = make_member("Mo", Role.MANAGER)
        acknowledge(manager, PolicyVersion.objects.get())
        TeamRole.objects.create(member=manager, team=team, role=Role.MANAGER)
    client = sign_in(manager)
    assert page(client, "dashboard", f"?team={team.public_id}").status_code == 200
    assert page(client, "dashboard", f"?team={other.public_id}").status_code == 404
    assert page(client, "dashboard", f"?team={uuid.uuid4()}").status_code == 404
    assert page(client, "dashboard", "?team=x").status_code == 404


@pytest.mark.parametrize(
    "metric", ["adoption_rate", "share_rate", "shares_confirmed", "engagements"]
)
@pytest.mark.parametrize("period", ["week", "month", "quarter"])
def test_dashboard_draws_any_figure_over_any_period(busy, cast, sign_in, metric, period):
    query = f"?metric={metric}&period={period}"
    assert page(sign_in(cast.alice), "dashboard", query).status_code == 200


def test_dashboard_offers_the_next_step_when_there_is_nothing(cast, sign_in):
    answer = sign_in(cast.mallory).get("/o/globex/dashboard/").content.decode()
    assert "Nothing has been shared in this time" in answer


def grow(cast, now, teams):
    """Add teams of five who all share twice; roll up."""
    with tenant(cast.acme):
        for number in range(teams):
            team, post = make_team(), make_post()
            for _ in range(5):
                member = make_member(team=team)
                live_share(member, now, post)
                live_share(member, now, make_post() if number < 2 else post)
    roll_up(now=now + timedelta(seconds=9))


def queries(client, name):
    with CaptureQueriesContext(connection) as captured:
        assert page(client, name).status_code == 200
    return len(captured)


def test_pages_cost_the_same_number_of_queries_at_any_size(busy, cast, sign_in, now):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        live_share(cast.alice, now)
    grow(cast, now, teams=2)
    for name in PAGES:
        page(client, name)
    few = [queries(client, name) for name in PAGES]
    grow(cast, now, teams=8)
    for name in PAGES:
        page(client, name)  # what is worked out anew once is kept then
    assert [queries(client, name) for name in PAGES] == few


def test_dashboard_compares_a_running_month_with_the_same_days_of_the_one_before(in_acme):
    for day in (at(-31), at(-28), at(0), at(0)):  # 16 and 19 October; 16 November twice
        live_share(in_acme.bob, day)
    roll_up(now=at(0, 20), since=at(-40))
    november = Span(Period.MONTH, MONDAY.date().replace(day=1))

    def shares(now):
        found = dashboard(span=november, group=None, groups=[], key="shares_confirmed", now=now)
        return found.figures[2].value, found.figures[2].before, found.trend.sentence

    assert shares(at(0, 20))[:2] == (2, 1)
    assert shares(at(3, 1))[:2] == (2, 2)
    assert shares(at(3, 1))[2].endswith("2, after 2 by then in the period before.")
    assert shares(at(40))[2].endswith("2, after 2 in the period before.")
