"""What else a campaign has brought, worked out by hand; what nothing tells is never 0."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.campaigns import fill_campaign
from analytics.models import Period
from analytics.payoff.selectors import payoff
from analytics.periods import Span
from analytics.rollup import sweep
from analytics.selectors.campaigns import campaign_list, campaign_numbers
from content.models import Campaign, Goal
from content.services.campaigns import put_in_campaign
from content.services.piloting import PilotDraft, start_pilot
from sharing.services.activity import touch_days
from tenants.fewest import fewest
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share, snapshot
from tests.analytics.factories import make_conversion, make_conversion_goal, make_landing_site
from tests.analytics.reports.reading import csv_tables
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_member, make_post

pytestmark = pytest.mark.django_db
NOW = at(3, 12)
"""Thursday noon of a campaign from Tuesday to Friday."""
NOBODY_TELLS = {
    "impressions": None,
    "reach_measured": None,
    "site_visits": None,
    "conversions": None,
}


def campaign_of(member, name, *posts):
    dates = {"starts_on": at(1).date(), "ends_on": at(4).date()}
    made = make_campaign(member, name=name, goal=Goal.LEADS, **dates)
    put_in_campaign(campaign=made, by=member, posts=list(posts), now=NOW)
    return made


def count():
    """Count all days of the campaigns afresh, and them."""
    touch_days(days=[at(day).date() for day in range(1, 4)], now=NOW)
    sweep(now=NOW)
    for campaign in Campaign.objects.all():
        fill_campaign(campaign, now=NOW)


@pytest.fixture
def shared(in_acme):
    """Two came by a share, one of them twice, and one of them by another."""
    for name in ("Cara", "Dan", "Eve"):
        make_member(name)
    inside = make_post("Inside")
    campaign = campaign_of(in_acme.alice, "Open doors", inside)
    share = live_share(in_acme.bob, at(1), inside)
    for hour, visitor in ((13, b"a"), (14, b"a"), (15, b"b")):
        click(share, at(2, hour), visitor)
    click(live_share(in_acme.bob, at(2), inside), at(2, 16), b"a")
    count()
    return Campaign.objects.get(pk=campaign.pk), share


def told(caller, campaign):
    totals = caller.get(f"campaigns/{campaign.public_id}/numbers")["totals"]
    return {key: totals[key] for key in NOBODY_TELLS}


def figures_of(caller, campaign):
    """Return the figures of the file."""
    answer = caller("GET", f"campaigns/{campaign.public_id}/numbers/csv")
    return next(rows for rows in csv_tables(answer.content) if rows[0] == ["Figures"])


def test_what_nothing_tells_is_not_known_and_people_are(shared, cast, sign_in):
    campaign, _share = shared
    assert campaign_numbers(campaign=campaign, now=NOW).totals["unique_clicks"] == 3
    caller = caller_of(cast.alice)
    assert told(caller, campaign) == NOBODY_TELLS
    figures = figures_of(caller, campaign)
    assert ["People who came", "3", "", "Measured"] in figures
    assert ["Impressions", "", "", "Measured"] in figures
    page = sign_in(cast.bob).get(reverse("analytics:campaign", args=["acme", campaign.public_id]))
    assert page.content.decode().count("Not known yet") >= len(NOBODY_TELLS)


def test_a_measured_zero_is_told_as_0(shared, cast):
    campaign, share = shared
    snapshot(share, at(3), impressions=0, reach=0)
    make_conversion_goal(added_at=at(0))
    make_landing_site("elsewhere.example")
    count()
    assert told(caller_of(cast.alice), campaign) == dict.fromkeys(NOBODY_TELLS, 0)


def test_every_figure_is_told_on_page_by_program_and_in_the_file(shared, cast, sign_in):
    campaign, share = shared
    snapshot(share, at(3), impressions=4321, reach=1234)
    for number in range(7):
        make_conversion(share, make_conversion_goal(f"goal {number}", added_at=at(0)), at(2, 18))
    count()
    caller = caller_of(cast.alice)
    expected = {"impressions": 4321, "reach_measured": 1234, "conversions": 7}
    assert told(caller, campaign) == {**NOBODY_TELLS, **expected}
    figures = figures_of(caller, campaign)
    assert ["Organic reach", "1234", "", "Measured"] in figures
    assert ["Conversions", "7", "", "Measured"] in figures
    page = sign_in(cast.bob).get(reverse("analytics:campaign", args=["acme", campaign.public_id]))
    assert "4,321" in page.content.decode()


def test_of_a_small_pilot_none_of_it_is_told(shared, cast, in_acme):
    campaign, share = shared
    snapshot(share, at(3), impressions=4321, reach=1234)
    count()
    start_pilot(about=campaign, by=in_acme.alice, draft=PilotDraft(members=(in_acme.bob,)), now=NOW)
    answer = caller_of(cast.alice).get(f"campaigns/{campaign.public_id}/numbers")
    assert answer["totals"] == {}


def test_what_it_pays_tells_a_campaigns_conversions(shared, in_acme):
    _campaign, share = shared
    week = Span(Period.WEEK, MONDAY.date())

    def selling():
        found = payoff(span=week, member=in_acme.alice, now=NOW, today=NOW.date())
        return [(one.name, one.values["conversions"]) for one in found.selling]

    assert selling() == [("Open doors", None)]
    goal = make_conversion_goal(added_at=at(0))
    count()
    assert selling() == [("Open doors", 0)]
    make_conversion(share, goal, at(2, 18))
    count()
    assert selling() == [("Open doors", 1)]


def test_costs_the_same_for_many_and_is_of_one_organization(shared, in_acme, cast):
    def queries():
        found = list(Campaign.objects.order_by("pk"))
        with CaptureQueriesContext(connection) as caught:
            campaign_list(campaigns=found)
        return len(caught)

    fewest()
    one = queries()
    for number in range(3):
        campaign_of(in_acme.alice, f"More {number}", make_post(f"Of {number}"))
    assert queries() == one <= 7
    make_conversion_goal(added_at=at(0))
    count()
    with tenant(cast.globex):
        other = campaign_of(cast.mallory, "Theirs", make_post("Theirs"))
        assert "goals" not in campaign_list(campaigns=[other])[0].totals
