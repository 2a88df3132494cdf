"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics import acceptance_views, campaign_views, receipt_views, views
from analytics.calculator import views as calculator_views

app_name = "analytics"
urlpatterns: list[URLPattern] = [
    path("reach-calculator/", calculator_views.calculator, name="calculator"),
    path("evidence/", calculator_views.evidence, name="evidence"),
    path("o/<slug:slug>/impact/", views.impact, name="impact"),
    path("o/<slug:slug>/impact/month/", views.month, name="month"),
    path("o/<slug:slug>/leaderboard/", views.leaderboard, name="leaderboard"),
    path("o/<slug:slug>/dashboard/", views.dashboard, name="dashboard"),
    path("o/<slug:slug>/campaigns/", campaign_views.campaigns, name="campaigns"),
    path("o/<slug:slug>/campaigns/<uuid:public_id>/", campaign_views.campaign, name="campaign"),
    path("o/<slug:slug>/guidelines/report/", acceptance_views.report, name="acceptances"),
    path("o/<slug:slug>/guidelines/report/csv/", acceptance_views.file, name="acceptances_file"),
    path("o/<slug:slug>/settings/receipts/", receipt_views.receipts, name="receipts"),
]
