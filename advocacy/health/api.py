"""The health page for programs."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from rest_framework import serializers

from advocacy.health.lines import WORST, worst
from advocacy.health.reading import health_of
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class HealthLine(Shape):
    """One thing: how it is, and what to do about it. `key` is stable, the words are not."""

    key = serializers.CharField()
    tone = serializers.ChoiceField(choices=WORST)
    title = serializers.CharField()
    said = serializers.CharField()
    advice = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField(allow_null=True)


class HealthSection(Shape):
    """Things that belong together."""

    key = serializers.CharField()
    title = serializers.CharField()
    lines = HealthLine(many=True)


class HealthShape(Shape):
    """How the organization's sharing is doing: the worst tone, and all of it."""

    tone = serializers.ChoiceField(choices=WORST)
    sections = HealthSection(many=True)


class Health(Endpoints):
    """Whether everything works."""

    tag = "Organization"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=HealthShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Tell how accounts, shares, budgets and what we send are doing: numbers, never names."""
        sections = health_of(organization=call.member.organization, now=call.now)
        lines = [line for section in sections for line in section.lines]
        return {"tone": worst(lines), "sections": sections}


urlpatterns: list[URLPattern] = [path("organization/health", Health.as_view({"get": "show"}))]
