"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        """Say who composes digests."""
        composers = import_string("tenants.mails.COMPOSERS")
        composers["digest"] = import_string("content.digests.mails.compose_digest")
