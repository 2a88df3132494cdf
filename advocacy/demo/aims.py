"""Goals of the invented company, and what it noted beside its trends."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from analytics.goals.keeping import GoalDraft, add_annotation, set_goal
from analytics.goals.models import GoalPeriod
from analytics.periods import utc_day
from tenants.models import Member

GOALS = (
    ("Let people see how we work", "shares_confirmed", 200),
    ("Be heard when people talk about water", "share_of_voice", 20),
)
"""What for, which figure, and what to reach, of rates in percent."""
NOTES = ((12, "Porto plant opens its doors"), (5, "Fair in Poznań"))
"""How many days ago something happened, and what."""


def furnish(admin: Member, *, now: datetime) -> None:
    """Set goals for the current quarter, and note two things."""
    for label, metric, target in GOALS:
        draft = GoalDraft(
            label=label,
            metric=metric,
            target=Decimal(target),
            period=GoalPeriod.QUARTER,
            starts_on=utc_day(now),
        )
        set_goal(draft=draft, by=admin, now=now)
    for days, text in NOTES:
        add_annotation(day=utc_day(now) - timedelta(days=days), text=text, by=admin, now=now)
