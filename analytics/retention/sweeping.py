"""Letting go of what is old: days are closed first, then their events go, months at a time.

Closing takes the turn of the roll-up, counts what is due of those days, and writes the line in the
same transaction: from then on no roll-up and no rebuild touches them, so facts and totals stay
whatever becomes of the events. A month that no organization needs is dropped as a table; what is
left of others is deleted in small batches. A sweep that dies goes on with the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import OperationalError, connection

from analytics.conversions.models import Conversion
from analytics.models import Snapshot
from analytics.periods import midnight, utc_day
from analytics.retention.lines import closing_line, keeping_line
from analytics.retention.models import Retention
from analytics.rollup import close_days
from sharing.models import Click
from tenants.guarding import Guard
from tenants.models import Organization
from tenants.partitions import drop_month, months_before
from tenants.scope import current_organization_id, platform, tenant

ONCE_A = timedelta(hours=20)
BATCH = 5_000
MOST_BATCHES = 200
"""A bound for one run and organization; the rest is found by the next."""
BY_MONTH = (Snapshot._meta.db_table, Click._meta.db_table)
TABLES = (*BY_MONTH, Conversion._meta.db_table)

log = structlog.get_logger()

_DELETE = """
DELETE FROM {table} AS event USING (
    SELECT id, at FROM {table}
    WHERE organization_id = %(organization)s AND at < %(before)s ORDER BY at LIMIT %(limit)s
) AS old
WHERE event.organization_id = %(organization)s AND event.id = old.id AND event.at = old.at
  AND event.at < %(before)s
"""
_NEEDED = """
SELECT EXISTS (
    SELECT FROM tenants_organization AS organization
    LEFT JOIN analytics_retention AS kept ON kept.organization_id = organization.id
    WHERE (kept.kept_since IS NULL OR kept.kept_since < %s)
      AND EXISTS (SELECT FROM "{month}" AS event WHERE event.organization_id = organization.id)
)
"""


def let_go(*, now: datetime) -> int:
    """Close days and let go of old events wherever it was not done today; return how many went."""
    due = _due(now)
    for pk in due:
        with Guard("retention", organization=pk), tenant(pk):
            _close(now)
    _drop_months()
    gone = 0
    for pk in due:
        with Guard("retention", organization=pk):
            gone += _delete(pk, now)
    return gone


def unswept(*, since: datetime) -> int:
    """Return how many organizations that are older than a moment were not swept since then."""
    with platform():
        swept = Retention.everyone.filter(swept_at__gte=since).values("organization")
        rows = Organization.objects.filter(created_at__lt=since, ended_at=None)
        return int(rows.exclude(pk__in=swept).count())


def _due(now: datetime) -> list[int]:
    with platform():
        done = Retention.everyone.filter(swept_at__gt=now - ONCE_A).values("organization")
        rows = Organization.objects.exclude(pk__in=done).order_by("pk")
        return list(rows.values_list("pk", flat=True))


def _close(now: datetime) -> None:
    Retention.objects.get_or_create()
    row = Retention.objects.select_for_update().get()
    if row.months is None:
        return
    line = closing_line(months=row.months, today=utc_day(now))
    if row.closed_before is None or row.closed_before < line:
        close_days(before=line, now=now)
        row.closed_before = line
    row.kept_since = keeping_line(line)
    row.save(update_fields=["closed_before", "kept_since"])


def _delete(organization_id: int, now: datetime) -> int:
    """Delete an organization's old events; return how many."""
    gone = 0
    for table in TABLES:
        for _ in range(MOST_BATCHES):
            with tenant(organization_id):
                fewer = _delete_batch(table)
            gone += fewer
            if fewer < BATCH:
                break
        else:
            return gone
    with tenant(organization_id):
        Retention.objects.update(swept_at=now)
    return gone


def _delete_batch(table: str) -> int:
    row = Retention.objects.first()
    if row is None or row.kept_since is None:
        return 0
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "before": midnight(row.kept_since),
        "limit": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DELETE.replace("{table}", table), parameters)
        return int(cursor.rowcount)


def _drop_months() -> None:
    """Drop the months that no organization needs; one that is in use waits for the next sweep."""
    with platform():
        lines = Retention.everyone.filter(kept_since__isnull=False)
        latest = lines.order_by("-kept_since").values_list("kept_since", flat=True).first()
    months = months_before(latest) if latest else []
    for name, ends_on in months:
        if name.rpartition("_")[0].rpartition("_")[0] not in BY_MONTH:
            continue
        try:
            with platform(), connection.cursor() as cursor:
                cursor.execute(_NEEDED.replace("{month}", name), [ends_on])
                if cursor.fetchone() == (False,):
                    drop_month(name)
                    log.info("month dropped", month=name)
        except OperationalError:
            log.info("month in use", month=name)
