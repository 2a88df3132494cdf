"""How long the log of deliveries is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from tenants.scope import platform

KEPT = timedelta(days=30)
BATCH = 2_000
MOST_BATCHES = 500
"""A bound for one run; the rest is found by the next."""

DELETE = """
DELETE FROM tenants_webhookdelivery d USING (
  SELECT old.id FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT e.id FROM tenants_webhookdelivery e
    WHERE e.organization_id = o.id AND e.created_at < %(before)s
    ORDER BY e.created_at LIMIT %(limit)s) old
  LIMIT %(limit)s) chosen
WHERE d.id = chosen.id
"""


def trim_deliveries(*, now: datetime, batch: int = BATCH) -> int:
    """Delete what is older than 30 days, a batch in a transaction; return how many."""
    deleted = 0
    for _ in range(MOST_BATCHES):
        with platform(), connection.cursor() as cursor:
            cursor.execute(DELETE, {"before": now - KEPT, "limit": batch})
            deleted += cursor.rowcount
        if cursor.rowcount < batch:
            break
    return deleted
