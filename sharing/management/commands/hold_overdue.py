"""`manage.py hold_overdue`: after a restore, before the workers start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sharing.services.restoring import hold_overdue
from tenants.models import Organization
from tenants.scope import platform


class Command(BaseCommand):
    """Send nothing a second time: ask members about what was due when the backup was made."""

    help = (
        "After a backup was restored and before workers start: holds every share that was due and"
        " asks its member, for it may have gone out since the backup was made."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through every organization."""
        del args, options
        with platform():
            organizations = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
        now = timezone.now()
        held = sum(hold_overdue(organization_id=pk, now=now) for pk in organizations)
        self.stdout.write(f"{held} shares wait for their members' word.")
