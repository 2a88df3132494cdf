"""What a campaign was worth, worked out by hand: when it is off, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from analytics.campaigns import fill_campaigns
from analytics.rollup import sweep
from analytics.selectors.campaigns import campaign_numbers
from analytics.value.models import RateKind
from analytics.value.of_campaigns import campaign_value
from content.models import Campaign, Post
from content.services.campaigns import put_in_campaign
from tenants.scope import tenant
from tests.analytics.events import at, click, live_share, snapshot
from tests.analytics.factories import make_rate
from tests.analytics.reports.reading import csv_tables
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_member, make_post

pytestmark = pytest.mark.django_db
NOW = at(3, 12)
"""Thursday noon of a campaign from Tuesday to Friday."""


@pytest.fixture
def campaign(in_acme):
    """Two clicks by Wednesday and Thursday and five reactions are of it, and more is not."""
    found = make_campaign(in_acme.alice, starts_on=at(1).date(), ends_on=at(4).date())
    inside, other = make_post("Inside"), make_post("Other")
    put_in_campaign(campaign=found, by=in_acme.alice, posts=[inside], now=NOW)
    for name in ("Cara", "Dan", "Eve"):
        make_member(name)
    early, share = live_share(in_acme.bob, at(0), inside), live_share(in_acme.bob, at(1), inside)
    outside = live_share(in_acme.bob, at(2), other)
    click(early, at(0, 15), b"early")
    click(share, at(2, 13), b"a")
    click(share, at(3, 10), b"b")
    click(outside, at(2, 14), b"c")
    snapshot(share, at(3), reactions=5)
    sweep(now=NOW)
    fill_campaigns(now=NOW)
    return Campaign.objects.get(pk=found.pk)


def worth_of(campaign, member, now=NOW):
    numbers = campaign_numbers(campaign=campaign, now=now)
    return campaign_value(numbers, member=member, now=now)


def test_counts_of_its_days_and_posts_are_priced_as_each_day_was(campaign, in_acme):
    make_rate()
    make_rate(starts_on=at(3).date(), amount=Decimal(2))
    make_rate(kind=RateKind.CPE, amount=Decimal("0.5"))
    make_rate(kind=RateKind.CPM, amount=Decimal(10))
    found = worth_of(campaign, in_acme.alice)
    # a click at 0.90, one at 2.00, and five reactions at 0.50
    assert (found.emv, found.currency) == (5.4, "EUR")
    assert found.worth.parts == {
        RateKind.CPC: Decimal("2.9"),
        RateKind.CPM: None,  # no network told of impressions, which is not 0
        RateKind.CPE: Decimal("2.5"),
    }
    assert found.worth.counts == {RateKind.CPC: 2, RateKind.CPM: 0, RateKind.CPE: 5}


def test_a_networks_own_price_counts_where_that_tells_nothing_of_few(campaign, in_acme):
    make_rate()
    make_rate(network="mastodon", amount=Decimal(3))
    assert worth_of(campaign, in_acme.alice).emv == 1.8  # Bob alone shared it there
    inside = Post.objects.get(campaign=campaign)
    for number in range(4):
        click(live_share(make_member(f"More {number}"), at(2), inside), at(2, 13), b"%d" % number)
    sweep(now=NOW)
    assert worth_of(campaign, in_acme.alice).emv == 18
    theirs = live_share(in_acme.alice, at(2), inside, network="linkedin")
    sweep(now=NOW)
    assert worth_of(campaign, in_acme.alice).emv == 18  # nobody followed a link there
    click(theirs, at(2, 14))
    sweep(now=NOW)
    assert worth_of(campaign, in_acme.alice).emv == 6.3  # else it would tell of LinkedIn's


def test_it_is_off_until_a_price_is_set(campaign, in_acme, django_assert_num_queries):
    numbers = campaign_numbers(campaign=campaign, now=NOW)
    assert in_acme.alice.organization  # read with whoever signs in
    with django_assert_num_queries(1):
        assert campaign_value(numbers, member=in_acme.alice, now=NOW) is None
    make_rate()
    with django_assert_num_queries(4):
        assert campaign_value(numbers, member=in_acme.alice, now=NOW).emv == 1.8


def test_a_price_that_holds_later_prices_nothing(campaign, in_acme):
    make_rate(starts_on=at(4).date())
    found = worth_of(campaign, in_acme.alice)
    assert (found.emv, found.worth.parts, found.rates) == (None, {}, [])


def test_it_is_told_where_the_other_numbers_are_to_those_who_see_prices(campaign, in_acme):
    make_rate()
    numbers = campaign_numbers(campaign=campaign, now=NOW)
    assert campaign_value(numbers, member=in_acme.bob, now=NOW) is None
    few = replace(numbers, is_small=True)
    assert campaign_value(few, member=in_acme.alice, now=NOW) is None
    uncounted = replace(numbers, filled_at=None)
    assert campaign_value(uncounted, member=in_acme.alice, now=NOW) is None
    ahead = NOW - timedelta(days=4)
    assert worth_of(campaign, in_acme.alice, ahead) is None


def test_page_file_and_programs_say_the_same(campaign, cast, sign_in):
    address = f"/o/acme/campaigns/{campaign.public_id}/"
    client, numbers = sign_in(cast.alice), f"campaigns/{campaign.public_id}/numbers"
    call = caller_of(cast.alice)
    assert "What it was worth" not in client.get(address).content.decode()
    assert call.get(numbers)["value"] is None
    with tenant(cast.acme):
        make_rate()
    page = client.get(address).content.decode()
    assert "1.80" in page
    assert "EUR" in page
    told = {
        row[0]: row[1]
        for table in csv_tables(client.post(f"{address}file/").content)
        for row in table
        if len(row) > 1
    }
    assert (told["Earned media value"], told["What it was worth"]) == ("1.8", "EUR")
    assert call.get(numbers)["value"] == {
        "currency": "EUR",
        "emv": 1.8,
        "parts": {"emv_clicks": 1.8},
    }
    assert "What it was worth" not in sign_in(cast.bob).get(address).content.decode()
    assert caller_of(cast.bob).get(numbers)["value"] is None
    assert client.get(f"/o/globex/campaigns/{campaign.public_id}/").status_code == 404
