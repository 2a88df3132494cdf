"""Who begins and who stays, for programs: head-counts in fives, as the page shows them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.active.cohorts import STAYED, cohorts, ways
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class CohortsQuery(Shape):
    """Which later months are told: who shared in them, or who was here at all."""

    of = serializers.ChoiceField(choices=STAYED, required=False, default="shares")


class StayedShape(Shape):
    """How many were there: at least `people`, in steps of the organization's fewest; 0: fewer."""

    people = serializers.IntegerField()
    part = serializers.IntegerField()


class CohortShape(Shape):
    """Who joined in a month; `steps` as `people`, `stayed` by months after, null if not known."""

    starts_on = serializers.DateField()
    steps = serializers.DictField(child=serializers.IntegerField())
    stayed = serializers.ListField(child=StayedShape(allow_null=True))


class WayShape(Shape):
    """A way of sharing: its shares in twelve months, and the clicks for each."""

    key = serializers.CharField()
    shares = serializers.IntegerField()
    clicks_per_share = serializers.FloatField()


class CohortsShape(Shape):
    """The cohorts that may be told apart, and ways side by side; empty where that is too few."""

    cohorts = CohortShape(many=True)
    by_place = WayShape(many=True)
    by_words = WayShape(many=True)
    by_kind = WayShape(many=True)


class Cohorts(Endpoints):
    """Who begins, and who stays."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=CohortsQuery,
        gives=CohortsShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Say how far those came who joined in a month, who stayed, and what each way brings."""
        found = ways(call.now)
        return {
            "cohorts": cohorts(call.query["of"]).rows,
            "by_place": found.by_place,
            "by_words": found.by_words,
            "by_kind": found.by_kind,
        }
