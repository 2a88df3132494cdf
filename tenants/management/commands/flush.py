"""`flush`, as the owner of the tables: the tenant role may not truncate."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush

from tenants.scope import platform


class Command(flush.Command):
    """Django's flush inside `platform()`; transactional tests end with it."""

    def handle(self, **options: Any) -> None:
        """Empty every table."""
        with platform():
            super().handle(**options)
