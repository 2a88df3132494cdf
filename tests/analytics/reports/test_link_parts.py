"""What a link shows beside the figures: what its maker chose; and the figure that is asked for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analytics.goals.models import GoalPeriod
from analytics.models import BrandMetric
from analytics.periods import utc_day
from analytics.reports.links import LinkDraft, make_link, turn_links
from analytics.reports.models import USUAL_PARTS, Part, ReportLink
from analytics.rollup import roll_up
from analytics.value.models import Rate
from tenants.models import Event, Organization
from tenants.scope import platform, tenant
from tests.analytics.events import click, live_share, opened
from tests.analytics.factories import (
    make_annotation,
    make_brand_number,
    make_goal,
    make_rate,
    make_report_link,
)
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team

WORDS = {
    Part.GOALS: "Be heard",
    Part.NOTES: "Fair in Porto",
    Part.BRAND: "Imported from Radar",
    Part.POSTS: "Secret roof",
    Part.VALUE: "Our own ads",
}
"""What stands on the page for each part."""
NUMBERS = "/o/acme/dashboard/"


@pytest.fixture
def shared(cast):
    """Let six people share one post with a click each, and let there be something of each part."""
    now = timezone.now()
    day = utc_day(now)
    with tenant(cast.acme):
        turn_links(by=cast.alice, is_on=True, now=now)
        post = make_post("Secret roof")
        people = [make_member(f"Zoe {number}") for number in range(6)]
        opened(make_post("Old"), now - timedelta(days=40), people[0])
        opened(post, now, *people)
        for number, sharer in enumerate(people):
            click(live_share(sharer, now, post), now, b"%d" % number)
        days = {"starts_on": day, "ends_on": day + timedelta(days=9), "period": GoalPeriod.DAYS}
        make_goal(set_by=cast.bob, **days)
        make_annotation(day=day, noted_by=cast.bob)
        for metric in (BrandMetric.OWN, BrandMetric.MARKET):
            make_brand_number(day=day, source="Radar", entered_by=cast.bob, metric=metric)
        make_rate(set_by=cast.bob, starts_on=day)
    roll_up(now=now)
    return cast


def made(cast, shows=USUAL_PARTS, team=None) -> str:
    draft = LinkDraft("Board", "month", team, 30, shows)
    with tenant(cast.acme):
        _link, address = make_link(by=cast.alice, draft=draft, now=timezone.now())
    return "/" + address.partition("//")[2].partition("/")[2]


def parts_on(client, address) -> set[Part]:
    text = client.get(address).content.decode()
    return {part for part, words in WORDS.items() if words in text}


def test_usually_it_shows_no_money_and_no_title(shared, cast, client):
    assert parts_on(client, made(cast)) == {Part.GOALS, Part.NOTES, Part.BRAND}


@pytest.mark.parametrize("part", Part)
def test_each_part_is_chosen_by_itself(shared, cast, client, part):
    assert parts_on(client, made(cast, [part])) == {part}


def test_all_parts_are_what_the_dashboard_says(shared, cast, client, sign_in):
    page, own = client.get(made(cast, list(Part))), sign_in(cast.alice).get(NUMBERS)
    for name in ("goals", "events", "value_rates", "value_parts", "brand_tiles", "points"):
        assert page.context[name], name
        assert str(page.context[name]) == str(own.context[name]), name
    text = page.content.decode()
    assert "0.90 EUR, from Our own ads, since" in text
    for name in ("Alice", "Bob", "Zoe", "/o/acme/", "facts/", "Set goals", "Prices and view rate"):
        assert name not in text, name


def test_whoever_opens_it_chooses_the_line_of_other_tools_too(shared, cast, client):
    told = (BrandMetric.OWN, BrandMetric.MARKET, "mentions_positive", "mentions_neutral")
    with tenant(cast.acme):
        for number in (1, 2, 3):
            day = utc_day(timezone.now()).replace(day=1) - timedelta(days=28 * number)
            for metric in (*told, "mentions_negative"):
                make_brand_number(day=day, source="Radar", metric=metric, entered_by=cast.bob)
    address = made(cast, [Part.BRAND])
    for key in ("net_sentiment", "share_of_voice"):
        page = client.get(address, {"brand": key})
        current = [one for one in page.context["brand_tiles"] if one["current"]]
        assert [one["url"].endswith(f"brand={key}#beside") for one in current] == [True]
        assert page.context["brand_line"]["points"]


def test_a_link_that_was_there_before_shows_figures_alone(shared, cast, client):
    address = made(cast)
    with tenant(cast.acme):
        before = make_report_link(cast.alice)
        assert before.shows == []
        ReportLink.objects.exclude(pk=before.pk).update(shows=before.shows)
    assert parts_on(client, address) == set()


def test_of_a_team_it_shows_notes_alone(shared, cast, client):
    with tenant(cast.acme):
        team = make_team("Sales")
        for number in range(5):
            make_member(f"Seller {number}", team=team)
    assert parts_on(client, made(cast, list(Part), team)) == {Part.NOTES}
    with tenant(cast.acme):
        assert ReportLink.objects.get().shows == ["notes"]


def test_value_is_shown_where_a_price_is_set(shared, cast, client):
    with tenant(cast.acme):
        Rate.objects.all().delete()
    page = client.get(made(cast, [Part.VALUE]))
    assert "What it was worth" not in page.content.decode()


@pytest.mark.parametrize("metric", ["shares_confirmed", "item_readers", "adoption_rate"])
def test_whoever_opens_it_chooses_the_figure_that_is_drawn(shared, cast, client, sign_in, metric):
    address = made(cast, list(Part))
    page = client.get(f"{address}?metric={metric}")
    own = sign_in(cast.alice).get(f"{NUMBERS}?metric={metric}")
    shown, there = page.context["dashboard"], own.context["dashboard"]
    assert shown.chosen.kpi.key == metric
    assert shown.trend == there.trend
    assert (shown.groups, shown.networks) == (there.groups, there.networks)
    assert [one["label"] for one in shown.posts] == [one["label"] for one in there.posts]
    earlier = client.get(address + page.context["earlier"])
    assert earlier.context["span"] == page.context["span"].previous
    assert earlier.context["dashboard"].chosen.kpi.key == metric
    assert page.context["reference_words"] == own.context["reference_words"]


@pytest.mark.parametrize("asked", ["emv", "x", "", "\x00", "a" * 999])
def test_a_figure_there_is_none_of_is_the_usual_one(shared, cast, client, asked):
    page = client.get(made(cast), {"metric": asked})
    assert page.context["dashboard"].chosen.kpi.key == "clicks"


def test_every_address_on_it_leads_to_itself_or_to_pages_for_all(shared, cast, client):
    text = client.get(made(cast, list(Part)) + "?metric=adoption_rate").content.decode()
    main = text.partition("<main")[2].partition("</main>")[0]
    found = set(re.findall(r'href="([^"]*)"', main))
    assert {one for one in found if not one.startswith("?period=month")} == {
        reverse("analytics:evidence")
    }
    assert len(found) > 20  # a figure each
    assert "<form" not in main


def test_a_post_that_too_few_opened_is_not_named(shared, cast, client):
    address = made(cast, [Part.POSTS])
    assert "Secret roof" in client.get(f"{address}?metric=item_readers").content.decode()
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(fewest=7)
    text = client.get(f"{address}?metric=item_readers").content.decode()
    assert "Secret roof" not in text
    assert "No post that 7 opened in this time." in text


def test_the_form_asks_and_the_list_says(shared, cast, sign_in):
    alice = sign_in(cast.alice)
    page = f"{NUMBERS}links/"
    text = alice.get(page).content.decode()
    checked = re.findall(r'name="shows" value="(\w+)"[^>]*checked', text)
    assert set(checked) == {part.value for part in USUAL_PARTS}
    sent = {"name": "Board", "period": "month", "days": "7", "shows": ["value", "goals"]}
    assert alice.post(page, sent).status_code == 200
    assert alice.post(page, {**sent, "shows": "everything"}).status_code == 422
    with tenant(cast.acme):
        link = ReportLink.objects.get()
        assert link.parts == [Part.GOALS, Part.VALUE]
        assert Event.objects.get(act="report.link_made").data["shows"] == ["goals", "value"]
    text = alice.get(page).content.decode()
    assert "Besides figures: Goals that run" in text


def test_programs_choose_the_same(shared, cast, client):
    caller = caller_of(cast.alice)
    told = caller("POST", "report-links", {"days": 7}).json()["link"]
    assert told["shows"] == ["brand", "goals", "notes"]
    told = caller("POST", "report-links", {"days": 7, "shows": ["value", "value"]}).json()
    assert told["link"]["shows"] == ["value"]
    address = "/" + told["address"].partition("//")[2].partition("/")[2]
    assert parts_on(client, address) == {Part.VALUE}
    assert caller("POST", "report-links", {"days": 7, "shows": ["all"]}).status_code == 422
    assert caller.get("report-links")["items"][0]["shows"] == ["value"]


def test_a_part_that_there_is_none_of_is_refused(cast, shared):
    with pytest.raises(ValidationError) as refused:
        made(cast, ["people"])
    assert refused.value.code == "shows"


@pytest.mark.parametrize(("shows", "most"), [((), 16), (USUAL_PARTS, 23), (tuple(Part), 27)])
def test_it_takes_as_many_queries_for_many_as_for_few(shared, cast, client, shows, most):
    address = made(cast, shows)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len([one for one in asked if "FROM" in one["sql"]])

    few, now = queries(), timezone.now()
    with tenant(cast.acme):
        for number in range(12):
            click(live_share(make_member(f"Member {number}"), now, make_post(f"P{number}")), now)
            make_annotation(day=utc_day(now), text=f"Note {number}")
            make_goal(label=f"Goal {number}")
            make_brand_number(day=utc_day(now), source=f"Source {number}")
    roll_up(now=now)
    assert queries() == few
    assert few <= most
