"""What analytics may write here: when a share is read next, and how its account answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from sharing.models import Connection, Share
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from tenants.scope import platform

CLAIM = """
WITH turns AS (
  SELECT o.id AS organization_id, s.id, s.measure_at,
         row_number() OVER (PARTITION BY o.id ORDER BY s.measure_at) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.measure_at FROM sharing_share d
    WHERE d.organization_id = o.id AND d.measure_at IS NOT NULL AND d.measure_at <= %(now)s
    ORDER BY d.measure_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) s
), chosen AS (SELECT id FROM turns ORDER BY turn, measure_at LIMIT %(limit)s)
UPDATE sharing_share SET measure_at = %(until)s FROM chosen WHERE sharing_share.id = chosen.id
RETURNING sharing_share.organization_id, sharing_share.id
"""
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
