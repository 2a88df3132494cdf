"""Who asks, and may they: bearer tokens that end after two hours, and scopes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from playground.accounts import Account
from playground.grants import Token
from playground.networks.x.errors import NOT_PERMITTED, Refused
from playground.world import world

P = ParamSpec("P")
SCOPES = {
    "tweet.read": "See posts, and how yours are doing",
    "tweet.write": "Post and delete posts as you",
    "users.read": "See your name and picture",
    "users.email": "See your email address",
    "media.write": "Upload pictures for your posts",
    "like.read": "See what you like",
    "like.write": "Like posts as you",
    "follows.read": "See whom you follow",
    "offline.access": "Stay connected until you take it back",
}
"""The scopes, in words for the person who is asked."""


def caller() -> Account | None:
    """The person behind the running request: by token, or by what is being changed for one."""
    account_id = None
    if request.path.startswith("/2/oauth2/"):
        sent = request.form.get("token", "")
        code = world().grants.code(request.form.get("code", ""))
        refresh = world().rotations.find(request.form.get("refresh_token", "") or sent)
        holder = code or refresh or world().grants.token(sent)
        account_id = holder.account_id if holder else None
    elif found := _token():
        account_id = found.account_id
    return world().accounts.by_id(account_id) if account_id else None


def needs(*scopes: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Refuse a request without a living token of a person that holds all of the scopes."""

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
            if not set(scopes) <= set(token().scopes):
                raise Refused(403, NOT_PERMITTED)
            return view(*args, **kwargs)

        return checked

    return decorate


def me() -> Account:
    """The person, in a view that `needs` one."""
    account: Account = g.caller
    return account


def token() -> Token:
    """The living token of a person; raises `Refused` 401."""
    found = _token()
    lives = timedelta(seconds=world().settings.values.x_token_lifetime_s)
    if found is None or found.revoked_at is not None or found.account_id is None:
        raise Refused(401)
    if world().now() - found.created_at >= lives:
        raise Refused(401)
    return found


def _token() -> Token | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    found = world().grants.token(value.strip()) if scheme.casefold() == "bearer" else None
    app = world().grants.app_by_id(found.app_id) if found else None
    return found if app and app.network == "x" else None
