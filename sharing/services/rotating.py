"""Sealing every stored secret again under the newest key.

Resumable: what is under the newest key already is not looked at again, so a run that was stopped is
simply started anew. Rows are locked while they are sealed again, so tokens that are refreshed
meanwhile are never overwritten with old ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction

from sharing.models import Credential, NetworkApp, OwnApp
from sharing.services.connecting import reseal_app
from sharing.services.grants import reseal
from sharing.services.own_apps import reseal_own_app
from tenants.models import WebhookSecret
from tenants.scope import tenant
from tenants.sealing import CannotUnseal, current_key_id
from tenants.webhooks.signing import reseal_secret

CHUNK = 200
R = TypeVar("R", Credential, NetworkApp, OwnApp, WebhookSecret)


@dataclass
class Tally:
    """What a rotation came to."""

    resealed: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    """How many could not be opened, by the id of the key they name."""


def reseal_credentials(*, organization_id: int, tally: Tally) -> None:
    """Seal one organization's credentials again, a chunk in a transaction; opens its own scopes."""
    last, found = 0, CHUNK
    while found == CHUNK:
        with tenant(organization_id):
            rows = list(
                Credential.objects.exclude(key_id=current_key_id())
                .filter(pk__gt=last)
                .select_related("connection")
                .select_for_update(of=("self",))
                .order_by("pk")[:CHUNK]
            )
            _reseal_all(rows, reseal, lambda row: row.key_id, tally)
        found, last = len(rows), rows[-1].pk if rows else last


def reseal_webhooks(*, organization_id: int, tally: Tally) -> None:
    """Seal the secrets of one organization's few webhooks again; opens its own scope."""
    with tenant(organization_id):
        rows = WebhookSecret.objects.exclude(key_id=current_key_id()).select_related("webhook")
        locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
        _reseal_all(locked, reseal_secret, lambda row: row.key_id, tally)


def reseal_own_apps(*, organization_id: int, tally: Tally) -> None:
    """Seal the secrets of one organization's own apps again; opens its own scope."""
    with tenant(organization_id):
        rows = OwnApp.objects.exclude(secret=b"").exclude(secret_key_id=current_key_id())
        locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
        _reseal_all(locked, reseal_own_app, lambda row: row.secret_key_id, tally)


def reseal_apps(*, tally: Tally) -> None:
    """Seal our registrations at networks again, a chunk in a transaction."""
    last, found = 0, CHUNK
    while found == CHUNK:
        with transaction.atomic():
            rows = list(
                NetworkApp.objects.exclude(secret_key_id=current_key_id())
                .filter(pk__gt=last)
                .select_for_update()
                .order_by("pk")[:CHUNK]
            )
            _reseal_all(rows, reseal_app, lambda row: row.secret_key_id, tally)
        found, last = len(rows), rows[-1].pk if rows else last


def _reseal_all(
    rows: list[R], seal_again: Callable[[R], object], key_of: Callable[[R], str], tally: Tally
) -> None:
    for row in rows:
        try:
            seal_again(row)
        except CannotUnseal:
            tally.unreadable[key_of(row)] += 1
        else:
            tally.resealed += 1
