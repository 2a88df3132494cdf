"""When the next digest comes, on a member's own clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.digests.models import Digest, DigestPlan, Pace
from tenants.zones import zone_of

WORKING_DAYS = frozenset(range(5))
TWICE = frozenset({1, 3})
WEEK = 7


def pace_of(digest: Digest, plan: DigestPlan) -> str:
    """Return how often a member gets a digest: as they chose, else as the plan says."""
    return digest.pace or plan.pace


def days_of(pace: str, weekday: int) -> frozenset[int]:
    """Return the days on which digests of a pace come; Monday is 0."""
    days = {Pace.DAILY: WORKING_DAYS, Pace.TWICE: TWICE, Pace.WEEKLY: frozenset({weekday})}
    return days.get(Pace(pace), frozenset())


def next_time(
    *, pace: str, weekday: int, hour: int, zone: ZoneInfo, after: datetime
) -> datetime | None:
    """Return the first moment after `after` at which a digest is due; None when none comes.

    At `hour` on the clock of `zone`, also where the clock is put forward or back that night: an
    hour that does not exist is taken as the one after it, of one that comes twice the first counts.
    """
    days = days_of(pace, weekday)
    today = after.astimezone(zone).date()
    for ahead in range(WEEK + 1):
        day = today + timedelta(days=ahead)
        moment = datetime.combine(day, time(hour), tzinfo=zone)
        if day.weekday() in days and moment > after:
            return moment
    return None


def due_next(digest: Digest, plan: DigestPlan, *, after: datetime) -> datetime | None:
    """Return when a member's next digest is due, by their pace, the plan and their clock."""
    if not plan.is_on:
        return None
    return next_time(
        pace=pace_of(digest, plan),
        weekday=plan.weekday,
        hour=plan.hour,
        zone=zone_of(digest.member),
        after=after,
    )
