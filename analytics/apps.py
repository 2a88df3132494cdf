"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """Say who composes reports."""
        composers = import_string("tenants.mails.COMPOSERS")
        composers["report"] = import_string("analytics.reports.mails.compose_report")
