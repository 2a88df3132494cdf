"""What advocacy pays, for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.api.endpoints import span_of
from analytics.api.shapes import PeriodQuery, SpanShape
from analytics.payoff.selectors import payoff
from content.services.campaigns import day_of
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class BroughtShape(Shape):
    """What a topic's posts or a campaign brought, by figure; null where it is not told."""

    name = serializers.CharField()
    values = serializers.DictField(child=serializers.IntegerField(allow_null=True))


class SpreadShape(Shape):
    """A post at the top, and the hours until people enough had shared it; null: not yet."""

    post = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    hours = serializers.IntegerField(allow_null=True)


class WorthShape(Shape):
    """An amount in a currency, added up as the organization's own site told it."""

    currency = serializers.CharField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2)


class GoalReachedShape(Shape):
    """How often a goal was reached; `is_worth_whole` false where amounts of few are left out."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    worth = WorthShape(many=True)
    is_worth_whole = serializers.BooleanField()


class GoalsReachedShape(Shape):
    """Goals that may be told apart; `others` are those that may not, null of too few people."""

    reached = GoalReachedShape(many=True)
    others = serializers.IntegerField(allow_null=True)


class PayoffShape(Shape):
    """What shares brought. Campaigns are told as a whole; `leads` are imported.

    `goals` is null where conversions are not told, or not by goal any more.
    `hiring` is null where no post that is told is for hiring.
    """

    span = SpanShape()
    totals = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    goals = GoalsReachedShape(allow_null=True)
    leads = serializers.IntegerField(allow_null=True)
    topics = BroughtShape(many=True)
    selling = BroughtShape(many=True)
    hiring = serializers.DictField(child=serializers.IntegerField(allow_null=True), allow_null=True)
    recruiting = BroughtShape(many=True)
    spread = SpreadShape(many=True)


class Payoffs(Endpoints):
    """What advocacy pays."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PeriodQuery,
        gives=PayoffShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Give what shares brought for sales, for hiring and in a hurry."""
        span, today = span_of(call), day_of(call.member, call.now)
        found = payoff(span=span, member=call.member, now=call.now, today=today)
        return {"span": span, **vars(found)}
