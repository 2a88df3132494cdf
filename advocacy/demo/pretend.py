"""Accounts and older posts on the playground, through its control API (development only)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import requests
from django.conf import settings
from django.utils import timezone

from sharing.models import Connection
from sharing.networks import NETWORKS, network
from sharing.networks.base import (
    Draft,
    Grant,
    Receipt,
)
from sharing.registered import registered_app
from sharing.services.connecting import (
    find_app,
    limits_at,
    redirect_uri,
    sign_in_connection,
    store_connection,
)
from tenants.models import Member
from tenants.scope import tenant

TIMEOUT_S = 10


def _ask(path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = requests.post(
        f"{settings.PLAYGROUND_URL}/_playground/{path}", json=body, timeout=TIMEOUT_S
    )
    answer.raise_for_status()
    return dict(answer.json())


def host() -> str:
    """Return the playground's host, as a member would type it."""
    return settings.PLAYGROUND_URL.partition("://")[2]


def register_apps() -> None:
    """Make our apps known where people do that on a page of the network's; again is fine."""
    for each in NETWORKS:
        app = registered_app(each.key)
        if app is not None and app.host == host():
            about = {"client_id": app.client_id, "client_secret": app.client_secret}
            about |= {"network": each.key, "name": "Advocacy"}
            _ask("apps", {**about, "redirect_uris": [redirect_uri(each.key)]})


def connect_member(member: Member, username: str, *, followers: int) -> Connection:
    """Connect a member to a playground account as if they had consented in the browser."""
    now = timezone.now()
    app = find_app(network_key="mastodon", host=host(), now=now)
    _ask(
        "accounts",
        {"username": username, "display_name": member.name, "followers": followers},
    )
    token = _ask("grants", {"username": username, "client_id": app.client_id})["access_token"]
    profile = network("mastodon").profile(Grant(host(), "", token, app.scopes))
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="mastodon",
            grant=Grant(host(), profile.account_id, token, app.scopes),
            profile=profile,
            limits=limits_at(network_key="mastodon", host=host()),
            now=now,
        )


def connect_to_bluesky(member: Member, username: str) -> Connection:
    """Sign a member in to the playground's Bluesky as the connections page does."""
    made = _ask("app-passwords", {"username": username})
    return sign_in_connection(
        member=member,
        network_key="bluesky",
        identifier=made["handle"],
        password=made["app_password"],
        host=host(),
        now=timezone.now(),
    )


def plays_x() -> bool:
    """Tell whether the playground stands in for X here."""
    app = registered_app("x")
    return app is not None and app.host == host()


def connect_to_x(member: Member, username: str) -> Connection:
    """Connect a member to X as if they had consented in the browser."""
    now = timezone.now()
    app = find_app(network_key="x", host="", now=now)
    made = _ask("grants", {"network": "x", "username": username, "client_id": app.client_id})
    grant = Grant(
        host=app.host,
        account_id="",
        access_token=made["access_token"],
        scopes=app.scopes,
        refresh_token=made["refresh_token"],
        expires_at=now + timedelta(seconds=made["expires_in"]),
    )
    profile = network("x").profile(grant)
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="x",
            grant=replace(grant, account_id=profile.account_id),
            profile=profile,
            limits=limits_at(network_key="x", host=app.host),
            now=now,
        )


def post(
    connection: Connection, username: str, draft: Draft, *, at: datetime, liked_by: list[str]
) -> Receipt:
    """Put an older post on the playground, as its network would have been given it."""
    about = {"username": username, "created_at": at.isoformat(), "liked_by": liked_by}
    if connection.network == "bluesky":
        grant = Grant(connection.host, connection.account_id, "")
        prepared = network("bluesky").prepare(grant, replace(draft, at=at))
        made = _ask("statuses", about | {"network": "bluesky"} | prepared)
        address = f"{connection.url}/post/{prepared['rkey']}"
        return Receipt(str(made["uri"]), address, at)
    made = _ask("statuses", about | {"network": connection.network, "text": draft.text})
    if connection.network == "x":
        address = f"{settings.PLAYGROUND_URL}/{username}/status/{made['id']}"
        return Receipt(str(made["id"]), address, at)
    return Receipt(str(made["id"]), f"{settings.PLAYGROUND_URL}/@{username}/{made['id']}", at)
