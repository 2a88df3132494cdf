"""Typed makers of what is counted: days, clicks, snapshots, totals as a plain table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from analytics.models import Fact, Period, PeriodTotal, Snapshot
from analytics.rollup import roll_up
from content.models import Post
from content.services import record_read
from content.services.opening import count_openings
from sharing.models import Click, Share, State
from sharing.services.activity import touch_day, touch_days
from tenants.models import Member
from tests.factories import make_connection, make_post, make_share

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
"""The week of factories.NOW."""


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment of the week; day 0 is Monday the 16th of November 2026."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def live_share(member: Member, moment: datetime, post: Any = None, **changes: Any) -> Share:
    """Make a share that went live at a moment, and touch its day."""
    share = make_share(
        member, post or make_post(), state=State.PUBLISHED, published_at=moment, **changes
    )
    touch_day(day=moment.date(), now=moment)
    return share


def click(share: Share, moment: datetime, visitor: bytes = b"v", kind: str = "human") -> None:
    """Store one request to a share's link."""
    Click.objects.create(link_id=share.link_id, at=moment, kind=kind, visitor=visitor)
    touch_day(day=moment.date(), now=moment)


def opened(post: Post, moment: datetime, *members: Member) -> None:
    """Let members open a post, one after another, and count it."""
    for member in members:
        record_read(post=post, member=member, now=moment)
    touch_days(days=count_openings(), now=moment)


def snapshot(share: Share, moment: datetime, **totals: int) -> None:
    """Store lifetime totals as read at a moment, and touch its days since it went live."""
    for metric, value in totals.items():
        Snapshot.objects.create(share=share, at=moment, metric=metric, value=value)
    first = (share.published_at or moment).date()
    days = (moment.date() - first).days
    touch_days(days=[first + timedelta(days=number) for number in range(days + 1)], now=moment)


def totals_of(
    period: Period, day: datetime, subject: str = "organization", key: object = ""
) -> dict[str, int]:
    """Return a subject's totals of one period by metric."""
    rows = PeriodTotal.objects.filter(
        period=period, starts_on=day.date(), subject=subject, key=str(key)
    )
    return dict(rows.values_list("metric", "value"))


def facts_of(day: int) -> dict[str, int]:
    """Return a day's facts, added up by metric."""
    found: dict[str, int] = {}
    for metric, value in Fact.objects.filter(day=at(day).date()).values_list("metric", "value"):
        found[metric] = found.get(metric, 0) + value
    return found


def stored() -> tuple[list[Any], list[Any]]:
    """Return all facts and totals of the organization in scope, without ids, in order."""
    facts = Fact.objects.order_by("day", "metric", "member", "network", "post", "team").values_list(
        "day", "metric", "member", "network", "post", "team", "topic_ids", "value"
    )
    totals = PeriodTotal.objects.order_by(
        "period", "starts_on", "subject", "key", "metric"
    ).values_list("period", "starts_on", "subject", "key", "metric", "value")
    return list(facts), list(totals)


__all__ = [
    "MONDAY",
    "Period",
    "at",
    "click",
    "facts_of",
    "live_share",
    "make_connection",
    "opened",
    "roll_up",
    "snapshot",
    "stored",
    "totals_of",
]
