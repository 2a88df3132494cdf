"""Sealing second steps again under the newest key, as `rotate_credentials` asks for."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from tenants.accounts import SecondFactorAdapter
from tenants.sealing import CannotUnseal, current_key_id

SECRETS = ("secret", "seed")
CHUNK = 200


def reseal_second_steps() -> tuple[int, int]:
    """Seal keys of authenticator apps and recovery codes again; return how many, and how many not.

    A chunk in a transaction; what is under the newest key already is left alone.
    """
    done = failed = last = 0
    while True:
        with transaction.atomic():
            rows = list(
                Authenticator.objects.filter(pk__gt=last)
                .exclude(type=Authenticator.Type.WEBAUTHN)
                .select_for_update()
                .order_by("pk")[:CHUNK]
            )
            for row in rows:
                try:
                    done += _reseal(row)
                except CannotUnseal:
                    failed += 1
        if not rows:
            return done, failed
        last = rows[-1].pk


def _reseal(row: Authenticator) -> bool:
    adapter, current = SecondFactorAdapter(), f"{current_key_id()}:"
    old = {name: row.data[name] for name in SECRETS if name in row.data}
    new = {
        name: adapter.encrypt(adapter.decrypt(sealed))
        for name, sealed in old.items()
        if not sealed.startswith(current)
    }
    if new:
        row.data = {**row.data, **new}
        row.save(update_fields=["data"])
    return bool(new)
