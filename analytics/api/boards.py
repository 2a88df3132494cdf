"""What counts on boards, for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from analytics.boards.caps import MOST_A_DAY, cap_on, set_cap
from analytics.periods import utc_day
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class BoardSettingsShape(Shape):
    """How many shares of a person and day count for effort today and from tomorrow; null: all."""

    today = serializers.IntegerField(allow_null=True)
    from_tomorrow = serializers.IntegerField(allow_null=True)


class BoardSettingsChange(Shape):
    """What is to count from tomorrow (UTC) on; null: all of them."""

    most_a_day = serializers.IntegerField(min_value=1, max_value=MOST_A_DAY, allow_null=True)


class BoardSettings(Endpoints):
    """The settings of the leaderboard."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=BoardSettingsShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Say how many shares of a person and day count for effort."""
        return _told(call)

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=BoardSettingsChange,
        gives=BoardSettingsShape,
        fields={"most": "most_a_day"},
    )
    def set(self, call: Call) -> dict[str, Any]:
        """Choose how many shares of a person and day count, from tomorrow (UTC) on."""
        set_cap(by=call.member, most=call.data["most_a_day"], now=call.now)
        return _told(call)


def _told(call: Call) -> dict[str, Any]:
    today = utc_day(call.now)
    return {"today": cap_on(today), "from_tomorrow": cap_on(today + timedelta(days=1))}
