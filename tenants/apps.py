"""The app that knows who."""

from __future__ import annotations

from django.apps import AppConfig

import outbound
from tenants.scope import refuse_open_scope


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        """Let nothing be called while a scope, and so a transaction, is open."""
        outbound.guard(refuse_open_scope)
