"""`migrate`, as the owner of the tables, and with the months' partitions in place after it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connection
from django.utils import timezone

from tenants.partitions import make_partitions


class Command(migrate.Command):
    """Django's migrate; the session starts as the tenant role, which may not change the schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Step out of the tenant role, migrate, make partitions; the owner's rights end here."""
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE none")
        try:
            super().handle(*args, **options)
        finally:
            connection.close()
        if options.get("app_label") is None:
            make_partitions(timezone.now())
