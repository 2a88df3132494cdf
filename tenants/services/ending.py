"""Planning an organization's deletion, and taking that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Member, Notice, Organization
from tenants.notifying import notify
from tenants.roles import Permission, Role
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
    due = organization.deletion_due_at.isoformat()
    _tell_admins(organization, Notice.ORGANIZATION_ENDS, by=by, due=due, now=now)
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
    due = organization.deletion_due_at.isoformat()
    rows.update(deletion_due_at=None)
    record(Act.DELETION_CANCELLED, by=by, now=now)
    _tell_admins(organization, Notice.ORGANIZATION_STAYS, by=by, due=due, now=now)
    wake_on_commit("sharing.tasks.recheck_held")
    organization.deletion_due_at = None
    return organization


def _tell_admins(
    organization: Organization, kind: Notice, *, by: Member, due: str, now: datetime
) -> None:
    admins = Member.objects.active().filter(roles__contains=[Role.ADMIN.value])
    for admin in admins.select_related("user"):
        notify(
            member=admin,
            kind=kind,
            subject=f"deletion {due}",
            params={"organization": organization.name, "name": by.name, "due": due},
            path=reverse("tenants:danger_zone", args=[organization.slug]),
            now=now,
        )
