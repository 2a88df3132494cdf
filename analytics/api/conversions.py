"""Conversions for programs: goals, sites, and what was reached."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.conversions.counting import LONGEST, Told, tell_conversion
from analytics.conversions.goals import add_goal, end_goal
from analytics.conversions.models import NAME_LENGTH, ConversionGoal
from sharing.models import LandingSite
from sharing.models.clicks import LONGEST_CODE
from sharing.services.landing import add_site, remove_site
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class ConversionGoalShape(Shape):
    """A goal; `ended_at` is null while it goes on."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    added_by = Named(allow_null=True)
    added_at = Moment()
    ended_at = Moment(allow_null=True)


class ConversionGoalCreate(Shape):
    """A goal to name: small letters, digits, - and _."""

    name = serializers.CharField(max_length=NAME_LENGTH)


class LandingSiteShape(Shape):
    """A site whose links carry a token, with all below it."""

    id = serializers.UUIDField(source="public_id")
    host = serializers.CharField()
    added_by = Named(allow_null=True)
    added_at = Moment()


class LandingSiteCreate(Shape):
    """A site to name by its domain."""

    host = serializers.CharField(max_length=253)


class ConversionCreate(Shape):
    """A goal that was reached, by the token `adv` of the address somebody came to.

    Or by the code of a share's link, with an `external_id`. What has one counts once for it, else a
    click counts once. `at` is within the last 30 days, now when left out.
    """

    goal = serializers.CharField(max_length=NAME_LENGTH)
    adv = serializers.CharField(required=False, default="", max_length=LONGEST)
    link = serializers.CharField(required=False, default="", max_length=LONGEST_CODE)
    external_id = serializers.CharField(required=False, default="", max_length=LONGEST)
    at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    value = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, default=None, allow_null=True
    )
    currency = serializers.CharField(required=False, default="", max_length=3)


class ConversionCounted(Shape):
    """Whether it counted; false for one that was told before."""

    counted = serializers.BooleanField()


class ConversionGoals(Endpoints):
    """Goals of conversions."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=PageQuery,
        gives=ConversionGoalShape,
    )
    def index(self, call: Call) -> Page:
        """List goals, the newest first, ended ones too."""
        return call.cut.take(ConversionGoal.objects.select_related("added_by"), "-added_at", "-pk")

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=ConversionGoalCreate,
        gives=ConversionGoalShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> ConversionGoal:
        """Name a goal; 422 "name", "taken", "many"."""
        return add_goal(name=call.data["name"], by=call.member, now=call.now)

    @endpoint(scope=Scope.ORGANIZATION_WRITE, permission=Permission.MANAGE_ORGANIZATION)
    def end(self, call: Call, public_id: UUID) -> None:
        """End a goal: nothing more counts for it."""
        goal = get_object_or_404(ConversionGoal.objects.all(), public_id=public_id)
        if not end_goal(goal=goal, by=call.member, now=call.now):
            raise Http404


class LandingSites(Endpoints):
    """Sites whose links carry a token."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=PageQuery,
        gives=LandingSiteShape,
    )
    def index(self, call: Call) -> Page:
        """List sites, the newest first."""
        return call.cut.take(LandingSite.objects.select_related("added_by"), "-added_at", "-pk")

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=LandingSiteCreate,
        gives=LandingSiteShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> LandingSite:
        """Name a site; links to it carry tokens within twenty minutes."""
        return add_site(host=call.data["host"], by=call.member, now=call.now)

    @endpoint(scope=Scope.ORGANIZATION_WRITE, permission=Permission.MANAGE_ORGANIZATION)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Let links to a site carry no tokens any more."""
        site = get_object_or_404(LandingSite.objects.all(), public_id=public_id)
        if not remove_site(site=site, by=call.member, now=call.now):
            raise Http404


class Conversions(Endpoints):
    """What was reached."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.ENTER_NUMBERS,
        takes=ConversionCreate,
        gives=ConversionCounted,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Count a conversion; 422 "goal", "adv", "link", "id", "at" or "value" says why not."""
        data = dict(call.data)
        told = Told(token=data.pop("adv"), **data)
        return {"counted": tell_conversion(told=told, by=call.member, now=call.now)}
