"""What is written of reading: when a share is read next, how its account answered, who follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

from sharing.models import Connection, FollowerDay, Share
from sharing.networks.base import (
    MOST_FOLLOWERS,
    Kind,
    NetworkError,
    believable,
)
from tenants.scope import platform
from tenants.turns import in_turns

CLAIM = in_turns(
    "sharing_share",
    order="measure_at",
    due="d.measure_at IS NOT NULL AND d.measure_at <= %(now)s",
    takes="measure_at = %(until)s",
)
LEASE = timedelta(minutes=5)
NEWS_AFTER = timedelta(minutes=10)


def claim_measures(*, now: datetime, limit: int) -> list[tuple[int, list[int]]]:
    """Take shares whose counts are due, in turns by organization: `[(organization_id, share_ids)]`.

    A claimed share comes back by itself after five minutes if its worker died.
    """
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        rows = cursor.fetchall()
    taken: dict[int, list[int]] = {}
    for organization_id, share_id in rows:
        taken.setdefault(organization_id, []).append(share_id)
    return list(taken.items())


def store_measured(*, share: Share, next_at: datetime | None, unchanged: int) -> None:
    """Set when a share is read next (None = never again) and how often it had not changed."""
    Share.objects.filter(pk=share.pk).update(measure_at=next_at, measures_unchanged=unchanged)


def measure_soon(*, connection_ids: list[int], now: datetime) -> int:
    """Make every share still measured on these connections due now; return how many."""
    Connection.objects.filter(pk__in=connection_ids).update(measured_at=now)
    return int(
        Share.objects.filter(connection__in=connection_ids, measure_at__gt=now).update(
            measure_at=now
        )
    )


def note_health(*, connection: Connection, problem: str = "", now: datetime) -> None:
    """Note that the network answered for an account, well or not; no more often than tells news."""
    problem = problem.replace("\0", "")[:300]
    checked = connection.checked_at
    if problem == connection.problem and checked is not None and now - checked < NEWS_AFTER:
        return
    Connection.objects.filter(pk=connection.pk).update(checked_at=now, problem=problem)


def note_trouble(*, connection: Connection, error: NetworkError, now: datetime) -> None:
    """Note what a network said that is about the account or the server, not about one share."""
    if error.kind in {Kind.RETRY, Kind.UNKNOWN, Kind.OPERATOR}:
        note_health(connection=connection, problem=error.message, now=now)


def note_followers(*, connection: Connection, count: int | None, now: datetime) -> None:
    """Keep how many follow an account today, in scope, where it is told and news."""
    told = believable(count, MOST_FOLLOWERS)
    if told is None:
        return
    day = now.astimezone(UTC).date()
    earlier = FollowerDay.objects.filter(connection=connection, day__lt=day)
    before = earlier.order_by("-day").values_list("count", flat=True).first()
    if told == before:
        FollowerDay.objects.filter(connection=connection, day=day).delete()
    else:
        FollowerDay.objects.update_or_create(
            connection=connection, day=day, defaults={"count": told}
        )
