"""Registering a client. Source: https://docs.joinmastodon.org/methods/apps/."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify

from playground.networks.mastodon import params as given
from playground.networks.mastodon.auth import token
from playground.networks.mastodon.entities import application
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.scopes import is_known, parse
from playground.world import world

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_LONGEST_NAME = 60
_FORBIDDEN_SCHEMES = {"javascript", "vbscript", "data"}
# Web push is not spoken here, but the entity requires the field.
_VAPID_KEY = ""


@api.post("/api/v1/apps", endpoint="apps__create")
def apps_create() -> Response:
    """Register an app under a fresh client id and secret."""
    values = given.params()
    redirect_uris = _redirect_uris(values)
    scopes = parse(given.text(values, "scopes", "read")) or ("read",)
    website = given.text(values, "website") or None
    problems = _problems(given.text(values, "client_name"), redirect_uris, scopes, website)
    if problems:
        raise Refused(422, f"Validation failed: {', '.join(problems)}")
    app = world().grants.register(
        "mastodon",
        given.text(values, "client_name"),
        website=website,
        redirect_uris=redirect_uris,
        scopes=scopes,
        now=world().now(),
    )
    secret = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "client_secret_expires_at": 0,
    }
    return jsonify(application(app, _VAPID_KEY) | secret)


@api.get("/api/v1/apps/verify_credentials", endpoint="apps__verify_credentials")
def apps_verify_credentials() -> Response:
    """Say which app a token belongs to."""
    app = None if token().revoked_at else world().grants.app_by_id(token().app_id)
    if app is None:
        raise Refused(401)
    return jsonify(application(app, _VAPID_KEY))


def _redirect_uris(values: dict[str, Any]) -> tuple[str, ...]:
    """A list, or one text with one address per line."""
    found = given.listed(values, "redirect_uris")
    return tuple(uri for text in found for uri in text.split())


def _problems(
    name: str, redirect_uris: tuple[str, ...], scopes: tuple[str, ...], website: str | None
) -> list[str]:
    problems = []
    if not name.strip():
        problems.append("Application name can't be blank")
    if len(name) > _LONGEST_NAME:
        problems.append("Application name is too long (maximum is 60 characters)")
    if not redirect_uris:
        problems.append("Redirect URI can't be blank")
    if not all(map(_is_redirect_uri, redirect_uris)):
        problems.append("Redirect URI must be an absolute URI.")
    if not is_known(scopes):
        problems.append("Scopes doesn't match configured on the server.")
    if website and urlsplit(website).scheme not in {"http", "https"}:
        problems.append("Application website is not a valid URL")
    return problems


def _is_redirect_uri(uri: str) -> bool:
    if uri == OUT_OF_BAND:
        return True
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if not parts.scheme or parts.scheme in _FORBIDDEN_SCHEMES or parts.fragment:
        return False
    return bool(parts.netloc or parts.path) and (
        bool(parts.netloc) or parts.scheme not in {"http", "https"}
    )
