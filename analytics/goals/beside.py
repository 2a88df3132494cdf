"""What stands beside the dashboard's trend: goals, what happened, and a reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.goals.notes import happened, on_trend
from analytics.goals.progress import PERCENT, running
from analytics.goals.references import reference
from analytics.goals.telling import Told, tell_goals
from analytics.selectors import Dashboard
from tenants.models import Member
from tenants.roles import Permission

OFF = "off"


def beside_trend(
    found: Dashboard, *, member: Member, now: datetime, lines: str, of_all: bool
) -> dict[str, Any]:
    """Return goals, events and the reference for the dashboard; eight queries or fewer.

    `lines` is what the address says of reference lines. Goals are of the whole organization.
    """
    return {
        **compared(found, lines=lines),
        "events": events_on(found, member=member, now=now),
        "goals": tell_goals(running(now), to_all=False) if of_all else [],
        "may_set": member.may(Permission.SET_GOALS),
    }


def compared(found: Dashboard, *, lines: str = "") -> dict[str, Any]:
    """Return the reference of the dashboard's trend, from what a published case tells."""
    kpi = found.chosen.kpi
    values = [value for _label, value in found.trend.points if value is not None]
    scale = PERCENT if kpi.is_rate else 1
    there = reference(kpi, found.span, [scale * value for value in values])
    shown = None if lines == OFF else there
    return {
        "has_reference": there is not None,
        "is_reference_off": lines == OFF,
        "reference_height": shown.height if shown else None,
        "reference_label": shown.label if shown else "",
        "reference_words": shown.words if shown else "",
    }


def events_on(found: Dashboard, *, member: Member, now: datetime) -> list[tuple[int, str]]:
    """Return what a member may read of what happened, by its place on a trend. Two queries."""
    count = len(found.trend.points)
    if not count:
        return []
    spans = found.span.parts if found.chosen.kpi.adds_up else found.span.back(count)
    first, end = spans[0].starts_on, spans[-1].ends_on
    return on_trend(spans, happened(first=first, end=end, member=member, now=now))


def together(now: datetime) -> list[Told]:
    """Return the goals that run as everybody reads them. Six queries or fewer."""
    return tell_goals(running(now), to_all=True)
