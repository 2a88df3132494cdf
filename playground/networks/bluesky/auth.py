"""Sessions as the account server gives them: two tokens that look like JWTs.

Source: `packages/pds/src/account-manager/helpers/auth.ts` and `auth-verifier.ts` of
bluesky-social/atproto, commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import g, request

from playground.accounts import Account
from playground.networks.bluesky.errors import Refused
from playground.networks.bluesky.identity import actor, did_of
from playground.sessions import Session
from playground.world import world

ACCESS_LIVES = timedelta(hours=2)
REFRESH_LIVES = timedelta(days=90)
_ACCESS = "com.atproto.appPass"
_REFRESH = "com.atproto.refresh"
_SECRET = b"nothing here is real"


def caller() -> Account | None:
    """The person behind the running request, by token or by what they sign in with."""
    if request.path.endswith("com.atproto.server.createSession"):
        body = request.get_json(silent=True)
        return actor(str(body.get("identifier", ""))) if isinstance(body, dict) else None
    claims = _claims(_bearer())
    return actor(str(claims["sub"])) if claims else None


def me() -> Account:
    """The person whose access token this is. Raises `Refused`."""
    person, _ = _checked(_ACCESS)
    return person


def refreshing(*, may_be_over: bool = False) -> tuple[Account, Session | None]:
    """The person and the session of a refresh token. Raises `Refused`."""
    person, claims = _checked(_REFRESH, may_be_over=may_be_over)
    return person, world().sessions.find(str(claims["jti"]))


def tokens(person: Account, session: Session) -> dict[str, str]:
    """The pair of a session."""
    now = world().now()
    host = urlsplit(world().base_url()).netloc
    about: dict[str, Any] = {
        "sub": did_of(person.username),
        "aud": f"did:web:{host}",
        "fam": session.family,
    }
    about["iat"] = _seconds(now)
    access = about | {"scope": _ACCESS, "exp": _seconds(now + ACCESS_LIVES)}
    refresh = about | {"scope": _REFRESH, "exp": _seconds(session.ends_at), "jti": session.id}
    return {
        "accessJwt": _signed("at+jwt", access),
        "refreshJwt": _signed("refresh+jwt", refresh),
    }


def expired() -> Refused:
    """What is said of a token whose time is over or that was taken back."""
    return Refused("ExpiredToken", "Token has expired")


def _checked(scope: str, *, may_be_over: bool = False) -> tuple[Account, dict[str, Any]]:
    sent = _bearer()
    if not sent:
        raise Refused("AuthMissing", "Authentication Required", 401)
    claims = _claims(sent)
    if claims is None:
        raise Refused("InvalidToken", "Token could not be verified")
    if claims["scope"] != scope:
        raise Refused("InvalidToken", "Token could not be verified")
    person: Account | None = g.caller
    if person is None:
        raise Refused("AccountNotFound", "Account not found", 401)
    is_over = claims["exp"] <= _seconds(world().now())
    if not may_be_over and (is_over or not world().sessions.lives(claims["fam"])):
        raise expired()
    return person, claims


def _bearer() -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.casefold() == "bearer" else ""


def _signed(kind: str, claims: dict[str, Any]) -> str:
    parts = [_encoded({"typ": kind, "alg": "HS256"}), _encoded(claims)]
    return ".".join([*parts, _signature(".".join(parts))])


def _claims(token: str) -> dict[str, Any] | None:
    """Read a token that is really one of ours, expired or not."""
    told, _, signature = token.rpartition(".")
    if not told or not hmac.compare_digest(_signature(told).encode(), signature.encode()):
        return None
    middle = told.partition(".")[2]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=="))
    return found


def _signature(text: str) -> str:
    return _text(hmac.digest(_SECRET, text.encode(), "sha256"))


def _encoded(value: dict[str, Any]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
