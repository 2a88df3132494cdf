"""The root app's registration."""

from __future__ import annotations

from django.apps import AppConfig

from advocacy.logs import configure_structlog


class AdvocacyConfig(AppConfig):
    name = "advocacy"

    def ready(self) -> None:
        """Send our own log lines the way of all others."""
        configure_structlog()
