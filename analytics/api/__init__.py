"""The API of the numbers: one's own impact, the leaderboard, the dashboard. Totals only."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics.api.endpoints import Dashboards, Impacts, Kpis, Leaderboards

urlpatterns: list[URLPattern] = [
    path("impact", Impacts.as_view({"get": "show"})),
    path("leaderboard", Leaderboards.as_view({"get": "show"})),
    path("dashboard", Dashboards.as_view({"get": "show"})),
    path("kpis", Kpis.as_view({"get": "index"})),
]
