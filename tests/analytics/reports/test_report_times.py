"""When reports are due: at 8 on the organization's clock, and never before the UTC day is over."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from analytics.periods import Span
from analytics.reports.times import next_due, told_span


@pytest.mark.parametrize(
    ("pace", "zone", "after", "due"),
    [
        ("month", "UTC", "2026-11-20T12:00", "2026-12-01T08:00"),
        ("month", "UTC", "2026-12-01T08:00", "2027-01-01T08:00"),
        ("month", "UTC", "2026-12-01T07:59", "2026-12-01T08:00"),
        ("week", "Europe/Warsaw", "2026-11-20T12:00", "2026-11-23T07:00"),
        ("quarter", "America/New_York", "2026-11-20T12:00", "2027-01-01T13:00"),
        (
            "month",
            "Asia/Tokyo",
            "2026-11-20T12:00",
            "2026-12-01T01:00",
        ),  # 8 there is 23 the day before
        ("month", "Europe/Warsaw", "2026-03-20T12:00", "2026-04-01T06:00"),  # summer time
    ],
)
def test_it_comes_in_the_morning_after(pace, zone, after, due):
    found = next_due(pace, zone=ZoneInfo(zone), after=_utc(after))
    assert found == _utc(due)
    span = told_span(pace, found)
    assert isinstance(span, Span)
    assert span.ends_on <= found.date()


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
