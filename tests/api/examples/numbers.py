"""Example calls about numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.api.endpoints import Example
from tests.factories import NOW

GOAL_VERSION = (NOW - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
EXAMPLES = {
    "impacts_show": Example("impact?period=quarter&on=2026-Q4"),
    "reported_figures_create": Example(
        "impact/by-hand", {"share": "{by_hand}", "day": "2026-11-20", "reactions": 3}
    ),
    "kept_data_show": Example("me/kept-data"),
    "board_settings_show": Example("leaderboard/settings"),
    "board_settings_set": Example("leaderboard/settings", {"most_a_day": 3}),
    "leaderboards_show": Example("leaderboard?who=teams"),
    "dashboards_show": Example("dashboard?metric=share_rate"),
    "dashboard_facts_show": Example("dashboard/facts?metric=clicks_per_share&by=network"),
    "cohorts_show": Example("dashboard/cohorts?of=active"),
    "kpis_list": Example("kpis"),
    "dashboard_files_csv": Example("dashboard/csv?metric=share_rate"),
    "dashboard_files_xlsx": Example("dashboard/xlsx?period=week"),
    "dashboard_files_pdf": Example("dashboard/pdf?period=week"),
    "reports_list": Example("reports"),
    "reports_create": Example("reports", {"pace": "month", "readers": ["{member}"]}),
    "reports_show": Example("reports/{report}"),
    "reports_change": Example(
        "reports/{report}", {"pace": "week", "attached": "csv", "readers": ["{member}"]}
    ),
    "reports_pause": Example("reports/{report}/pause", {"is_paused": True}),
    "reports_test": Example("reports/{report}/test"),
    "reports_remove": Example("reports/{report}"),
    "report_links_list": Example("report-links"),
    "report_links_create": Example(
        "report-links", {"name": "Board", "days": 7, "shows": ["goals", "value"]}
    ),
    "report_links_revoke": Example("report-links/{report_link}/revoke"),
    "report_link_settings_show": Example("report-links/settings"),
    "report_link_settings_set": Example("report-links/settings", {"is_on": False}),
    "payoffs_show": Example("payoff?period=quarter"),
    "goals_list": Example("goals"),
    "goals_create": Example(
        "goals",
        {
            "label": "Be heard",
            "metric": "shares_confirmed",
            "target": "200",
            "period": "quarter",
            "starts_on": "2026-11-02",
        },
    ),
    "goals_show": Example("goals/{goal}"),
    "goals_change": Example("goals/{goal}", {"version": GOAL_VERSION, "target": "300"}),
    "goals_remove": Example("goals/{goal}"),
    "annotations_list": Example("annotations"),
    "annotations_create": Example("annotations", {"day": "2026-11-02", "text": "Fair"}),
    "annotations_remove": Example("annotations/{annotation}"),
    "brand_numbers_list": Example("brand-numbers?metric=mentions_market"),
    "brand_numbers_create": Example(
        "brand-numbers",
        {
            "numbers": [
                {"day": "2026-11-02", "metric": "brand_reach", "value": 9, "source": "Radar"}
            ]
        },
    ),
    "brand_numbers_remove": Example("brand-numbers/{brand_number}"),
    "values_show": Example("value?period=quarter"),
    "rates_list": Example("rates"),
    "rates_create": Example(
        "rates",
        {
            "kind": "cpm",
            "network": "linkedin",
            "currency": "EUR",
            "amount": "7.50",
            "source": "Our own ads",
            "starts_on": "2026-11-01",
        },
    ),
    "rates_remove": Example("rates/{rate}"),
    "view_rates_list": Example("view-rates"),
    "view_rates_create": Example(
        "view-rates", {"percent": "12.5", "source": "Our own posts", "starts_on": "2026-11-01"}
    ),
    "view_rates_remove": Example("view-rates/{view_rate}"),
    "conversions_create": Example(
        "conversions", {"goal": "newsletter", "link": "Nobody0000", "external_id": "order-1"}
    ),
    "conversion_goals_list": Example("conversion-goals"),
    "conversion_goals_create": Example("conversion-goals", {"name": "demo-booked"}),
    "conversion_goals_end": Example("conversion-goals/{conversion_goal}"),
    "landing_sites_list": Example("landing-sites"),
    "landing_sites_create": Example("landing-sites", {"host": "shop.example"}),
    "landing_sites_remove": Example("landing-sites/{landing_site}"),
}
