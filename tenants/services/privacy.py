"""Privacy mode: who stands on boards says so first, and of how few people nothing is told."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.announcing import announce
from tenants.audit import record
from tenants.models import FEWEST, MOST_FEWEST, Act, Member, Notice, Organization
from tenants.roles import Permission
from tenants.services.settings import hold_settings, store_settings


def set_privacy(
    *, by: Member, privacy_mode: bool, fewest: int, now: datetime, version: int | None = None
) -> Organization:
    """Store whether boards are by choice alone, and of how many people at least anything is told.

    With the mode turned on, everybody who did not say no is asked anew; with it turned off, who
    never answered stays off boards. Workers tell every member of each change. Raises
    PermissionDenied; ValidationError of code "newer", "fewest".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if not FEWEST <= fewest <= MOST_FEWEST:
        message = _("Choose a number from %(least)s to %(most)s.")
        raise ValidationError(message % {"least": FEWEST, "most": MOST_FEWEST}, code="fewest")
    with transaction.atomic():
        held = hold_settings(by=by)
        was_on, is_other = held.privacy_mode, held.fewest != fewest
        organization = store_settings(
            by=by, version=version, now=now, privacy_mode=privacy_mode, fewest=fewest
        )
        if privacy_mode and not was_on:
            Member.objects.filter(on_leaderboard=True).update(on_leaderboard=None)
        if was_on and not privacy_mode:
            Member.objects.filter(on_leaderboard=None).update(on_leaderboard=False)
        if privacy_mode != was_on or is_other:
            data = {"is_on": privacy_mode, "fewest": fewest}
            record(Act.PRIVACY_SET, by=by, data=data, now=now)
            _announce(organization, is_mode=privacy_mode != was_on, now=now)
    return organization


def _announce(organization: Organization, *, is_mode: bool, now: datetime) -> None:
    announce(
        kind=Notice.PRIVACY_SET,
        subject=f"privacy {organization.settings_version}",
        params={
            "organization": organization.name,
            "is_on": organization.privacy_mode,
            "is_mode": is_mode,
            "fewest": organization.fewest,
        },
        path=reverse("privacy", args=[organization.slug]),
        now=now,
    )


def set_executive(*, member: Member, is_executive: bool, by: Member, now: datetime) -> Member:
    """Give a member a place on the board of executives, or back on that of everybody.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_MEMBERS)
    if member.is_executive != is_executive:
        Member.objects.filter(pk=member.pk).update(is_executive=is_executive)
        record(Act.EXECUTIVE_SET, by=by, about=member, data={"is_on": is_executive}, now=now)
        member.is_executive = is_executive
    return member
