"""Who begins and who stays, for programs: head-counts in fives, as the page shows them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.active.cohorts import STAYED, cohorts, ways
from analytics.active.training import SIDES, training
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


class SideShape(Shape):
    """What trained people, or the others, did in months that are over: at least `people`, `part`
    percent of their months with a share; null where fewer people shared.
    """

    key = serializers.ChoiceField(choices=SIDES)
    people = serializers.IntegerField()
    part = serializers.IntegerField(allow_null=True)
    shares_per_sharer = serializers.FloatField(allow_null=True)
    clicks_per_share = serializers.FloatField(allow_null=True)


class CohortsShape(Shape):
    """The cohorts that may be told apart, and ways side by side; empty where that is too few."""

    cohorts = CohortShape(many=True)
    by_place = WayShape(many=True)
    by_words = WayShape(many=True)
    by_kind = WayShape(many=True)
    by_training = SideShape(many=True)


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
        """Say how far those came who joined in a month, who stayed, what each way brings, and what
        goes along with being trained.
        """
        found = ways(call.now)
        return {
            "cohorts": cohorts(call.query["of"]).rows,
            "by_place": found.by_place,
            "by_words": found.by_words,
            "by_kind": found.by_kind,
            "by_training": training(),
        }
