"""Writing goals and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.goals.models import Annotation, Goal, GoalPeriod
from analytics.goals.progress import AIMED
from analytics.kpis import OF_BRAND, ReachUplift
from analytics.models import Period
from analytics.periods import Span
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

MOST_GOALS = 20
"""How many may run at a time: more than a page of them is no goal."""
LONGEST_DAYS = 366
MOST_PERCENT = 100


@dataclass(frozen=True)
class GoalDraft:
    """What a goal is to be. Of a month or quarter `starts_on` is any of its days."""

    label: str
    metric: str
    target: Decimal
    period: GoalPeriod
    starts_on: date
    ends_on: date | None = None


@transaction.atomic
def set_goal(*, draft: GoalDraft, by: Member, now: datetime) -> Goal:
    """Set a goal for everybody to see.

    Raises PermissionDenied, and ValidationError of code "metric", "target", "days" or "many".
    """
    by.require(Permission.SET_GOALS)
    fields = _fields(draft)
    _require_room(fields, now)
    goal: Goal = Goal.objects.create(**fields, set_by=by, set_at=now)
    record(Act.GOAL_SET, by=by, about=goal, data={"metric": goal.metric}, now=now)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, draft: GoalDraft, version: int, by: Member, now: datetime) -> Goal:
    """Change a goal for everybody to see; `version` is the one `by` started from.

    Raises as `set_goal`; ValidationError also of code "stale".
    """
    by.require(Permission.SET_GOALS)
    fields = _fields(draft)
    rows = Goal.objects.select_for_update(of=("self",), no_key=True)
    found: Goal | None = rows.filter(pk=goal.pk).first()
    if found is None or found.version != version:
        message = _("Someone else changed this goal meanwhile. Your words are still here.")
        raise ValidationError(message, "stale")
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    if not changed:
        return found
    if found.ends_on < now.date():
        _require_room(fields, now)
    for name in changed:
        setattr(found, name, fields[name])
    found.set_by, found.set_at = by, now
    found.save(update_fields=[*changed, "set_by", "set_at"])
    data = {"metric": found.metric, "fields": changed}
    record(Act.GOAL_CHANGED, by=by, about=found, data=data, now=now)
    return found


@transaction.atomic
def remove_goal(*, goal: Goal, by: Member, now: datetime) -> None:
    """Remove a goal. Raises PermissionDenied."""
    by.require(Permission.SET_GOALS)
    record(Act.GOAL_REMOVED, by=by, about=goal, data={"metric": goal.metric}, now=now)
    goal.delete()


@transaction.atomic
def add_annotation(*, day: date, text: str, by: Member, now: datetime) -> Annotation:
    """Note what happened on a day. Raises PermissionDenied."""
    by.require(Permission.SET_GOALS)
    note: Annotation = Annotation.objects.create(day=day, text=text, noted_by=by, noted_at=now)
    record(Act.ANNOTATION_ADDED, by=by, about=note, now=now)
    return note


@transaction.atomic
def remove_annotation(*, note: Annotation, by: Member, now: datetime) -> None:
    """Remove a note. Raises PermissionDenied."""
    by.require(Permission.SET_GOALS)
    record(Act.ANNOTATION_REMOVED, by=by, about=note, now=now)
    note.delete()


def _fields(draft: GoalDraft) -> dict[str, Any]:
    """Return what a goal is to be, by column. Raises ValidationError."""
    starts_on, ends_on = _days(draft)
    _check(draft)
    return {**vars(draft), "starts_on": starts_on, "ends_on": ends_on}


def _require_room(fields: dict[str, Any], now: datetime) -> None:
    """Refuse one more goal that is not over. Raises ValidationError("many")."""
    running = Goal.objects.filter(ends_on__gte=now.date())
    if fields["ends_on"] >= now.date() and running.count() >= MOST_GOALS:
        raise ValidationError(_("That many goals run already. Remove one first."), "many")


def _days(draft: GoalDraft) -> tuple[date, date]:
    """Return the first and the last day. Raises ValidationError("days")."""
    if draft.period != GoalPeriod.DAYS:
        span = Span.around(Period(draft.period.value), draft.starts_on)
        return span.starts_on, span.ends_on - timedelta(days=1)
    last = draft.ends_on
    if last is None or last < draft.starts_on:
        raise ValidationError(_("The last day is missing, or before the first."), "days")
    if (last - draft.starts_on).days >= LONGEST_DAYS:
        raise ValidationError(_("A goal runs for a year at most."), "days")
    return draft.starts_on, last


def _check(draft: GoalDraft) -> None:
    """Refuse what can't be measured or reached. Raises ValidationError."""
    kpi = AIMED.get(draft.metric)
    if kpi is None:
        raise ValidationError(_("A goal is about one of the figures listed."), "metric")
    if draft.period == GoalPeriod.DAYS and not (kpi.adds_up or kpi in OF_BRAND):
        text = _("This figure is told of a month or a quarter: choose one of them.")
        raise ValidationError(text, "days")
    most = None if not kpi.is_rate or kpi is ReachUplift else MOST_PERCENT  # it may be threefold
    if draft.target <= 0 or (most is not None and draft.target > most):
        raise ValidationError(_("Above 0; a rate up to 100 percent."), "target")
