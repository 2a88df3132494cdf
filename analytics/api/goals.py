"""Goals and notes for programs: everybody reads goals, notes stand on the dashboard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.goals.forms import MOST, possible_day
from analytics.goals.keeping import (
    GoalDraft,
    add_annotation,
    change_goal,
    remove_annotation,
    remove_goal,
    set_goal,
)
from analytics.goals.models import LABEL_LENGTH, Annotation, Goal, GoalPeriod
from analytics.goals.progress import AIMED, Progress, progress
from analytics.kpis import Basis
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, Number, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

METRICS = list(AIMED)
LARGEST_VERSION = 2**53 - 1
"""Versions of goals are moments in microseconds; every language reads a number of this size."""


class GoalShape(Shape):
    """A goal and how far it is, of rates in percent.

    `value` is null while it is not known, or told of too few people. `source` and `until` are of
    what is imported: from which tool, and up to which day; `at_least`: there was more than we read.
    """

    id = serializers.UUIDField(source="goal.public_id")
    label = serializers.CharField(source="goal.label")
    metric = serializers.ChoiceField(choices=METRICS, source="goal.metric")
    target = serializers.FloatField()
    period = serializers.ChoiceField(choices=GoalPeriod.choices, source="goal.period")
    starts_on = serializers.DateField(source="goal.starts_on")
    ends_on = serializers.DateField(source="goal.ends_on")
    version = serializers.IntegerField(source="goal.version")
    value = serializers.FloatField(allow_null=True)
    basis = serializers.ChoiceField(choices=Basis.choices, source="kpi.basis")
    source = serializers.CharField(allow_blank=True)
    until = serializers.DateField(allow_null=True)
    at_least = serializers.BooleanField()
    is_reached = serializers.BooleanField()
    is_over = serializers.BooleanField()


class GoalCreate(Shape):
    """A goal to set. Of a month or quarter `starts_on` is any of its days."""

    label = serializers.CharField(max_length=LABEL_LENGTH)
    metric = serializers.ChoiceField(choices=METRICS)
    target = serializers.DecimalField(max_digits=14, decimal_places=2, max_value=MOST)
    period = serializers.ChoiceField(choices=GoalPeriod.choices)
    starts_on = serializers.DateField(validators=[possible_day])
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)


class GoalChange(Shape):
    """What to change; what is not sent stays. `version` is the one the change was made from."""

    version = Number(max_value=LARGEST_VERSION)
    label = serializers.CharField(max_length=LABEL_LENGTH, required=False)
    metric = serializers.ChoiceField(choices=METRICS, required=False)
    target = serializers.DecimalField(
        max_digits=14, decimal_places=2, max_value=MOST, required=False
    )
    period = serializers.ChoiceField(choices=GoalPeriod.choices, required=False)
    starts_on = serializers.DateField(validators=[possible_day], required=False)
    ends_on = serializers.DateField(required=False, allow_null=True)


class AnnotationShape(Shape):
    """What happened on a day, as noted on the trends."""

    id = serializers.UUIDField(source="public_id")
    day = serializers.DateField()
    text = serializers.CharField()
    noted_by = Named(allow_null=True)
    noted_at = Moment()


class AnnotationCreate(Shape):
    """A note to add."""

    day = serializers.DateField(validators=[possible_day])
    text = serializers.CharField(max_length=LABEL_LENGTH)


class Goals(Endpoints):
    """What the organization wants to reach together."""

    tag = "Numbers"

    @endpoint(scope=Scope.ANALYTICS_READ, query=PageQuery, gives=GoalShape)
    def index(self, call: Call) -> Page:
        """List goals, the one that ends last first, with how far they are."""
        page = call.cut.take(Goal.objects.all(), "-ends_on", "-pk")
        return Page(progress(page.rows, call.now), page.position)

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SET_GOALS,
        takes=GoalCreate,
        gives=GoalShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> Progress:
        """Set a goal; everybody sees it."""
        goal = set_goal(draft=_draft(call.data), by=call.member, now=call.now)
        return progress([goal], call.now)[0]

    @endpoint(scope=Scope.ANALYTICS_READ, gives=GoalShape)
    def show(self, call: Call, public_id: UUID) -> Progress:
        """Give one goal with how far it is."""
        rows = Goal.objects.filter(metric__in=METRICS)
        return progress([get_object_or_404(rows, public_id=public_id)], call.now)[0]

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SET_GOALS,
        takes=GoalChange,
        gives=GoalShape,
        fields={"stale": "version"},
    )
    def change(self, call: Call, public_id: UUID) -> Progress:
        """Change a goal; when someone else did so meanwhile, nothing is overwritten."""
        goal = get_object_or_404(Goal.objects.all(), public_id=public_id)
        given: dict[str, Any] = dict(call.data)
        version = given.pop("version")
        before = {name: getattr(goal, name) for name in GoalDraft.__dataclass_fields__}
        draft = _draft({**before, **given})
        changed = change_goal(goal=goal, draft=draft, version=version, by=call.member, now=call.now)
        return progress([changed], call.now)[0]

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.SET_GOALS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a goal."""
        goal = get_object_or_404(Goal.objects.all(), public_id=public_id)
        remove_goal(goal=goal, by=call.member, now=call.now)


class Annotations(Endpoints):
    """What happened, at its day on the trends."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SET_GOALS,
        query=PageQuery,
        gives=AnnotationShape,
    )
    def index(self, call: Call) -> Page:
        """List notes, the latest day first."""
        return call.cut.take(Annotation.objects.select_related("noted_by"), "-day", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.SET_GOALS,
        takes=AnnotationCreate,
        gives=AnnotationShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> Annotation:
        """Note what happened on a day."""
        return add_annotation(**call.data, by=call.member, now=call.now)

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.SET_GOALS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a note."""
        note = get_object_or_404(Annotation.objects.all(), public_id=public_id)
        remove_annotation(note=note, by=call.member, now=call.now)


def _draft(given: dict[str, Any]) -> GoalDraft:
    return GoalDraft(**{**given, "period": GoalPeriod(given["period"])})
