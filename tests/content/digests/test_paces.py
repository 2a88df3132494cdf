"""When the next digest comes, also where the clock is put forward or back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from content.digests.models import Pace
from content.digests.paces import next_time

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TUESDAY = 1


@pytest.mark.parametrize(
    ("pace", "hour", "after", "due"),
    [
        (Pace.DAILY, 9, WEDNESDAY, "2026-11-19T09:00"),
        (Pace.DAILY, 11, WEDNESDAY, "2026-11-18T11:00"),
        (Pace.DAILY, 10, WEDNESDAY, "2026-11-19T10:00"),  # this moment was the last one's
        (Pace.DAILY, 9, datetime(2026, 11, 20, 12, tzinfo=UTC), "2026-11-23T09:00"),
        (Pace.TWICE, 9, WEDNESDAY, "2026-11-19T09:00"),
        (Pace.TWICE, 9, datetime(2026, 11, 19, 9, tzinfo=UTC), "2026-11-24T09:00"),
        (Pace.WEEKLY, 9, WEDNESDAY, "2026-11-24T09:00"),
        (Pace.WEEKLY, 9, datetime(2026, 11, 24, 9, tzinfo=UTC), "2026-12-01T09:00"),
    ],
)
def test_the_next_time(pace, hour, after, due):
    found = next_time(pace=pace, weekday=TUESDAY, hour=hour, zone=ZoneInfo("UTC"), after=after)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_never_never_comes():
    zone = ZoneInfo("UTC")
    assert next_time(pace=Pace.NEVER, weekday=1, hour=9, zone=zone, after=WEDNESDAY) is None


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("Asia/Kathmandu", WEDNESDAY, "2026-11-19T03:15Z"),
        ("America/Los_Angeles", WEDNESDAY, "2026-11-18T17:00Z"),
        # from Friday in summer time to Monday in winter time, 9 is 9
        ("Europe/Warsaw", datetime(2026, 10, 23, 12, tzinfo=UTC), "2026-10-26T08:00Z"),
        ("Europe/Warsaw", datetime(2026, 10, 22, 12, tzinfo=UTC), "2026-10-23T07:00Z"),
    ],
)
def test_it_is_the_hour_of_the_readers_clock(zone, after, due):
    found = next_time(pace=Pace.DAILY, weekday=1, hour=9, zone=ZoneInfo(zone), after=after)
    assert found == datetime.fromisoformat(due)


def test_an_hour_that_is_skipped_or_comes_twice_comes_once():
    zone, told = ZoneInfo("Europe/Warsaw"), []
    at = datetime(2026, 3, 27, 12, tzinfo=UTC)
    while len(told) < 3:
        found = next_time(pace=Pace.WEEKLY, weekday=6, hour=2, zone=zone, after=at)
        assert found is not None
        assert found > at
        told.append(found.astimezone(UTC))
        at = found
    assert [one.date().isoformat() for one in told] == ["2026-03-29", "2026-04-05", "2026-04-12"]
