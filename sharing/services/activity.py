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


def touch_days(*, days: Iterable[date], now: datetime) -> None:
    """Raise the version of UTC days of the organization in scope, in order (no deadlock)."""
    organization_id = current_organization_id()
    rows = [(organization_id, day, now) for day in sorted(set(days))]
    with connection.cursor() as cursor:
        cursor.executemany(TOUCH, rows)


def touch_day(*, day: date, now: datetime) -> None:
    """Raise the version of one UTC day of the organization in scope."""
    touch_days(days=[day], now=now)
