"""Being away: who is asked as well meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import Absence
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


@transaction.atomic
def set_absence(
    *, member: Member, stand_in: Member, starts_at: datetime, ends_at: datetime, now: datetime
) -> Absence:
    """Name who is asked as well while a member is away; one absence at a time, the newest holds.

    Raises ValidationError of code "ends_at": it ends before it starts or has ended; "stand_in": it
    is the member, somebody who left, or for a curator somebody who may not approve posts.
    """
    if ends_at <= starts_at or ends_at <= now:
        raise ValidationError(_("Choose an end that is after the start."), code="ends_at")
    if stand_in.pk == member.pk or stand_in.left_at is not None:
        raise ValidationError(_("Choose somebody else who is here."), code="stand_in")
    if member.may(Permission.APPROVE_POSTS) and not stand_in.may(Permission.APPROVE_POSTS):
        raise ValidationError(_("Choose somebody who may approve posts too."), code="stand_in")
    absence: Absence = Absence.objects.update_or_create(
        member=member,
        defaults={"stand_in": stand_in, "starts_at": starts_at, "ends_at": ends_at},
    )[0]
    data = {"stand_in": str(stand_in.public_id)}
    record(Act.ABSENCE_SET, by=member, about=member, data=data, now=now)
    return absence


@transaction.atomic
def end_absence(*, member: Member, now: datetime) -> None:
    """Note that a member is back; idempotent."""
    if Absence.objects.filter(member=member).delete()[0]:
        record(Act.ABSENCE_ENDED, by=member, about=member, now=now)
