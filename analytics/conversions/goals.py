"""Naming and ending goals. The first one names the organization's proved domains as its sites."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.conversions.models import ConversionGoal
from analytics.periods import utc_day
from sharing.services.activity import touch_day
from sharing.services.landing import add_proved_sites
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

MOST_GOALS = 50
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")


@transaction.atomic
def add_goal(*, name: str, by: Member, now: datetime) -> ConversionGoal:
    """Name a goal; conversions count from now on.

    Raises PermissionDenied; ValidationError of code "name", "taken", "many".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    name = name.strip().lower()
    if not NAME.match(name):
        said = _("Small letters, digits, - and _ only, like newsletter or demo-booked.")
        raise ValidationError(said, "name")
    if ConversionGoal.objects.filter(ended_at=None).count() >= MOST_GOALS:
        said = _("There are %(most)s goals already. End one first.") % {"most": MOST_GOALS}
        raise ValidationError(said, "many")
    defaults = {"added_by": by, "added_at": now}
    goal, is_new = ConversionGoal.objects.get_or_create(name=name, ended_at=None, defaults=defaults)
    if not is_new:
        raise ValidationError(_("This goal is there already."), "taken")
    record(Act.CONVERSION_GOAL_ADDED, by=by, about=goal, now=now)
    add_proved_sites(by=by, now=now)
    touch_day(day=utc_day(now), now=now)
    made: ConversionGoal = goal
    return made


@transaction.atomic
def end_goal(*, goal: ConversionGoal, by: Member, now: datetime) -> bool:
    """End a goal: nothing more counts for it. Tell whether it was going. PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    found = ConversionGoal.objects.select_for_update().filter(pk=goal.pk, ended_at=None).first()
    if found is None:
        return False
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    record(Act.CONVERSION_GOAL_ENDED, by=by, about=found, now=now)
    touch_day(day=utc_day(now), now=now)
    return True
