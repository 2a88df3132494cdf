"""The app's registration."""

from __future__ import annotations

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        """Say who composes digests."""
        from content.digests.mails import compose_digest  # noqa: PLC0415 (models are there now)
        from content.digests.sending import TEMPLATE  # noqa: PLC0415
        from tenants.mails import COMPOSERS  # noqa: PLC0415

        COMPOSERS[TEMPLATE] = compose_digest
