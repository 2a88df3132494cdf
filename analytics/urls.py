"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics import acceptance_views, campaign_views, receipt_views, views
from analytics.active import views as active_views
from analytics.boards import views as board_views
from analytics.brand import views as brand_views
from analytics.calculator import views as calculator_views
from analytics.conversions import views as conversion_views
from analytics.drill import views as drill_views
from analytics.goals import views as goal_views
from analytics.payoff import views as payoff_views
from analytics.posts import views as post_views
from analytics.pull_mentions import views as mention_views
from analytics.reported import list_views as figure_views
from analytics.reported import views as reported_views
from analytics.reports import link_views, report_views
from analytics.reports import views as file_views
from analytics.retention import views as retention_views
from analytics.value import views as value_views

app_name = "analytics"
REPORTS = "o/<slug:slug>/dashboard/reports/"
report_urls: list[URLPattern] = [
    path("numbers/<slug:slug>/<str:secret>/", link_views.shown, name="shown"),
    path("o/<slug:slug>/dashboard/links/", link_views.links, name="links"),
    path("o/<slug:slug>/dashboard/links/turn/", link_views.links_turn, name="links_turn"),
    path(
        "o/<slug:slug>/dashboard/links/<uuid:public_id>/revoke/",
        link_views.link_revoke,
        name="link_revoke",
    ),
    path("reports/<str:token>/stop/", report_views.report_stop, name="report_stop"),
    path(REPORTS, report_views.reports, name="reports"),
    path(f"{REPORTS}new/", report_views.report_new, name="report_new"),
    path(f"{REPORTS}<uuid:public_id>/", report_views.report, name="report"),
    path(f"{REPORTS}<uuid:public_id>/pause/", report_views.report_pause, name="report_pause"),
    path(f"{REPORTS}<uuid:public_id>/test/", report_views.report_test, name="report_test"),
    path(f"{REPORTS}<uuid:public_id>/remove/", report_views.report_remove, name="report_remove"),
]
urlpatterns: list[URLPattern] = [
    path("reach-calculator/", calculator_views.calculator, name="calculator"),
    path("evidence/", calculator_views.evidence, name="evidence"),
    path("o/<slug:slug>/impact/", views.impact, name="impact"),
    path("o/<slug:slug>/impact/file/", views.impact_file, name="impact_file"),
    path("o/<slug:slug>/impact/by-hand/", reported_views.by_hand, name="by_hand"),
    path("o/<slug:slug>/impact/month/", views.month, name="month"),
    path("o/<slug:slug>/leaderboard/", board_views.leaderboard, name="leaderboard"),
    path("screens/<str:token>/", board_views.screen, name="screen"),
    path("o/<slug:slug>/settings/leaderboard/", board_views.board_settings, name="board_settings"),
    path(
        "o/<slug:slug>/settings/leaderboard/<uuid:public_id>/end/",
        board_views.screen_end,
        name="screen_end",
    ),
    path("o/<slug:slug>/dashboard/", views.dashboard, name="dashboard"),
    path("o/<slug:slug>/dashboard/cohorts/", active_views.cohorts_page, name="cohorts"),
    path("o/<slug:slug>/dashboard/cohorts/file/", active_views.cohorts_file, name="cohorts_file"),
    path("o/<slug:slug>/dashboard/file/", file_views.export, name="dashboard_file"),
    *report_urls,
    path("o/<slug:slug>/dashboard/facts/", drill_views.facts, name="facts"),
    path("o/<slug:slug>/dashboard/posts/<uuid:public_id>/", post_views.post_page, name="post"),
    path(
        "o/<slug:slug>/dashboard/posts/<uuid:public_id>/file/",
        post_views.post_file,
        name="post_file",
    ),
    path("o/<slug:slug>/dashboard/facts/file/", drill_views.facts_file, name="facts_file"),
    path("o/<slug:slug>/dashboard/pays/", payoff_views.what_it_pays, name="what_it_pays"),
    path(
        "o/<slug:slug>/dashboard/pays/file/",
        payoff_views.what_it_pays_file,
        name="what_it_pays_file",
    ),
    path("o/<slug:slug>/goals/", goal_views.goals, name="goals"),
    path("o/<slug:slug>/goals/<uuid:public_id>/", goal_views.goal, name="goal"),
    path(
        "o/<slug:slug>/goals/<uuid:public_id>/remove/", goal_views.goal_remove, name="goal_remove"
    ),
    path("o/<slug:slug>/notes/", goal_views.notes, name="notes"),
    path(
        "o/<slug:slug>/notes/<uuid:public_id>/remove/",
        goal_views.note_remove,
        name="note_remove",
    ),
    path("o/<slug:slug>/brand/", brand_views.numbers, name="brand_numbers"),
    path("o/<slug:slug>/brand/csv/", brand_views.numbers_file, name="brand_numbers_file"),
    path("o/<slug:slug>/brand/add/", brand_views.number_add, name="brand_number_add"),
    path(
        "o/<slug:slug>/brand/<uuid:public_id>/remove/",
        brand_views.number_remove,
        name="brand_number_remove",
    ),
    path("o/<slug:slug>/brand/lists/", brand_views.lists, name="brand_lists"),
    path(
        "o/<slug:slug>/brand/lists/to-fill-in/",
        brand_views.list_template,
        name="brand_list_template",
    ),
    path("o/<slug:slug>/brand/lists/<uuid:public_id>/", brand_views.list_of, name="brand_list"),
    path(
        "o/<slug:slug>/brand/lists/<uuid:public_id>/import/",
        brand_views.list_run,
        name="brand_list_run",
    ),
    path(
        "o/<slug:slug>/brand/lists/<uuid:public_id>/undo/",
        brand_views.list_undo,
        name="brand_list_undo",
    ),
    path("o/<slug:slug>/prices/", value_views.rates, name="rates"),
    path("o/<slug:slug>/prices/set/", value_views.rate_set, name="rate_set"),
    path(
        "o/<slug:slug>/prices/<uuid:public_id>/remove/",
        value_views.rate_remove,
        name="rate_remove",
    ),
    path("o/<slug:slug>/prices/view-rate/", value_views.view_rate_set, name="view_rate_set"),
    path(
        "o/<slug:slug>/prices/view-rate/<uuid:public_id>/remove/",
        value_views.view_rate_remove,
        name="view_rate_remove",
    ),
    path("px/<str:slug>.gif", conversion_views.pixel, name="pixel"),
    path("o/<slug:slug>/settings/conversions/", conversion_views.conversions, name="conversions"),
    path(
        "o/<slug:slug>/settings/conversions/goals/<uuid:public_id>/end/",
        conversion_views.goal_end,
        name="goal_end",
    ),
    path(
        "o/<slug:slug>/settings/conversions/sites/<uuid:public_id>/remove/",
        conversion_views.site_remove,
        name="site_remove",
    ),
    path("o/<slug:slug>/brand/by-hand/", figure_views.figure_list, name="figure_list"),
    path(
        "o/<slug:slug>/brand/by-hand/to-fill-in/",
        figure_views.figure_template,
        name="figure_template",
    ),
    path("o/<slug:slug>/campaigns/", campaign_views.campaigns, name="campaigns"),
    path("o/<slug:slug>/campaigns/<uuid:public_id>/", campaign_views.campaign, name="campaign"),
    path(
        "o/<slug:slug>/campaigns/<uuid:public_id>/file/",
        campaign_views.campaign_file,
        name="campaign_file",
    ),
    path("o/<slug:slug>/guidelines/report/", acceptance_views.report, name="acceptances"),
    path("o/<slug:slug>/guidelines/report/csv/", acceptance_views.file, name="acceptances_file"),
    path(
        "o/<slug:slug>/settings/numbers/", retention_views.number_settings, name="number_settings"
    ),
    path(
        "o/<slug:slug>/settings/numbers/mentions/",
        mention_views.mention_settings,
        name="mention_settings",
    ),
    path("o/<slug:slug>/settings/receipts/", receipt_views.receipts, name="receipts"),
]
