"""The API of the numbers: one's own impact, the leaderboard, the dashboard. Totals only."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics.api.acceptances import PolicyAcceptances
from analytics.api.brand import BrandNumbers
from analytics.api.campaigns import CampaignResults
from analytics.api.cohorts import Cohorts
from analytics.api.endpoints import Dashboards, Impacts, Kpis, Leaderboards
from analytics.api.receipts import OrganizationReceipts

urlpatterns: list[URLPattern] = [
    path("policy/acceptances", PolicyAcceptances.as_view({"get": "show"})),
    path("policy/acceptances/readers", PolicyAcceptances.as_view({"get": "index"})),
    path("impact", Impacts.as_view({"get": "show"})),
    path("leaderboard", Leaderboards.as_view({"get": "show"})),
    path("dashboard", Dashboards.as_view({"get": "show"})),
    path("dashboard/cohorts", Cohorts.as_view({"get": "show"})),
    path("brand-numbers", BrandNumbers.as_view({"get": "index", "post": "create"})),
    path("brand-numbers/<uuid:public_id>", BrandNumbers.as_view({"delete": "remove"})),
    path("organization/receipts", OrganizationReceipts.as_view({"get": "file"})),
    path("campaigns/<uuid:public_id>/numbers", CampaignResults.as_view({"get": "show"})),
    path("kpis", Kpis.as_view({"get": "index"})),
]
