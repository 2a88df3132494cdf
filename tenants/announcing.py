"""Telling all members of an organization something, however many they are, after the request.

The row is the queue: who announces writes it in the transaction of what happened, and workers tell
the members in the order of their ids, a few hundred in one transaction that also notes how far it
got. A worker that dies tells nobody twice and leaves nobody out. Of one organization the oldest
announcement is told to the end before the next begins, so that nobody hears of two in the wrong
order; organizations take turns.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection

from tenants.guarding import Guard
from tenants.models import Announcement, Notice
from tenants.notifying import AT_ONCE, members_after, notify_each
from tenants.scope import platform, tenant
from tenants.wakeups import wake_on_commit

TASK = "tenants.tasks.announce"
LEASE = timedelta(minutes=5)
CLAIM = """
WITH chosen AS (
  SELECT a.id FROM tenants_announcement a
  WHERE a.wake_at <= %(now)s AND NOT EXISTS (
    SELECT FROM tenants_announcement older
    WHERE older.organization_id = a.organization_id AND older.id < a.id)
  ORDER BY a.wake_at, a.id LIMIT 1 FOR UPDATE OF a SKIP LOCKED
)
UPDATE tenants_announcement SET wake_at = %(until)s FROM chosen
WHERE tenants_announcement.id = chosen.id
RETURNING tenants_announcement.organization_id, tenants_announcement.id
"""


def announce(
    *, kind: Notice, subject: str, params: Mapping[str, object], path: str, now: datetime
) -> None:
    """Let workers tell every member what `notify` would tell one, in scope; idempotent."""
    row = Announcement(
        kind=kind, subject=subject, params=dict(params), path=path, created_at=now, wake_at=now
    )
    Announcement.objects.bulk_create([row], ignore_conflicts=True)
    wake_on_commit(TASK)


def tell_next(*, now: datetime, limit: int = AT_ONCE) -> bool:
    """Tell the next members of the announcement that has waited longest; tell whether there was
    one.
    """
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        claim = cursor.fetchone()
    if claim is None:
        return False
    organization_id, pk = claim
    with Guard("announcing", organization=organization_id), tenant(organization_id):
        rows = Announcement.objects.select_for_update(of=("self",))
        row = rows.filter(pk=pk, wake_at=now + LEASE).first()
        if row is not None:
            _tell(row, now=now, limit=limit)
    return True


def _tell(row: Announcement, *, now: datetime, limit: int) -> None:
    """Tell some members under the announcement's lock, and put it back, or end it."""
    members = members_after(row.told_to, limit=limit)
    notify_each(
        members=members,
        kind=Notice(row.kind),
        subject=row.subject,
        params=row.params,
        path=row.path,
        now=now,
    )
    if len(members) < limit:
        row.delete()
        return
    row.told_to, row.wake_at = members[-1].pk, now
    row.save(update_fields=["told_to", "wake_at"])
