"""What members tell of their shares by hand, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.reported.keeping import Told, tell_figures
from analytics.reported.models import MOST_VALUE, ReportedMetric
from analytics.reported.selectors import ASKED
from sharing.models import Share
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.token_scopes import Scope


def _total() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST_VALUE, required=False)


class ReportedFiguresCreate(Shape):
    """Lifetime totals of one's own share by hand, as the network showed them on a day (UTC)."""

    share = serializers.UUIDField()
    day = serializers.DateField()
    url = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    impressions = _total()
    reactions = _total()
    comments = _total()
    reshares = _total()


class ReportedFiguresKept(Shape):
    """How many of them are new or changed."""

    changed = serializers.IntegerField()


class ReportedFigures(Endpoints):
    """Figures of shares by hand: one's own word, never part of what is measured."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.SHARES_WRITE,
        takes=ReportedFiguresCreate,
        gives=ReportedFiguresKept,
        status=201,
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Tell figures of one's own share by hand; one not reported yet is from then on.

        Told again for the same day they replace. 422 "ahead", "early", "late", "closed".
        """
        own = Share.objects.of(call.member).filter(connection=None, state__in=ASKED)
        share = get_object_or_404(own.select_related("post"), public_id=call.data["share"])
        figures = {
            metric.value: call.data[metric.value]
            for metric in ReportedMetric
            if metric.value in call.data
        }
        told = Told(share, call.data["day"], figures, call.data["url"])
        return {"changed": tell_figures(told=[told], by=call.member, now=call.now)}
