"""Telling members in time that an account has to be connected again: 14, 7 and 1 days before.

Each threshold is told once, and connecting again begins anew. A consent that never lasted so long
is told of at the smaller thresholds only. When its day has come the account is marked, at once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection as database

from sharing.models import Connection, reminder_due
from sharing.services.consents import end_consent
from sharing.services.telling import tell_of_connection
from tenants.guarding import Guard
from tenants.scope import platform, tenant

BATCH = 200

# In turns by organization, each by the index on `reconnect_by`; what was told already is left out.
DUE = """
WITH turns AS (
  SELECT o.id AS organization_id, c.id, c.reconnect_by,
         row_number() OVER (PARTITION BY o.id ORDER BY c.reconnect_by, c.id) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.reconnect_by FROM sharing_connection d
    JOIN tenants_member m ON m.id = d.member_id AND m.left_at IS NULL
    WHERE d.organization_id = o.id AND d.reconnect_by <= %(now)s + interval '14 days'
      AND d.state = 'active'
      AND (d.reminded_days IS NULL OR d.reconnect_by <= %(now)s OR d.reminded_days > CASE
        WHEN d.reconnect_by <= %(now)s + interval '1 day' THEN 1
        WHEN d.reconnect_by <= %(now)s + interval '7 days' THEN 7 ELSE 14 END)
    ORDER BY d.reconnect_by, d.id LIMIT %(limit)s
  ) c
)
SELECT organization_id, id FROM turns ORDER BY turn, reconnect_by, id LIMIT %(limit)s
"""


def remind_expiring(*, now: datetime, limit: int = BATCH) -> int:
    """Remind the members whose accounts end soon, a batch of them; return how many were told."""
    with platform(), database.cursor() as cursor:
        cursor.execute(DUE, {"now": now, "limit": limit})
        due = cursor.fetchall()
    told = 0
    for organization_id, connection_id in due:
        with Guard("reminder", organization=organization_id), tenant(organization_id):
            told += _remind(connection_id, now)
    return told


def _remind(connection_id: int, now: datetime) -> bool:
    """Tell of one account under its lock, if it is still to be told."""
    active = Connection.objects.active().select_for_update(
        of=("self",), skip_locked=True, no_key=True
    )
    ending = active.filter(pk=connection_id).first()
    if ending is None or ending.reconnect_by is None:
        return False
    if ending.reconnect_by <= now:
        end_consent(connection=ending, now=now)
        return True
    days = reminder_due(ending.reconnect_by, now)
    if days is None or (ending.reminded_days is not None and ending.reminded_days <= days):
        return False
    Connection.objects.filter(pk=ending.pk).update(reminded_days=days)
    tell_of_connection(
        connection=ending,
        subject=f"{ending.public_id.hex} {days} {ending.reconnect_by:%Y%m%d}",
        params={"by": ending.reconnect_by.isoformat(), "days": days},
        now=now,
    )
    return True
