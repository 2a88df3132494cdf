"""Keeps libraries that write tokens into their debug logs quiet."""

from __future__ import annotations

import logging

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "outbound"

    def ready(self) -> None:
        """Raise the level of the libraries' loggers."""
        # At DEBUG both print codes, secrets and tokens, whatever LOG_LEVEL an operator chose.
        for name in ("requests_oauthlib", "oauthlib"):
            logging.getLogger(name).setLevel(logging.WARNING)
