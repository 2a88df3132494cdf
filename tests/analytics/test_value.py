"""Earned media value worked out by hand: what it comes to, when it is off, who may set prices."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import Fact, Period, PeriodTotal, Subject
from analytics.periods import Span
from analytics.value.figures import value
from analytics.value.keeping import Price, remove_rate, set_rate
from analytics.value.models import Rate, RateKind
from content.models import Post
from tenants.models import Act, Event, Member
from tenants.scope import tenant
from tests.analytics.events import MONDAY
from tests.analytics.factories import make_rate
from tests.factories import NOW, make_member, make_post

FIRST = MONDAY.date()
"""Monday the 16th of November 2026; NOW is Wednesday."""
WEEK = Span(Period.WEEK, FIRST)
MONTH = Span(Period.MONTH, FIRST.replace(day=1))
CPC, CPM, CPE = RateKind.CPC, RateKind.CPM, RateKind.CPE


def total(day: int, network: str, metric: str, count: int) -> None:
    PeriodTotal.objects.create(
        period=Period.DAY,
        starts_on=FIRST + timedelta(days=day),
        subject=Subject.NETWORK if network else Subject.ORGANIZATION,
        key=network,
        metric=metric,
        value=count,
    )


def behind(network: str, people: int, day: int = 0) -> None:
    """Let the clicks on a network be on shares of so many people, on one day."""
    Fact.objects.filter(network=network, day=FIRST + timedelta(days=day)).delete()
    post = Post.objects.first() or make_post("Roof")
    for number in range(people):
        name = f"Person {number}"
        Fact.objects.create(
            day=FIRST + timedelta(days=day),
            member=Member.objects.filter(name=name).first() or make_member(name),
            network=network,
            post=post,
            topic_ids=[],
            metric="clicks",
            value=1,
        )


@pytest.fixture
def week(cast):
    """Let Monday and Tuesday, and the Monday before, bring what the tests price."""
    with tenant(cast.acme):
        for network in ("mastodon", "linkedin"):
            behind(network, 5)
        total(0, "mastodon", "clicks", 10)
        total(0, "linkedin", "clicks", 4)
        total(0, "linkedin", "impressions", 2500)
        total(1, "linkedin", "clicks", 6)
        total(1, "mastodon", "reactions", 5)
        total(1, "mastodon", "comments", 2)
        total(1, "mastodon", "reshares", 1)
        total(1, "mastodon", "potential_reach", 99_999)
        total(1, "mastodon", "shares_self_reported", 7)
        total(-7, "mastodon", "clicks", 20)
        total(-4, "mastodon", "clicks", 500)
    return cast


def price(**changes) -> Price:
    values = {
        "kind": CPC,
        "network": "",
        "currency": "EUR",
        "amount": Decimal("0.90"),
        "source": "Our own ads, October",
        "starts_on": FIRST,
    }
    return Price(**{**values, **changes})


def worth(cast, span=WEEK):
    with tenant(cast.acme):
        return value(span=span, now=NOW)


def test_without_a_price_it_is_off_and_asks_once(week):
    with CaptureQueriesContext(connection) as captured:
        found = worth(week)
    assert (found.is_set, found.now.emv, found.before.emv, found.now.parts) == (
        False,
        None,
        None,
        {},
    )
    assert sum('FROM "analytics_' in one["sql"] for one in captured) == 1


def test_clicks_alone(week):
    with tenant(week.acme):
        set_rate(price=price(), by=week.alice, now=NOW)
    found = worth(week)
    assert found.now.emv == 18.0  # (10 + 4 + 6) × 0.90
    assert found.now.networks == {"mastodon": Decimal(9), "linkedin": Decimal(9)}
    assert found.before.emv is None  # no price was in force yet


def test_all_three_prices_and_a_networks_own(week):
    with tenant(week.acme):
        make_rate()
        make_rate(network="linkedin", amount=Decimal(2))
        make_rate(kind=CPM, amount=Decimal("7.5"))
        make_rate(kind=CPE, amount=Decimal("0.25"))
    found = worth(week)
    assert found.now.parts == {
        CPC: Decimal(29),  # 10 × 0.90 + (4 + 6) × 2
        CPM: Decimal("18.75"),  # 2500 ÷ 1000 × 7.50
        CPE: Decimal(2),  # (5 + 2 + 1) × 0.25
    }
    assert found.now.counts == {CPC: 20, CPM: 2500, CPE: 8}
    assert found.now.emv == 49.75
    assert found.before.emv == 18.0  # 20 × 0.90 by Wednesday; what Thursday brought is not yet due


@pytest.mark.parametrize(
    ("people", "emv", "networks", "others"),
    [
        ({"mastodon": 5, "linkedin": 5}, 9 + 20, {"mastodon": 9, "linkedin": 20}, 0),
        ({"mastodon": 9, "linkedin": 4}, 9 + 9, {}, 18),  # the rest would be of four
        ({"mastodon": 9, "linkedin": 5, "bluesky": 1}, 9 + 9, {"mastodon": 9}, 9),
        ({"mastodon": 5, "linkedin": 6, "bluesky": 1}, 9 + 20, {"linkedin": 20}, 9),
        ({}, 9 + 9, {}, 18),
    ],
)
def test_a_networks_own_price_tells_nothing_of_few(week, people, emv, networks, others):
    with tenant(week.acme):
        make_rate()
        make_rate(network="linkedin", amount=Decimal(2))
        for network in ("mastodon", "linkedin", "bluesky"):
            behind(network, people.get(network, 0))
    found = worth(week).now
    assert (found.emv, found.networks, found.others) == (emv, networks, others)


@pytest.mark.parametrize(("people", "emv"), [(5, 9 + 3.6 + 12), (4, 9 + 9)])
def test_nor_does_the_day_on_which_it_begins(week, people, emv):
    """From Tuesday on LinkedIn has its own price: what it adds tells Tuesday's clicks there."""
    with tenant(week.acme):
        make_rate()
        make_rate(network="linkedin", amount=Decimal(2), starts_on=FIRST + timedelta(days=1))
        behind("mastodon", 9, day=1)
        behind("linkedin", people, day=1)
    assert worth(week).now.emv == pytest.approx(emv)


def test_only_few_are_priced_and_that_is_no_value(week):
    with tenant(week.acme):
        make_rate(network="linkedin", amount=Decimal(2))
        behind("linkedin", 4)
    assert (worth(week).now.emv, worth(week).now.parts) == (None, {})


def test_a_change_is_right_at_once_for_every_day_since(week):
    with tenant(week.acme):
        first = make_rate()
        set_rate(
            price=price(amount=Decimal(3), starts_on=FIRST + timedelta(days=1)),
            by=week.alice,
            now=NOW,
        )
    assert worth(week).now.emv == pytest.approx(14 * 0.9 + 6 * 3)
    with tenant(week.acme):
        set_rate(price=price(amount=Decimal(1), starts_on=first.starts_on), by=week.alice, now=NOW)
        assert Rate.objects.count() == 2  # the same kind, network and day: replaced
    assert worth(week).now.emv == 14 + 18
    assert [rate.amount for rate in worth(week).rates] == [1, 3]
    with tenant(week.acme):
        assert remove_rate(rate=first, by=week.alice, now=NOW)
        assert not remove_rate(rate=first, by=week.alice, now=NOW)
    assert worth(week).now.emv == 18  # Monday has no price any more


def test_what_no_network_tells_has_no_value(week):
    with tenant(week.acme):
        PeriodTotal.objects.filter(metric__in=["impressions", "reactions"]).delete()
        PeriodTotal.objects.filter(metric__in=["comments", "reshares"]).delete()
        make_rate(kind=CPM, amount=Decimal(5))
        make_rate(kind=CPE, amount=Decimal(5))
    found = worth(week)
    assert found.now.parts == {CPM: None, CPE: None}
    assert found.now.emv is None
    with tenant(week.acme):
        total(0, "", "shares_with_impressions", 1)
    assert worth(week).now.parts == {CPM: 0, CPE: None}  # a measured zero


def test_a_free_click_is_worth_nothing_and_that_is_told(week):
    with tenant(week.acme):
        make_rate(amount=Decimal(0))
    assert worth(week).now.emv == 0


def test_one_that_begins_later_is_not_in_force(week):
    with tenant(week.acme):
        make_rate(starts_on=NOW.date() + timedelta(days=1))
    found = worth(week)
    assert (found.is_set, found.now.emv, found.rates) == (True, None, [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "EURO"}, "currency"),
        ({"currency": "XAU"}, "currency"),
        ({"currency": "USD"}, "other"),
        ({"network": "myspace"}, "network"),
        ({"amount": Decimal("-0.01")}, "amount"),
        ({"source": "  "}, "source"),
        ({"starts_on": date(1999, 12, 31)}, "day"),
        ({"starts_on": NOW.date() + timedelta(days=400)}, "day"),
    ],
)
def test_what_can_not_be_priced_is_refused(cast, changes, code):
    with tenant(cast.acme):
        make_rate()
        with pytest.raises(ValidationError) as refused:
            set_rate(price=price(**changes), by=cast.alice, now=NOW)
        assert refused.value.code == code
        assert Rate.objects.count() == 1


def test_the_only_price_may_be_written_in_another_currency(cast):
    with tenant(cast.acme):
        make_rate(starts_on=FIRST)
        set_rate(price=price(currency="usd"), by=cast.alice, now=NOW)
        assert Rate.objects.get().currency == "USD"


def test_who_may_not_enter_numbers_sets_none(cast):
    with tenant(cast.acme):
        rate = make_rate()
        with pytest.raises(PermissionDenied):
            set_rate(price=price(), by=cast.bob, now=NOW)
        with pytest.raises(PermissionDenied):
            remove_rate(rate=rate, by=cast.bob, now=NOW)


def test_the_audit_says_what_was_set(cast):
    with tenant(cast.acme):
        rate = set_rate(price=price(), by=cast.alice, now=NOW)
        remove_rate(rate=rate, by=cast.alice, now=NOW)
        told = [(one.act, one.data["amount"]) for one in Event.objects.order_by("pk")]
    assert told == [(Act.RATE_SET, "0.9"), (Act.RATE_REMOVED, "0.9")]


def test_another_organizations_prices_are_not_ours(week):
    with tenant(week.globex):
        make_rate(currency="USD")
    assert not worth(week).is_set
    with tenant(week.acme):
        set_rate(price=price(), by=week.alice, now=NOW)  # in euro, whatever others use


def test_pages_set_list_and_remove(week, sign_in):
    client = sign_in(week.alice)
    typed = {
        "kind": "cpc",
        "network": "",
        "amount": "0.90",
        "currency": "eur",
        "starts_on": "2026-01-01",
        "source": "Our own ads",
    }
    assert "Earned media value is not set" in client.get("/o/acme/dashboard/").content.decode()
    assert client.get("/o/acme/prices/").status_code == 200
    assert client.post("/o/acme/prices/set/", typed).status_code == 302
    page = client.get("/o/acme/prices/").content.decode()
    assert "0.90 EUR" in page
    assert "Our own ads" in page
    dashboard = client.get("/o/acme/dashboard/?period=week&on=2026-W47").content.decode()
    assert "<bdi>18 EUR</bdi>" in dashboard
    assert "0.90 EUR, from Our own ads, since Jan. 1, 2026" in dashboard
    refused = client.post("/o/acme/prices/set/", {**typed, "currency": "USD", "kind": "cpm"})
    assert refused.status_code == 422
    assert "Your prices are in EUR" in refused.content.decode()
    with tenant(week.acme):
        rate = Rate.objects.get()
    assert client.post(f"/o/acme/prices/{rate.public_id}/remove/").status_code == 302
    with tenant(week.acme):
        assert not Rate.objects.exists()


@pytest.mark.parametrize("amount", ["-1", "x", "1e99", "NaN", "Infinity", "", "0.123456"])
def test_an_amount_that_is_none_is_refused(cast, sign_in, amount):
    typed = {"kind": "cpc", "amount": amount, "currency": "EUR", "starts_on": "2026-01-01"}
    answer = sign_in(cast.alice).post("/o/acme/prices/set/", {**typed, "source": "Ads"})
    assert answer.status_code == 422
