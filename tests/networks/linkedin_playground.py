"""LinkedIn on the playground: our app there, people's tokens, what was posted, what goes wrong."""

from __future__ import annotations

from typing import Any

from sharing.networks.base import (
    App,
    Grant,
)
from sharing.networks.linkedin import LinkedIn
from tests.playground.server import Playground

REDIRECT = "https://advocacy.example/connect/linkedin/callback"
SCOPES = LinkedIn.scopes
VERSION = "202607"
"""One that the playground takes, as LinkedIn does for about a year."""
ANALYTICS = "r_member_postAnalytics"
CREATE = "linkedin.posts.create"


def app_at(playground: Playground, *, redirect_uri: str = REDIRECT, more: tuple[str, ...] = ()):
    """Register our app as on LinkedIn's own page for that; `more` scopes it was approved for."""
    known = {"client_id": "our-app", "client_secret": "our-secret"}
    about = {"network": "linkedin", "name": "Advocacy", "redirect_uris": [redirect_uri]}
    playground.control("POST", "apps", {**about, **known, "scopes": [*SCOPES, *more]})
    return App(playground.host, known["client_id"], known["client_secret"], SCOPES)


def grant_at(playground: Playground, username: str = "ada", *more: str) -> Grant:
    """Give access to somebody's account, as if they had consented."""
    app = app_at(playground, more=more)
    playground.account(username, display_name="Ada Lovelace", followers=3)
    scopes = (*SCOPES, *more)
    asked = {"network": "linkedin", "username": username, "client_id": app.client_id}
    token = playground.control("POST", "grants", asked | {"scope": " ".join(scopes)})
    nameless = Grant(playground.host, "", token["access_token"], scopes)
    account_id = LinkedIn(version=VERSION).profile(nameless).account_id
    return Grant(playground.host, account_id, nameless.access_token, scopes)


def posts(playground: Playground, *, also_deleted: bool = False) -> list[Any]:
    """What is there now, in order."""
    kept = playground.ledger()["statuses"]
    return [post for post in kept if also_deleted or post["deleted_at"] is None]


def calls(playground: Playground, route: str = CREATE) -> int:
    """How often a route was asked."""
    return sum(one["route"] == route for one in playground.ledger()["requests"])


def refuse(playground: Playground, route: str, status: int, **body: Any) -> None:
    """Let the next request be answered with an error of LinkedIn's."""
    answer = {"status": status, **body} if body else None
    playground.fault(route, "refuse", status=status, body=answer)
