"""OAuth 2, as strict as Mastodon's. Source: https://docs.joinmastodon.org/methods/oauth/.

RFC 6749 with RFC 7636 (PKCE, S256 only): exact redirect address, client secret, codes that work
once and not for long; a code used twice takes back the token it gave.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request

from playground.consenting import Denied
from playground.grants import App, Code, Token
from playground.networks.mastodon import params as given
from playground.networks.mastodon.errors import oauth_problem
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.scopes import SCOPES, parse
from playground.world import world


@api.errorhandler(Denied)
def denied(error: Denied) -> Response:
    """Answer OAuth's error."""
    return oauth_problem(error.status, error.code, error.text)


@api.get("/.well-known/oauth-authorization-server", endpoint="oauth__metadata")
def oauth_metadata() -> Response:
    """Say where everything is (RFC 8414)."""
    base = world().base_url()
    return jsonify(
        {
            "issuer": f"{base}/",
            "service_documentation": "https://docs.joinmastodon.org/",
            "authorization_endpoint": f"{base}/oauth/authorize",
            "token_endpoint": f"{base}/oauth/token",
            "app_registration_endpoint": f"{base}/api/v1/apps",
            "revocation_endpoint": f"{base}/oauth/revoke",
            "userinfo_endpoint": f"{base}/oauth/userinfo",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


@api.post("/oauth/token", endpoint="oauth__token")
def oauth_token() -> Response:
    """Change a code, or an app's own credentials, for a token."""
    values = given.params()
    app = _client(values)
    kind = given.text(values, "grant_type")
    if kind == "authorization_code":
        token = _token_for_code(app, values)
    elif kind == "client_credentials":
        scopes = parse(given.text(values, "scope", "read"))
        if not set(scopes) <= set(app.scopes):
            raise Denied(400, "invalid_scope")
        token = world().grants.issue_token(app.id, None, scopes=scopes, now=world().now())
    else:
        raise Denied(400, "unsupported_grant_type")
    response = jsonify(
        {
            "access_token": token.token,
            "token_type": "Bearer",
            "scope": " ".join(token.scopes),
            "created_at": int(token.created_at.timestamp()),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@api.post("/oauth/revoke", endpoint="oauth__revoke")
def oauth_revoke() -> Response:
    """Take a token back; one that is unknown or dead already answers alike."""
    values = given.params()
    token = world().grants.token(given.text(values, "token"))
    try:
        app = _client(values)
    except Denied:
        raise Denied(403, "unauthorized_client") from None
    if token is not None:
        if token.app_id != app.id:
            raise Denied(403, "unauthorized_client")
        world().grants.revoke(token.token, now=world().now())
    return jsonify({})


def is_challenge(text: str) -> bool:
    """Whether a PKCE challenge can be the S256 of anything: 43 base64url characters."""
    return len(text) == 43 and all(c.isascii() and (c.isalnum() or c in "-_") for c in text)  # noqa: PLR2004


def _client(values: dict[str, Any]) -> App:
    basic = request.authorization
    if basic is not None and basic.type == "basic":
        client_id, secret = basic.username or "", basic.password or ""
    else:
        client_id = given.text(values, "client_id")
        secret = given.text(values, "client_secret")
    app = world().grants.app("mastodon", client_id)
    if app is None or not hmac.compare_digest(app.client_secret.encode(), secret.encode()):
        raise Denied(401, "invalid_client")
    return app


def _token_for_code(app: App, values: dict[str, Any]) -> Token:
    sent = given.text(values, "code")
    if not sent:
        raise Denied(400, "invalid_request", "Missing required parameter: code.")
    code = world().grants.code(sent)
    if code is None or not _fits(code, app, values):
        raise Denied(400, "invalid_grant")
    token = world().grants.use_code(code, now=world().now())
    if token is None:
        raise Denied(400, "invalid_grant")
    return token


def _fits(code: Code, app: App, values: dict[str, Any]) -> bool:
    age = world().now() - code.created_at
    is_stale = age >= timedelta(seconds=world().settings.values.code_lifetime_s)
    if code.app_id != app.id or (is_stale and code.used_at is None):
        return False
    if code.redirect_uri != given.text(values, "redirect_uri"):
        return False
    return code.challenge is None or _s256(given.text(values, "code_verifier")) == code.challenge


def _s256(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
