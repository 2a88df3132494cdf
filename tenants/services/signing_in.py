"""How members of an organization sign in."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.second_factor import has_second_step


def require_mfa(*, by: Member, on: bool, now: datetime) -> Organization:
    """Ask everyone in the organization for a second step at sign-in, or stop asking; idempotent.

    Raises PermissionDenied; ValidationError("own"): who asks it of others has none themselves.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if on and not has_second_step(by.user):
        raise ValidationError(_("Set up a second step for yourself first."), code="own")
    rows = Organization.objects.filter(pk=by.organization.pk)
    if rows.exclude(requires_mfa=on).update(requires_mfa=on):
        act = Act.MFA_REQUIRED if on else Act.MFA_NOT_REQUIRED
        record(act, by=by, now=now)
    organization: Organization = by.organization
    organization.requires_mfa = on
    return organization
