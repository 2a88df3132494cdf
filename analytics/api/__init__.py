"""The API of the numbers: one's own impact, the leaderboard, the dashboard. Totals only."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics.api.acceptances import PolicyAcceptances
from analytics.api.boards import BoardSettings
from analytics.api.brand import BrandNumbers
from analytics.api.campaigns import CampaignResults
from analytics.api.cohorts import Cohorts
from analytics.api.conversions import ConversionGoals, Conversions, LandingSites
from analytics.api.drill import DashboardFacts
from analytics.api.endpoints import Dashboards, Impacts, Kpis, Leaderboards
from analytics.api.goals import Annotations, Goals
from analytics.api.payoff import Payoffs
from analytics.api.posts import PostResults
from analytics.api.receipts import OrganizationReceipts
from analytics.api.reported import ReportedFigures
from analytics.api.value import Rates, Values, ViewRates
from analytics.reports.api import DashboardFiles
from analytics.reports.link_api import ReportLinks, ReportLinkSettings
from analytics.reports.report_api import Reports

urlpatterns: list[URLPattern] = [
    path("policy/acceptances", PolicyAcceptances.as_view({"get": "show"})),
    path("policy/acceptances/readers", PolicyAcceptances.as_view({"get": "index"})),
    path("impact", Impacts.as_view({"get": "show"})),
    path("impact/by-hand", ReportedFigures.as_view({"post": "create"})),
    path("leaderboard/settings", BoardSettings.as_view({"get": "show", "patch": "set"})),
    path("leaderboard", Leaderboards.as_view({"get": "show"})),
    path("dashboard", Dashboards.as_view({"get": "show"})),
    path("dashboard/cohorts", Cohorts.as_view({"get": "show"})),
    path("reports", Reports.as_view({"get": "index", "post": "create"})),
    path(
        "reports/<uuid:public_id>",
        Reports.as_view({"get": "show", "put": "change", "delete": "remove"}),
    ),
    path("reports/<uuid:public_id>/pause", Reports.as_view({"post": "pause"})),
    path("reports/<uuid:public_id>/test", Reports.as_view({"post": "test"})),
    path("report-links", ReportLinks.as_view({"get": "index", "post": "create"})),
    path("report-links/settings", ReportLinkSettings.as_view({"get": "show", "put": "set"})),
    path("report-links/<uuid:public_id>/revoke", ReportLinks.as_view({"post": "revoke"})),
    path("dashboard/csv", DashboardFiles.as_view({"get": "csv"})),
    path("dashboard/xlsx", DashboardFiles.as_view({"get": "xlsx"})),
    path("dashboard/pdf", DashboardFiles.as_view({"get": "pdf"})),
    path("dashboard/facts", DashboardFacts.as_view({"get": "show"})),
    path("payoff", Payoffs.as_view({"get": "show"})),
    path("goals", Goals.as_view({"get": "index", "post": "create"})),
    path(
        "goals/<uuid:public_id>",
        Goals.as_view({"get": "show", "patch": "change", "delete": "remove"}),
    ),
    path("annotations", Annotations.as_view({"get": "index", "post": "create"})),
    path("annotations/<uuid:public_id>", Annotations.as_view({"delete": "remove"})),
    path("brand-numbers", BrandNumbers.as_view({"get": "index", "post": "create"})),
    path("brand-numbers/<uuid:public_id>", BrandNumbers.as_view({"delete": "remove"})),
    path("value", Values.as_view({"get": "show"})),
    path("rates", Rates.as_view({"get": "index", "post": "create"})),
    path("rates/<uuid:public_id>", Rates.as_view({"delete": "remove"})),
    path("view-rates", ViewRates.as_view({"get": "index", "post": "create"})),
    path("view-rates/<uuid:public_id>", ViewRates.as_view({"delete": "remove"})),
    path("conversions", Conversions.as_view({"post": "create"})),
    path("conversion-goals", ConversionGoals.as_view({"get": "index", "post": "create"})),
    path("conversion-goals/<uuid:public_id>", ConversionGoals.as_view({"delete": "end"})),
    path("landing-sites", LandingSites.as_view({"get": "index", "post": "create"})),
    path("landing-sites/<uuid:public_id>", LandingSites.as_view({"delete": "remove"})),
    path("organization/receipts", OrganizationReceipts.as_view({"get": "file"})),
    path("posts/<uuid:public_id>/numbers", PostResults.as_view({"get": "show"})),
    path("campaigns/<uuid:public_id>/numbers", CampaignResults.as_view({"get": "show"})),
    path("campaigns/<uuid:public_id>/numbers/csv", CampaignResults.as_view({"get": "csv"})),
    path("campaigns/<uuid:public_id>/numbers/xlsx", CampaignResults.as_view({"get": "xlsx"})),
    path("kpis", Kpis.as_view({"get": "index"})),
]
