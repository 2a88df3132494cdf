"""The root app's registration."""

from __future__ import annotations

from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "advocacy"
