"""Naming who runs the programme."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.concerns.models import ProgrammeLead
from content.concerns.telling import can_keep
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.services.settings import hold_settings


@transaction.atomic
def name_lead(*, by: Member, lead: Member | None, now: datetime) -> None:
    """Say who runs the programme, None for nobody; from now on they are told of questions.

    Raises PermissionDenied; ValidationError of code "lead" (may not look after questions).
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    hold_settings(by=by)
    if lead is not None and not can_keep(lead):
        message = _("Choose a curator or an admin: they may look after questions.")
        raise ValidationError(message, code="lead")
    there = ProgrammeLead.objects.first()
    if (there.member_id if there else None) == (lead.pk if lead else None):
        return
    ProgrammeLead.objects.all().delete()
    if lead is not None:
        ProgrammeLead.objects.create(member=lead)
    data = {"lead": str(lead.public_id) if lead else ""}
    record(Act.LEAD_NAMED, by=by, data=data, now=now)
