"""Making an organization, and what holds for all of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Invitation, Member, Organization, User
from tenants.naming import NAME_LENGTH, clean_email, sort_key
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant
from tenants.services.inviting import Wish, write_invitations
from tenants.services.settings import require_valid, store_settings
from tenants.zones import require_zone

MOST_LATE_H = 168
FIRST = [Role.ADVOCATE.value, Role.ADMIN.value]
"""The roles of an organization's first member."""
SHORTEST_DAY = timedelta(hours=1)


def create_organization(
    *, name: str, slug: str, admin_email: str, now: datetime
) -> tuple[Organization, Invitation]:
    """Make an organization and invite its first admin.

    Raises ValidationError of code "name", "slug", "taken" or "email".
    """
    email = clean_email(admin_email)
    organization = valid_organization(name=name, slug=slug)
    with platform():
        _save_new(organization)
        with tenant(organization):
            invitation = write_invitations(wishes=[Wish(email, FIRST)], by=None, now=now)[0]
            record(Act.ORGANIZATION_CREATED, by=None, about=invitation, now=now)
    return organization, invitation


def open_organization(*, name: str, slug: str, user: User, now: datetime) -> Member:
    """Make an organization whose first admin is there already; opens its own scopes.

    Raises ValidationError of code "name", "slug" or "taken".
    """
    organization = valid_organization(name=name, slug=slug)
    with platform():
        _save_new(organization)
        with tenant(organization):
            called = user.name or user.email.partition("@")[0]
            member: Member = Member.objects.create(
                organization=organization,
                user=user,
                name=called,
                sort_key=sort_key(called)[:NAME_LENGTH],
                roles=FIRST,
                joined_at=now,
            )
            record(Act.ORGANIZATION_CREATED, by=member, about=member, now=now)
    return member


def valid_organization(*, name: str, slug: str) -> Organization:
    """Return an organization that could be stored. Raises ValidationError("name"), ("slug")."""
    organization = Organization(name=" ".join(name.split()), slug=slug)
    require_valid(organization)
    return organization


def _save_new(organization: Organization) -> None:
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError:
        raise ValidationError(_("This slug is not available."), code="taken") from None


def set_sharing_hours(
    *,
    by: Member,
    time_zone: str,
    late_after_h: int,
    spread_from: time,
    spread_until: time,
    now: datetime,
    version: int | None = None,
) -> Organization:
    """Store the organization's clock, after how long a late share asks, and its spreading hours.

    Raises PermissionDenied; ValidationError of code "newer", "time_zone", "late_after_h", "spread":
    the hours end less than an hour after they begin.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    require_zone(time_zone)
    if not 1 <= late_after_h <= MOST_LATE_H:
        said = _("Choose between 1 and %(most)s hours.") % {"most": MOST_LATE_H}
        raise ValidationError(said, code="late_after_h")
    today = datetime(2000, 1, 1)  # noqa: DTZ001 (two clock times are compared)
    if datetime.combine(today, spread_until) - datetime.combine(today, spread_from) < SHORTEST_DAY:
        raise ValidationError(_("Let the day end at least an hour after it begins."), code="spread")
    return store_settings(
        by=by,
        version=version,
        now=now,
        time_zone=time_zone,
        late_after_h=late_after_h,
        spread_from=spread_from,
        spread_until=spread_until,
    )
