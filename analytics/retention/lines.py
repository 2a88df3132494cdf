"""Where the lines are drawn: which days are closed, and from when on events are kept.

A day is counted from its own events and from what the networks told up to a hundred days before
(`MEASURED_FOR`): so events are kept that much longer than days are open, and a day on which a share
may still be measured is never closed. Both lines are firsts of months, as events lie in tables by
month.
"""

from __future__ import annotations

from datetime import date

from analytics.facts import MEASURED_FOR
from analytics.retention.models import Retention
from tenants.partitions import month_after

SHORTEST_MONTHS, LONGEST_MONTHS = 3, 120


def closing_line(*, months: int, today: date) -> date:
    """Return the first day that is open when so many whole months are."""
    open_since = month_after(today.replace(day=1), -months)
    return min(open_since, today - MEASURED_FOR).replace(day=1)


def keeping_line(closed_before: date) -> date:
    """Return from which day on events are kept when the days before this one are closed."""
    return (closed_before - MEASURED_FOR).replace(day=1)


def closed_before() -> date | None:
    """Return the first open day of the organization in scope; None while all are open."""
    day: date | None = Retention.objects.values_list("closed_before", flat=True).first()
    return day


def kept_since() -> date | None:
    """Return the first day whose events are kept in the organization in scope; None: all are."""
    day: date | None = Retention.objects.values_list("kept_since", flat=True).first()
    return day
