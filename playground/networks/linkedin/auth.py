"""Who asks, may they, and in which version of the API."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Response, g, request

from playground.accounts import Account
from playground.grants import Code, Token
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.routes import api
from playground.world import world

P = ParamSpec("P")
LASTS = timedelta(days=60)
REFRESHABLE = timedelta(days=365)
OFFLINE = "offline"
"""Marks a refresh token among the tokens: it opens nothing."""
SUPPORTED_MONTHS = 12


def caller() -> Account | None:
    """The person behind the running request: by token, or by the code being changed for one."""
    holder: Code | Token | None = _token()
    if request.method == "POST" and request.path.startswith("/oauth/v2/"):
        code = world().grants.code(request.form.get("code", ""))
        refresh = world().grants.token(request.form.get("refresh_token", ""))
        holder = code or refresh or world().grants.token(request.form.get("token", "")) or holder
    account_id = holder.account_id if holder else None
    return world().accounts.by_id(account_id) if account_id else None


def needs(scope: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Refuse a request without a living token of a person that holds the scope."""

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
            if request.path.startswith("/rest/"):
                _check_version()
            if scope not in token().scopes:
                text = f"Not enough permissions to access: {request.endpoint}"
                raise Refused(403, "ACCESS_DENIED", text, number=100)
            return view(*args, **kwargs)

        return checked

    return decorate


def me() -> Account:
    """The person, in a view that `needs` one."""
    account: Account = g.caller
    return account


def token() -> Token:
    """The token of the request, alive. Raises `Refused` 401."""
    if not _bearer():
        raise Refused(401, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token", number=65604)
    found = _token()
    if found is None or found.account_id is None or OFFLINE in found.scopes:
        raise Refused(401, "INVALID_ACCESS_TOKEN", "Invalid access token", number=65600)
    if found.revoked_at is not None:
        text = "The token used in the request has been revoked by the user"
        raise Refused(401, "REVOKED_ACCESS_TOKEN", text, number=65601)
    if world().now() - found.created_at >= LASTS:
        text = "The token used in the request has expired"
        raise Refused(401, "EXPIRED_ACCESS_TOKEN", text, number=65602)
    return found


def app_id() -> int:
    """The app whose token was sent, 0 for none."""
    found = _token()
    return found.app_id if found else 0


def sub() -> str:
    """The caller's id, which is another one for every app."""
    return sub_of(token().app_id, me())


def sub_of(app_id: int, person: Account) -> str:
    """The id that an app knows a person by."""
    digest = sha256(f"{app_id}:{person.id}".encode()).digest()
    return b32encode(digest).decode()[:10]


def _bearer() -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.casefold() == "bearer" else ""


def _token() -> Token | None:
    found = world().grants.token(_bearer()) if _bearer() else None
    app = world().grants.app_by_id(found.app_id) if found else None
    return found if app is not None and app.network == api.name else None


def _check_version() -> None:
    wanted = request.headers.get("LinkedIn-Version", "")
    if not wanted:
        text = "A version must be present. Please specify a version by adding the LinkedIn-Version"
        raise Refused(400, "VERSION_MISSING", f"{text} header.")
    age = _months(world().now()) - _asked(wanted)
    if not 0 <= age < SUPPORTED_MONTHS:
        text = f"Requested version {wanted} is not active"
        raise Refused(426, "NONEXISTENT_VERSION", text)


def _asked(wanted: str) -> int:
    found = re.fullmatch(r"(20\d\d)(0[1-9]|1[0-2])", wanted)
    if found is None:
        raise Refused(426, "NONEXISTENT_VERSION", f"Requested version {wanted} is not active")
    return int(found[1]) * 12 + int(found[2])


def _months(moment: datetime) -> int:
    return moment.year * 12 + moment.month
