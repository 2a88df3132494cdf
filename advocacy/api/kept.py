"""What is kept about a member, for programs."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from rest_framework import serializers

from advocacy.kept import KEPT
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.token_scopes import Scope


class KeptShape(Shape):
    """One kind of data."""

    key = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()
    how_long = serializers.CharField()
    who_sees = serializers.CharField()


class KeptList(Shape):
    """All kinds of data that are kept about a member."""

    items = KeptShape(many=True)


class KeptData(Endpoints):
    """What is kept about oneself."""

    tag = "Me"

    @endpoint(scope=Scope.ME_READ, gives=KeptList, before_policy=True)
    def show(self, call: Call) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """Say what is kept about a member, why, how long, and who sees it."""
        return {"items": KEPT}


urlpatterns: list[URLPattern] = [path("me/kept-data", KeptData.as_view({"get": "show"}))]
