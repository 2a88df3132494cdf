"""Seal all stored secrets again under the newest of CREDENTIAL_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sharing.services.rotating import (
    Tally,
    reseal_apps,
    reseal_credentials,
    reseal_own_apps,
    reseal_webhooks,
)
from tenants.models import Organization
from tenants.scope import platform
from tenants.sealing import current_key_id
from tenants.services.sealing_again import reseal_second_steps


class Command(BaseCommand):
    """Put the new key first, restart everything, run this, then take the old key out."""

    help = (
        "Seals all network credentials, webhook and app secrets again under the newest of "
        "CREDENTIAL_KEYS. Put the new key first, restart web and workers, run this; when it "
        "succeeds, remove the old key. It may be stopped and started again at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through every organization; fail naming the keys that are missing."""
        del args, options
        with platform():
            organizations = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
        credentials, webhooks, apps = Tally(), Tally(), Tally()
        for organization_id in organizations:
            reseal_credentials(organization_id=organization_id, tally=credentials)
            reseal_webhooks(organization_id=organization_id, tally=webhooks)
            reseal_own_apps(organization_id=organization_id, tally=apps)
        reseal_apps(tally=apps)
        steps, lost = reseal_second_steps()
        self.stdout.write(
            f"Sealed again under key {current_key_id()!r}: "
            f"{credentials.resealed} credentials, {webhooks.resealed} webhook secrets "
            f"and {apps.resealed} app secrets "
            f"of {len(organizations)} organizations."
        )
        if steps:
            self.stdout.write(f"And {steps} second steps of people at sign-in.")
        if lost:
            raise CommandError(f"Could not open {lost} second steps: bring their key back.")
        unreadable = credentials.unreadable + webhooks.unreadable + apps.unreadable
        if unreadable:
            keys = ", ".join(f"{key!r} ({count})" for key, count in sorted(unreadable.items()))
            raise CommandError(
                f"Could not open what was sealed with {keys}. Keep or bring back these keys in "
                "CREDENTIAL_KEYS and run this again; where a key is lost, members reconnect "
                "and admins make new webhook secrets and enter the secrets of own apps anew."
            )
