"""How long the audit is kept: each organization chooses, a worker deletes what is older.

The database lets nobody change an event and only its owner, here, delete one.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tenants.scope import platform

BATCH = 2_000
MOST_BATCHES = 500
"""A bound for one run; the rest is found by the next."""

DELETE = """
DELETE FROM tenants_event v USING (
  SELECT old.id FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT e.id FROM tenants_event e
    WHERE e.organization_id = o.id AND e.at < %(now)s - make_interval(days => o.audit_kept_days)
    ORDER BY e.at LIMIT %(limit)s) old
  LIMIT %(limit)s) chosen
WHERE v.id = chosen.id
"""


def trim_audit(*, now: datetime, batch: int = BATCH) -> int:
    """Delete what is older than its organization keeps, in batches; return how many."""
    deleted = 0
    for _ in range(MOST_BATCHES):
        with platform(), connection.cursor() as cursor:
            cursor.execute(DELETE, {"now": now, "limit": batch})
            deleted += cursor.rowcount
        if cursor.rowcount < batch:
            break
    return deleted
