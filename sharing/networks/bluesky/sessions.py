"""Sessions: opened with an app password that is used once, renewed with their own token, ended.

Source: docs.bsky.app, `packages/pds/src/api/com/atproto/server` of bluesky-social/atproto, read
2026-08-20.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
    TokenExpired,
)
from sharing.networks.bluesky.calls import procedure, send
from sharing.networks.bluesky.errors import called, not_bluesky, unclear
from sharing.networks.bluesky.identifiers import is_did
from sharing.networks.bluesky.identity import Home
from sharing.networks.wire import Answered

_APP_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")
_ACCESS_LASTS = timedelta(hours=2)
_REFRESH_LASTS = timedelta(days=90)
_SESSIONS = "com.atproto.server"


def read_password(typed: str) -> str:
    """Take an app password and nothing else. Raises ValidationError("password")."""
    password = typed.strip()
    if not _APP_PASSWORD.fullmatch(password):
        text = _(
            "That is no app password: one looks like abcd-efgh-ijkl-mnop. Make one in Bluesky "
            "under Settings, Privacy and security, App passwords. We never take your main "
            "password, and nothing was sent."
        )
        raise ValidationError(text, "password")
    return password


def open_session(home: Home, password: str) -> Grant:
    """Sign in. Raises NetworkError: REAUTH when the server does not accept it."""
    said = {"identifier": home.did or home.name, "password": password}
    try:
        found = send(procedure(home.host, f"{_SESSIONS}.createSession", said))
    except Answered as error:
        raise _not_let_in(error, home.host) from None
    grant = _grant(found, home.host)
    if grant is None or (home.did and home.did != grant.account_id):
        raise not_bluesky(home.host)
    return grant


def _not_let_in(error: Answered, host: str) -> NetworkError:
    name = {"host": called(host)}
    if error.name == "AuthFactorTokenRequired":
        text = _(
            "%(host)s asks for a code by email: that was not an app password. Make one and use it."
        )
        return NetworkError(Kind.REAUTH, text % name)
    if error.status == 401 and error.name == "AuthenticationRequired":  # noqa: PLR2004
        text = _("%(host)s does not accept this handle with this app password.")
        return NetworkError(Kind.REAUTH, text % name)
    if error.status == 404:  # noqa: PLR2004 - not found: no such procedure
        return not_bluesky(host)
    return error


def renew(grant: Grant) -> Grant:
    """Exchange the refresh token for a new pair; a lost reply may be asked for again for 2 hours.

    Raises NetworkError: REAUTH when the session is over.
    """
    over = NetworkError(
        Kind.REAUTH,
        _("The session at %(host)s is over. Connect again.") % {"host": called(grant.host)},
    )
    if not grant.refresh_token:
        raise over
    try:
        found = send(
            procedure(grant.host, f"{_SESSIONS}.refreshSession", token=grant.refresh_token)
        )
    except TokenExpired:
        raise over from None
    except Answered as error:
        if error.kind is Kind.REAUTH and not error.name:  # a proxy's word, not the server's
            raise unclear(grant.host) from error
        raise
    fresh = _grant(found, grant.host)
    if fresh is None or fresh.account_id != grant.account_id:
        raise unclear(grant.host)
    return fresh


def end(grant: Grant) -> None:
    """End the session; one that is over already is fine."""
    token = grant.refresh_token
    if not token:
        return
    try:
        send(procedure(grant.host, f"{_SESSIONS}.deleteSession", token=token))
    except TokenExpired:
        return
    except Answered as error:
        if error.kind is not Kind.REAUTH:
            raise


def _grant(found: Any, host: str) -> Grant | None:
    values = found if isinstance(found, dict) else {}
    access, refresh, did = (values.get(name) for name in ("accessJwt", "refreshJwt", "did"))
    if not (isinstance(access, str) and isinstance(refresh, str) and isinstance(did, str)):
        return None
    if not (access and refresh and is_did(did)):
        return None
    return Grant(
        host=host,
        account_id=did,
        access_token=access,
        refresh_token=refresh,
        expires_at=_ends_at(access) or timezone.now() + _ACCESS_LASTS,
        consent_ends_at=_ends_at(refresh) or timezone.now() + _REFRESH_LASTS,
    )


def _ends_at(token: str) -> datetime | None:
    """Read `exp` out of a JWT; None when it is none. Only the server can check its signature."""
    try:
        middle = token.split(".")[1]
        padded = middle + "=" * (-len(middle) % 4)
        ends = json.loads(base64.urlsafe_b64decode(padded))["exp"]
        return datetime.fromtimestamp(int(ends), UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError, binascii.Error):
        return None
