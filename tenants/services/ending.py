"""Planning an organization's deletion, and taking that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Member, Notice, Organization
from tenants.roles import Permission
from tenants.services.telling import tell_admins
from tenants.wakeups import wake_on_commit

GRACE = timedelta(days=14)


def plan_deletion(*, by: Member, typed: str, now: datetime) -> Organization:
    """Let an organization be deleted in 14 days; sharing stops at once, and its admins are told.

    Raises PermissionDenied; ValidationError of code "slug": what was typed is not its address;
    "planned": it is planned already.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    rows = Organization.objects.filter(pk=by.organization.pk)
    organization = rows.select_for_update(no_key=True).get()
    if typed.strip() != organization.slug:
        raise ValidationError(
            _("Type %(slug)s, exactly.") % {"slug": organization.slug}, code="slug"
        )
    if organization.deletion_due_at is not None:
        raise ValidationError(_("The deletion is planned already."), code="planned")
    rows.update(deletion_due_at=now + GRACE)
    record(Act.DELETION_PLANNED, by=by, now=now)
    organization.deletion_due_at = now + GRACE
    _tell(Notice.ORGANIZATION_ENDS, by=by, due=organization.deletion_due_at, now=now)
    return organization


def cancel_deletion(*, by: Member, now: datetime) -> Organization:
    """Let an organization stay; what was held goes out. Idempotent.

    Raises PermissionDenied; ValidationError("ended"): a worker was faster, it is being deleted.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    rows = Organization.objects.filter(pk=by.organization.pk)
    organization = rows.select_for_update(no_key=True).get()
    if organization.ended_at is not None:
        raise ValidationError(_("It is too late: it is being deleted."), code="ended")
    if organization.deletion_due_at is None:
        return organization
    due = organization.deletion_due_at
    rows.update(deletion_due_at=None)
    record(Act.DELETION_CANCELLED, by=by, now=now)
    _tell(Notice.ORGANIZATION_STAYS, by=by, due=due, now=now)
    wake_on_commit("sharing.tasks.recheck_held")
    organization.deletion_due_at = None
    return organization


def _tell(kind: Notice, *, by: Member, due: datetime, now: datetime) -> None:
    at = due.isoformat()
    params = {"organization": by.organization.name, "name": by.name, "due": at}
    tell_admins(kind, subject=f"deletion {at}", params=params, now=now)
