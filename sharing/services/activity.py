"""Telling that a day has something new to count, without knowing who counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from tenants.scope import current_organization_id

TOUCH = """
INSERT INTO sharing_activityday (organization_id, day, version, touched_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (organization_id, day) DO UPDATE
SET version = sharing_activityday.version + 1, touched_at = excluded.touched_at
"""
TOUCH_ALL = """
WITH locked AS (
    SELECT id FROM sharing_activityday WHERE organization_id = %s ORDER BY day FOR UPDATE
)
UPDATE sharing_activityday AS touched SET version = version + 1, touched_at = %s
FROM locked WHERE touched.organization_id = %s AND touched.id = locked.id
"""


def touch_days(*, days: Iterable[date], now: datetime) -> None:
    """Raise the version of UTC days of the organization in scope, in order (no deadlock)."""
    organization_id = current_organization_id()
    rows = [(organization_id, day, now) for day in sorted(set(days))]
    with connection.cursor() as cursor:
        cursor.executemany(TOUCH, rows)


def touch_day(*, day: date, now: datetime) -> None:
    """Raise the version of one UTC day of the organization in scope."""
    touch_days(days=[day], now=now)


def touch_all_days(*, now: datetime) -> None:
    """Raise the version of all UTC days so far of the organization in scope, in order too."""
    organization_id = current_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(TOUCH_ALL, [organization_id, now, organization_id])
