"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from content.counting import counts_with


class SharingConfig(AppConfig):
    name = "sharing"

    def ready(self) -> None:
        """Let the editor count words as the networks do."""
        counts_with(import_string("sharing.counting.count_suggestion"))
