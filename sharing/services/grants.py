"""A connection's tokens: sealed on the way in, opened only for a call, forgotten on the way out."""

from __future__ import annotations

import json
from datetime import datetime

import structlog

from sharing.models import Connection, Credential, reminder_due
from sharing.networks.base import Grant
from tenants.sealing import CannotUnseal, Sealed, current_key_id, seal, unseal

log = structlog.get_logger("sharing.grants")


class NoGrant(Exception):
    """The connection has no credential to use: it was disconnected, or its key is lost."""


def _context(connection: Connection) -> str:
    return f"connection:{connection.organization_id}:{connection.pk}"


def store_grant(*, connection: Connection, grant: Grant, now: datetime) -> None:
    """Seal and store the tokens of a connection; an empty refresh token replaces none.

    Whoever was refreshing the old ones finds that they are not theirs to replace any more.
    """
    refresh_token = grant.refresh_token or _kept_refresh_token(connection)
    plain = json.dumps(
        {
            "access_token": grant.access_token,
            "refresh_token": refresh_token,
            "scopes": list(grant.scopes),
            "expires_at": _written(grant.expires_at),
            "consent_ends_at": _written(grant.consent_ends_at),
        }
    )
    sealed = seal(plain, context=_context(connection))
    Credential.objects.update_or_create(
        connection=connection,
        defaults={
            "key_id": sealed.key_id,
            "data": sealed.data,
            "updated_at": now,
            "expires_at": grant.expires_at,
            "refreshing_until": None,
        },
    )
    # Another end is told of anew; of a consent that was never longer than a reminder's days, that
    # reminder is not sent.
    ends_at = grant.consent_ends_at
    Connection.objects.filter(pk=connection.pk).exclude(reconnect_by=ends_at).update(
        reconnect_by=ends_at, reminded_days=reminder_due(ends_at, now)
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def _kept_refresh_token(connection: Connection) -> str | None:
    try:
        return open_grant(connection).refresh_token
    except NoGrant:
        return None


def open_grant(connection: Connection) -> Grant:
    """Open the tokens of a connection in scope. Raises `NoGrant`.

    What can't be unsealed is as good as none: the member can reconnect or disconnect, shares wait.
    """
    credential = Credential.objects.filter(connection=connection).first()
    if credential is None:
        raise NoGrant
    sealed = Sealed(credential.key_id, bytes(credential.data))
    try:
        stored = json.loads(unseal(sealed, context=_context(connection)))
    except CannotUnseal as error:
        log.error(  # noqa: TRY400 (the message says all; a traceback adds nothing)
            "credential.unreadable", why=str(error), organization=connection.organization_id
        )
        raise NoGrant from None
    return Grant(
        host=connection.host,
        account_id=connection.account_id,
        access_token=stored["access_token"],
        refresh_token=stored["refresh_token"],
        scopes=tuple(stored["scopes"]),
        expires_at=_read(stored["expires_at"]),
        consent_ends_at=_read(stored.get("consent_ends_at")),
    )


def forget_grant(*, connection: Connection) -> None:
    """Delete the tokens of a connection."""
    Credential.objects.filter(connection=connection).delete()


def reseal(credential: Credential) -> bool:
    """Seal a credential again under the newest key; False when it already is.

    Raises `CannotUnseal`. The row must be locked, or tokens refreshed meanwhile would be lost.
    """
    if credential.key_id == current_key_id():
        return False
    context = _context(credential.connection)
    sealed = seal(
        unseal(Sealed(credential.key_id, bytes(credential.data)), context=context), context=context
    )
    credential.key_id, credential.data = sealed.key_id, sealed.data
    credential.save(update_fields=["key_id", "data"])
    return True
