"""How far campaigns are, for programs: totals alone, as the page shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from analytics.brand.figures import BrandPhases, brand_phases
from analytics.campaign_telling import BESIDES
from analytics.kpis import Clicks, Engagements, Kpi, SharesConfirmed, SharesSelfReported
from analytics.reports.answering import as_download
from analytics.reports.campaign_book import export_campaign
from analytics.reports.writing import KINDS
from analytics.selectors.campaigns import CampaignNumbers, campaign_numbers
from analytics.value.figures import PART_OF
from analytics.value.of_campaigns import CampaignValue, campaign_value
from content.models import Campaign
from content.services.campaigns import day_of
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Moment, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

TOLD: tuple[type[Kpi], ...] = (
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    Engagements,
    *BESIDES,
)


class PhaseShape(Shape):
    """As many days before, during or after; null totals while none of its days has come."""

    key = serializers.ChoiceField(choices=["before", "during", "after"])
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    is_whole = serializers.BooleanField()
    totals = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class BrandPhasesShape(Shape):
    """Before, during and after, as other tools tell: of one source each, null where none does.

    Mentions are a day, of the days that have numbers; `tagged_at_least` where there was more than
    we read. Null unless you see the dashboard.
    """

    net_sentiment = serializers.ListField(
        child=serializers.FloatField(allow_null=True), source="sentiment"
    )
    mentions_a_day = serializers.ListField(
        child=serializers.FloatField(allow_null=True), source="mentions"
    )
    source = serializers.CharField(allow_blank=True, source="told.source")
    tagged_a_day = serializers.ListField(
        child=serializers.FloatField(allow_null=True), source="tagged"
    )
    tagged_at_least = serializers.ListField(child=serializers.BooleanField())
    tagged_source = serializers.CharField(allow_blank=True, source="tagged_by.source")


class CampaignValueShape(Shape):
    """What a campaign was worth; `emv` is null where no price was in force or nothing is told.

    `parts` are of those kinds of prices that were in force, null where no network tells.
    """

    currency = serializers.CharField()
    emv = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=serializers.FloatField(allow_null=True))


class CampaignNumbersShape(Shape):
    """A campaign's progress. People are null while too few are offered it.

    Of the `totals` is null what nothing tells: no network, no goal, no site of your own.
    `value` is null before prices are set, while too few are offered it, and unless you see the
    dashboard.
    """

    reached = serializers.IntegerField(allow_null=True)
    target_value = serializers.IntegerField()
    totals = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    participants = serializers.IntegerField(allow_null=True)
    campaign_share_rate = serializers.FloatField(allow_null=True)
    tagged = serializers.IntegerField(allow_null=True)
    phases = PhaseShape(many=True)
    brand = BrandPhasesShape(allow_null=True)
    value = CampaignValueShape(allow_null=True)
    counted_at = Moment(allow_null=True)


class CampaignResults(Endpoints):
    """What campaigns brought."""

    tag = "Numbers"

    @endpoint(scope=Scope.ANALYTICS_READ, gives=CampaignNumbersShape)
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give how far a campaign is, and the organization before, during and after it."""
        today = day_of(call.member, call.now)
        rows = Campaign.objects.visible_to(call.member, today)
        found = campaign_numbers(
            campaign=get_object_or_404(rows, public_id=public_id), now=call.now
        )
        return {
            "reached": found.told,
            "target_value": found.campaign.target_value,
            "totals": {} if found.is_small else {kpi.key: kpi.value(found.totals) for kpi in TOLD},
            "participants": found.participants,
            "campaign_share_rate": found.share_rate,
            "tagged": None if found.is_small else found.tagged,
            "phases": [] if found.is_small else found.phases,
            "brand": _brand(call, found),
            "value": _value(campaign_value(found, member=call.member, now=call.now)),
            "counted_at": found.filled_at,
        }

    @endpoint(scope=Scope.ANALYTICS_READ, permission=Permission.SEE_DASHBOARD, file="text/csv")
    def csv(self, call: Call, public_id: UUID) -> HttpResponseBase:
        """Fetch what the page of a campaign shows as CSV, table under table; the audit notes it."""
        return _file(call, public_id, "csv")

    @endpoint(
        scope=Scope.ANALYTICS_READ, permission=Permission.SEE_DASHBOARD, file=KINDS["xlsx"].mime
    )
    def xlsx(self, call: Call, public_id: UUID) -> HttpResponseBase:
        """Fetch what the page of a campaign shows as a workbook; the audit notes it."""
        return _file(call, public_id, "xlsx")


def _file(call: Call, public_id: UUID, kind: str) -> HttpResponseBase:
    rows = Campaign.objects.visible_to(call.member, day_of(call.member, call.now))
    found = get_object_or_404(rows.select_related("hashtag"), public_id=public_id)
    return as_download(export_campaign(campaign=found, kind=kind, by=call.member, now=call.now))


def _brand(call: Call, found: CampaignNumbers) -> BrandPhases | None:
    if not found.phases or not call.member.may(Permission.SEE_DASHBOARD):
        return None
    days = [(phase.starts_on, phase.ends_on) for phase in found.phases]
    return brand_phases(found.campaign, days)


def _value(found: CampaignValue | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = {PART_OF[kind]: part for kind, part in found.worth.parts.items()}
    return {"currency": found.currency, "emv": found.emv, "parts": parts}
