"""What one post brought, for programs: what its page shows, and no more about anybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.api.endpoints import span_of
from analytics.api.shapes import FigureShape, PeriodQuery, SpanShape
from analytics.posts.reading import posts_numbered
from analytics.posts.selectors import FIGURES, post_numbers
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class PostQuery(PeriodQuery):
    """Which period, and which figure's networks and days."""

    metric = serializers.ChoiceField(
        choices=[kpi.key for kpi in FIGURES], required=False, default="clicks"
    )


class PostFigureShape(FigureShape):
    """A figure of a post; `is_few` where it is null because too few people have a part in it."""

    is_few = serializers.BooleanField()


class PostNetworkShape(Shape):
    """A network that may be told apart."""

    network = serializers.CharField()
    value = serializers.IntegerField()


class PostDayShape(Shape):
    """A day, or the days from it to the next in a quarter; null ahead and where not told apart."""

    day = serializers.DateField()
    value = serializers.IntegerField(allow_null=True)


class PostWordsShape(Shape):
    """Clicks for each share, in suggested words and in own ones."""

    suggested = serializers.FloatField()
    own = serializers.FloatField()


class PostNumbersShape(Shape):
    """What a post brought in a period. Nothing is told of too few people.

    `people` shared it, in steps of so many as may be told of, null where they are too few. What
    `networks` and `days` leave out of the figure of `metric` is `other_networks` and `apart`.
    `words` is null where not both kinds may be told.
    """

    span = SpanShape()
    post = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    figures = PostFigureShape(many=True)
    engaged = PostFigureShape(many=True)
    people = serializers.IntegerField(allow_null=True)
    metric = serializers.CharField(source="chosen.kpi.key")
    networks = PostNetworkShape(many=True)
    other_networks = serializers.IntegerField()
    days = PostDayShape(many=True)
    apart = serializers.IntegerField()
    words = PostWordsShape(allow_null=True)


class PostResults(Endpoints):
    """What posts brought."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PostQuery,
        gives=PostNumbersShape,
    )
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give what a post brought in a period, and in the one before, up to the same day."""
        post = get_object_or_404(posts_numbered(call.member), public_id=public_id)
        key = call.query["metric"]
        found = post_numbers(post=post, span=span_of(call), key=key, now=call.now)
        return {
            **vars(found),
            "networks": [{"network": key, "value": value} for key, value in found.networks],
            "days": [{"day": day, "value": value} for day, value in found.days],
        }
