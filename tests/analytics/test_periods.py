"""Spans of UTC days, and how they are written in an address."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from analytics.models import Period
from analytics.periods import Span, read_span, utc_day
from analytics.picker import picker

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("period", "starts", "ends", "code"),
    [
        (Period.DAY, date(2026, 11, 18), date(2026, 11, 19), "2026-11-18"),
        (Period.WEEK, date(2026, 11, 16), date(2026, 11, 23), "2026-W47"),
        (Period.MONTH, date(2026, 11, 1), date(2026, 12, 1), "2026-11"),
        (Period.QUARTER, date(2026, 10, 1), date(2027, 1, 1), "2026-Q4"),
    ],
)
def test_contains_a_day_and_is_written_and_read_again(period, starts, ends, code):
    span = Span.around(period, TODAY)
    assert (span.starts_on, span.ends_on, span.code) == (starts, ends, code)
    if period != Period.DAY:
        assert read_span({"period": period.value, "on": code}, TODAY) == span


def test_goes_back_over_the_turn_of_the_year():
    january = Span(Period.MONTH, date(2026, 1, 1))
    assert january.previous == Span(Period.MONTH, date(2025, 12, 1))
    assert Span(Period.WEEK, date(2025, 12, 29)).code == "2026-W01"
    assert [one.code for one in Span(Period.QUARTER, date(2026, 1, 1)).back(2)] == [
        "2025-Q4",
        "2026-Q1",
    ]


@pytest.mark.parametrize("on", ["", "x", "2026-13", "2027-01", "0000-01", "2026-11-18"])
def test_shows_the_current_month_when_an_address_means_none(on):
    assert read_span({"period": "month", "on": on}, TODAY).code == "2026-11"


def test_shows_a_quarter_by_its_weeks():
    parts = Span(Period.QUARTER, date(2026, 10, 1)).parts
    assert len(parts) == 14
    assert [parts[0].starts_on, parts[1].starts_on] == [date(2026, 10, 1), date(2026, 10, 5)]
    assert [parts[-1].starts_on, parts[-1].ends_on] == [date(2026, 12, 28), date(2027, 1, 1)]
    assert sum(len(part.days) for part in parts) == 92  # they add up to it


def test_ends_in_the_future_means_now():
    now = datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert Span.around(Period.MONTH, TODAY).moment(now) == now
    assert Span(Period.DAY, date(2026, 11, 17)).moment(now) == datetime(2026, 11, 18, tzinfo=UTC)


def test_days_are_utc():
    assert utc_day(datetime(2026, 11, 18, 1, tzinfo=timezone(timedelta(hours=3)))) == date(
        2026, 11, 17
    )


def test_the_picker_never_leads_into_the_future():
    assert picker(Span.around(Period.MONTH, TODAY), TODAY, {}).later == ""
    october = picker(Span(Period.MONTH, date(2026, 10, 1)), TODAY, {"team": "x", "who": ""})
    assert october.later == "?period=month&team=x"
    assert october.earlier == "?period=month&on=2026-09&team=x"


@pytest.mark.parametrize("on", ["0001-01", "9999-12", "1999-12"])
def test_no_period_lies_at_the_edge_of_the_calendar(on: str):
    assert read_span({"period": "month", "on": on}, TODAY) == Span.around(Period.MONTH, TODAY)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 2, 1, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), date(2026, 1, 29)),
        (datetime(2026, 3, 1, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 3, 1, 8, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 1, tzinfo=UTC), date(2026, 2, 1)),
    ],
)
def test_a_february_that_is_over_is_compared_with_all_of_january(now, end):
    february = Span(Period.MONTH, date(2026, 2, 1))
    assert february.so_far_before(now) == (date(2026, 1, 1), end)


def test_a_march_that_runs_is_compared_with_no_more_than_february():
    march = Span(Period.MONTH, date(2026, 3, 1))
    now = datetime(2026, 3, 30, tzinfo=UTC)
    assert march.so_far_before(now) == (date(2026, 2, 1), date(2026, 3, 1))
