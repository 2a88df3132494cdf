"""The root app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from advocacy.logs import configure_structlog, forget_context


class AdvocacyConfig(AppConfig):
    name = "advocacy"

    def ready(self) -> None:
        """Send our own log lines the way of all others."""
        configure_structlog()
        request_started.connect(forget_context)
        request_finished.connect(forget_context)
