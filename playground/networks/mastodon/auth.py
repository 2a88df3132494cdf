"""Who asks, and may they: bearer tokens and scopes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from playground.accounts import Account
from playground.grants import Code, Token
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.scopes import allows
from playground.world import world

P = ParamSpec("P")


def caller() -> Account | None:
    """The person behind the running request: by token, or by the code being changed for one."""
    holder: Code | Token | None = _token()
    if request.method == "POST" and request.path.startswith("/oauth/"):
        code = world().grants.code(request.form.get("code", ""))
        holder = code or world().grants.token(request.form.get("token", "")) or holder
    account_id = holder.account_id if holder else None
    return world().accounts.by_id(account_id) if account_id else None


def bearer() -> str:
    """The token a client sent, empty when it sent none."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        return value.strip()
    return request.values.get("access_token", "")


def needs(*scopes: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Refuse a request without a living token of a person that holds one of the scopes."""

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
            _check(scopes)
            if g.caller is None:
                raise Refused(422, "This method requires an authenticated user")
            return view(*args, **kwargs)

        return checked

    return decorate


def takes(*scopes: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Let anybody in, but refuse a token that is dead or lacks the scopes."""

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
            if bearer():
                _check(scopes)
            return view(*args, **kwargs)

        return checked

    return decorate


def me() -> Account:
    """The person, in a view that `needs` one."""
    account: Account = g.caller
    return account


def token() -> Token:
    """The token, in a view that needs one."""
    found = _token()
    if found is None:
        raise Refused(401)
    return found


def _check(scopes: tuple[str, ...]) -> None:
    found = token()
    if found.revoked_at is not None:
        raise Refused(401, "The access token was revoked")
    if not allows(found.scopes, scopes):
        raise Refused(403)


def _token() -> Token | None:
    sent = bearer()
    return world().grants.token(sent) if sent else None
