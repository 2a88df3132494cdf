"""What admins do with the audit itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission

SHORTEST_DAYS, LONGEST_DAYS = 90, 3650


@transaction.atomic
def set_audit_retention(*, days: int, by: Member, now: datetime) -> Organization:
    """Choose for how many days the audit is kept; what is older is deleted within a day.

    Raises PermissionDenied; ValidationError("days"): not between 90 and 3,650.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        message = _("Choose between %(least)s and %(most)s days.")
        params = {"least": SHORTEST_DAYS, "most": LONGEST_DAYS}
        raise ValidationError(message, code="days", params=params)
    organization: Organization = by.organization
    if organization.audit_kept_days != days:
        organization.audit_kept_days = days
        organization.save(update_fields=["audit_kept_days"])
        data = {"fields": ["audit_kept_days"], "audit_kept_days": days}
        record(Act.ORGANIZATION_CHANGED, by=by, data=data, now=now)
    return organization


def note_export(*, filters: Iterable[str], by: Member, now: datetime) -> None:
    """Record that somebody takes the audit away, and by which filters. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    record(Act.AUDIT_EXPORTED, by=by, data={"filters": sorted(filters)}, now=now)
