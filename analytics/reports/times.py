"""When a report is due, and of which period it is."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.models import Period
from analytics.periods import Span, midnight, utc_day

HOUR = 8
SETTLED = timedelta(hours=1)
"""How long after its last UTC day a period is counted for good, as far as we know by then."""


def told_span(pace: str, now: datetime) -> Span:
    """Return the last period of a kind that is over."""
    return Span.around(Period(pace), utc_day(now)).previous


def next_due(pace: str, *, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment after `after` at which a period is over and it is 8 on the clock of
    `zone`, or later where the UTC day ends after that.
    """
    span = told_span(pace, after)
    while True:
        morning = datetime.combine(span.ends_on, time(HOUR), tzinfo=zone)
        due = max(morning, midnight(span.ends_on) + SETTLED)
        if due > after:
            return due
        span = span.following
