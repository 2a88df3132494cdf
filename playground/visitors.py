"""Which playground person somebody at a browser is. A demo: no password, a cookie says it."""

from __future__ import annotations

from flask import Response, request

from playground.accounts import Account
from playground.world import world

COOKIE = "playground_visitor"
_A_YEAR_S = 365 * 24 * 3600


def current_visitor() -> Account | None:
    """The person this browser chose, None while it chose nobody."""
    return world().accounts.by_username(request.cookies.get(COOKIE, ""))


def remember(response: Response, person: Account) -> Response:
    """Let this browser be that person from now on."""
    response.set_cookie(
        COOKIE, person.username, max_age=_A_YEAR_S, httponly=True, samesite="Lax", path="/"
    )
    return response
