"""Taking receipts away: an administrative act where they are the organization's."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


def note_receipts_export(
    *, since: date, until: date, post: UUID | None, network: str, by: Member, now: datetime
) -> None:
    """Record that somebody takes the organization's receipts away. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    data = {"since": since.isoformat(), "until": until.isoformat(), "network": network}
    data |= {"post": str(post)} if post else {}
    record(Act.RECEIPTS_EXPORTED, by=by, data=data, now=now)
