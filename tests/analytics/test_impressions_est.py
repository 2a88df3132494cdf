"""Estimated impressions worked out by hand: what they come to, and what the rate may not tell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.models import Period
from analytics.periods import Span, midnight, utc_day
from analytics.rollup import roll_up
from analytics.selectors import dashboard
from analytics.value.figures import value
from analytics.value.models import ViewRate
from analytics.value.view_rates import remove_view_rate, set_view_rate
from tenants.models import Act, Event
from tenants.scope import tenant
from tests.analytics.events import live_share
from tests.analytics.factories import make_view_rate
from tests.analytics.reports.reading import csv_figures, pdf_text, xlsx_figures
from tests.api.callers import caller_of
from tests.factories import NOW, make_member, make_post

MONTH = Span.around(Period.MONTH, utc_day(timezone.now())).previous
FIRST = MONTH.starts_on
QUERY = f"?period=month&on={MONTH.code}"
PAGE = "/o/acme/prices/"
FOLLOWERS = (100, 200, 300, 400, 1003)


def on(day: int) -> date:
    return FIRST + timedelta(days=day - 1)


def share_all(people, day: int) -> None:
    """Let people share on a day of the month, before so many followers each: 2003 in all."""
    post = make_post()
    for member, followers in zip(people, FOLLOWERS, strict=False):
        live_share(member, midnight(on(day)) + timedelta(hours=9), post, followers=followers)


@pytest.fixture
def people(cast):
    with tenant(cast.acme):
        found = [make_member(f"P{number}") for number in range(5)]
        share_all(found, 3)
    roll_up(now=timezone.now(), since=midnight(FIRST))
    return found


def estimate(cast):
    with tenant(cast.acme):
        found = dashboard(span=MONTH, group=None, groups=[], key="clicks", now=timezone.now())
    figures = {one.kpi.key: one.value for one in found.figures}
    return figures["impressions_est"]


def again(cast, people, day: int) -> None:
    with tenant(cast.acme):
        share_all(people, day)
    roll_up(now=timezone.now(), since=midnight(FIRST))


def rate(cast, percent, day: int) -> ViewRate:
    with tenant(cast.acme):
        return make_view_rate(percent=Decimal(str(percent)), starts_on=on(day))


def test_without_a_rate_it_is_not_known(cast, people):
    assert estimate(cast) is None


def test_it_is_the_potential_reach_at_the_rate(cast, people):
    rate(cast, "12.5", -40)
    assert estimate(cast) == 250  # 2003 × 12.5 %


def test_page_api_files_and_report_say_the_same(cast, people, sign_in):
    rate(cast, "12.5", 1)
    client, told = sign_in(cast.alice), caller_of(cast.alice).get(f"dashboard{QUERY}")["figures"]
    assert {one["key"]: one["value"] for one in told}["impressions_est"] == 250
    answer = client.get(f"/o/acme/dashboard/{QUERY}")
    shown = {tile.figure.kpi.key: tile.words for tile in answer.context["more_tiles"]}
    assert (shown["impressions_est"]["value"], shown["impressions_est"]["source"]) == (
        250,
        "estimated",
    )
    address = f"/o/acme/dashboard/file/{QUERY}"
    for kind, read in (("csv", csv_figures), ("xlsx", xlsx_figures)):
        assert read(client.post(address, {"kind": kind}).content)["impressions_est"] == 250
    assert "Estimated impressions 250" in pdf_text(client.post(address, {"kind": "pdf"}).content)


def test_it_has_no_price(cast, people):
    rate(cast, 10, 1)
    with tenant(cast.acme):
        assert not value(span=MONTH, now=timezone.now()).is_set


def test_what_was_shared_counts_at_the_rate_of_its_day_in_two_digits(cast, people):
    again(cast, people, 20)
    rate(cast, 10, 1)
    rate(cast, 20, 11)
    assert estimate(cast) == 600  # 2003 × 10 % + 2003 × 20 % = 600.9


def test_days_before_the_first_rate_add_nothing(cast, people):
    again(cast, people, 20)
    rate(cast, 20, 11)
    assert estimate(cast) == 400  # 2003 × 20 % = 400.6


def test_a_rate_from_a_day_after_all_shares_estimates_nothing(cast, people):
    rate(cast, 20, 11)
    assert estimate(cast) is None


def test_the_same_rate_set_again_and_one_to_come_change_nothing(cast, people):
    again(cast, people, 20)
    for day in (1, 11, 21):
        rate(cast, 10, day)
    with tenant(cast.acme):
        make_view_rate(percent=Decimal(90), starts_on=utc_day(timezone.now()) + timedelta(days=2))
    assert estimate(cast) == 401  # 4006 × 10 %, all digits


def test_a_change_does_not_tell_of_what_fewer_than_five_shared(cast, people):
    again(cast, people[:4], 20)
    rate(cast, 10, 1)
    assert estimate(cast) == 300  # 3003 × 10 %
    for day in (2, 11, 20, 21):
        changed = rate(cast, 20, day)
        assert (estimate(cast) is None) == (day in (11, 20))
        with tenant(cast.acme):
            changed.delete()


def test_it_asks_once_more_and_twice_where_the_rate_changed(cast, people):
    def asked(table):
        with CaptureQueriesContext(connection) as captured:
            estimate(cast)
        return sum("SELECT" in (sql := one["sql"]) and f'FROM "{table}' in sql for one in captured)

    rate(cast, 10, 1)
    assert (asked("analytics_viewrate"), asked("analytics_fact")) == (1, 0)  # tops are kept
    rate(cast, 20, 11)
    assert (asked("analytics_viewrate"), asked("analytics_fact")) == (1, 1)
    assert asked("") <= 12


def test_another_organizations_rate_is_not_ours(cast, people):
    with tenant(cast.globex):
        make_view_rate(starts_on=on(1))
    assert estimate(cast) is None


def set_one(cast, by=None, **changes) -> ViewRate:
    values = {"percent": Decimal("12.5"), "source": " Our page ", "starts_on": on(1)}
    with tenant(cast.acme):
        return set_view_rate(**{**values, **changes}, by=by or cast.alice, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"percent": Decimal(0)}, "percent"),
        ({"percent": Decimal(-1)}, "percent"),
        ({"percent": Decimal("100.01")}, "percent"),
        ({"source": "  "}, "source"),
        ({"starts_on": date(1999, 12, 31)}, "day"),
        ({"starts_on": NOW.date() + timedelta(days=400)}, "day"),
    ],
)
def test_what_can_be_no_rate_is_refused(cast, changes, code):
    with pytest.raises(ValidationError) as refused:
        set_one(cast, **changes)
    assert refused.value.code == code


def test_one_of_the_same_day_is_replaced_and_the_audit_says_so(cast):
    set_one(cast)
    found = set_one(cast, percent=Decimal(20))
    with tenant(cast.acme):
        assert ViewRate.objects.get().percent == 20
        assert remove_view_rate(rate=found, by=cast.alice, now=NOW)
        assert not remove_view_rate(rate=found, by=cast.alice, now=NOW)
        told = [(one.act, one.data["percent"]) for one in Event.objects.order_by("pk")]
    assert told == [
        (Act.VIEW_RATE_SET, "12.5"),
        (Act.VIEW_RATE_SET, "20"),
        (Act.VIEW_RATE_REMOVED, "20"),
    ]


def test_who_may_not_enter_numbers_sets_none(cast):
    with pytest.raises(PermissionDenied):
        set_one(cast, by=cast.bob)
    found = set_one(cast)
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        remove_view_rate(rate=found, by=cast.bob, now=NOW)


def test_pages_set_list_and_remove(cast, sign_in):
    client = sign_in(cast.alice)
    typed = {"percent": "12.5", "starts_on": "2026-01-01", "source": "Our page"}
    assert "No view rate yet" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}view-rate/").status_code == 200
    assert client.post(f"{PAGE}view-rate/", typed).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "12.5 %" in page
    assert "From Our page, since Jan. 1, 2026" in page
    for wrong in ("0", "-1", "101", "x", "1e9", "NaN", "Infinity", "", "1.234"):
        assert client.post(f"{PAGE}view-rate/", {**typed, "percent": wrong}).status_code == 422
    with tenant(cast.acme):
        found = ViewRate.objects.get()
    assert client.post(f"{PAGE}view-rate/{found.public_id}/remove/").status_code == 302
    with tenant(cast.acme):
        assert not ViewRate.objects.exists()
