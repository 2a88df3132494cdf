"""The app that knows who."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import register
from django.utils.module_loading import import_string

import outbound
from tenants.scope import refuse_open_scope


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        """Let nothing be called while a scope is open, and check every tenant model."""
        outbound.guard(refuse_open_scope)
        user_logged_in.connect(import_string("tenants.seen.note_sign_in"))
        register(import_string("tenants.checks.tenant_models"), "models")
