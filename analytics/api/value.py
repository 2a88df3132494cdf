"""Value, prices and view rates for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.api.shapes import PeriodQuery, SpanShape
from analytics.periods import read_span, utc_day
from analytics.value.figures import PART_OF, value
from analytics.value.keeping import Price, remove_rate, set_rate
from analytics.value.models import SOURCE_LENGTH, Rate, RateKind, ViewRate
from analytics.value.view_rates import remove_view_rate, set_view_rate
from sharing.api.shapes import KEYS
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class RateCreate(Shape):
    """A price to set from a UTC day on; the same kind, network and day is replaced.

    `network` is empty for all that have no price of their own, or on which too few people share for
    theirs to count; `currency` is by ISO 4217.
    """

    kind = serializers.ChoiceField(choices=RateKind.choices)
    network = serializers.ChoiceField(choices=KEYS, required=False, default="", allow_blank=True)
    currency = serializers.CharField(max_length=3)
    amount = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0)
    source = serializers.CharField(max_length=SOURCE_LENGTH)
    starts_on = serializers.DateField()


class RateShape(RateCreate):
    """A price, where it is from and since when it holds."""

    id = serializers.UUIDField(source="public_id")
    set_by = Named(allow_null=True)
    set_at = Moment()


class ViewRateCreate(Shape):
    """Of how many followers in a hundred a share is probably seen, from a UTC day on.

    One of the same day is replaced.
    """

    percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    source = serializers.CharField(max_length=SOURCE_LENGTH)
    starts_on = serializers.DateField()


class ViewRateShape(ViewRateCreate):
    """A view rate, where it is from and since when it holds."""

    id = serializers.UUIDField(source="public_id")
    set_by = Named(allow_null=True)
    set_at = Moment()


class ValueShape(Shape):
    """What a period was worth; `emv` is null while no price was in force or nothing is told.

    `parts` are of those kinds of prices that were in force, null where no network tells;
    `networks` are what each brought that may be told apart; what is left of the whole are others,
    at the price for all. `rates` are in force on any of its days.
    """

    span = SpanShape()
    currency = serializers.CharField(allow_blank=True)
    emv = serializers.FloatField(allow_null=True)
    before = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=serializers.FloatField(allow_null=True))
    networks = serializers.DictField(child=serializers.FloatField())
    rates = RateShape(many=True)


class Values(Endpoints):
    """Earned media value."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PeriodQuery,
        gives=ValueShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Give what the organization's shares were worth, at the prices of each day."""
        query = {"period": call.query["period"], "on": call.query["on"]}
        found = value(span=read_span(query, utc_day(call.now)), now=call.now)
        return {
            "span": found.span,
            "currency": found.currency,
            "emv": found.now.emv,
            "before": found.before.emv,
            "parts": {PART_OF[kind]: part for kind, part in found.now.parts.items()},
            "networks": found.now.networks,
            "rates": found.rates,
        }


class Rates(Endpoints):
    """Prices of clicks, impressions and engagements."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PageQuery,
        gives=RateShape,
    )
    def index(self, call: Call) -> Page:
        """List prices with their source, the latest day first."""
        return call.cut.take(Rate.objects.select_related("set_by"), "-starts_on", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.ENTER_NUMBERS,
        takes=RateCreate,
        gives=RateShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> Rate:
        """Set a price from a day on; 422 "other" where the organization counts in another."""
        price = Price(**{**call.data, "kind": RateKind(call.data["kind"])})
        return set_rate(price=price, by=call.member, now=call.now)

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.ENTER_NUMBERS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a price."""
        rate = get_object_or_404(Rate.objects.all(), public_id=public_id)
        if not remove_rate(rate=rate, by=call.member, now=call.now):
            raise Http404


class ViewRates(Endpoints):
    """The rate that impressions are estimated with."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=PageQuery,
        gives=ViewRateShape,
    )
    def index(self, call: Call) -> Page:
        """List view rates with their source, the latest day first."""
        return call.cut.take(ViewRate.objects.select_related("set_by"), "-starts_on", "-pk")

    @endpoint(
        scope=Scope.ANALYTICS_WRITE,
        permission=Permission.ENTER_NUMBERS,
        takes=ViewRateCreate,
        gives=ViewRateShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> ViewRate:
        """Set the view rate from a day on; 422 "percent", "source", "day", "many"."""
        return set_view_rate(**call.data, by=call.member, now=call.now)

    @endpoint(scope=Scope.ANALYTICS_WRITE, permission=Permission.ENTER_NUMBERS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove a view rate."""
        rate = get_object_or_404(ViewRate.objects.all(), public_id=public_id)
        if not remove_view_rate(rate=rate, by=call.member, now=call.now):
            raise Http404
