"""OAuth 2 with PKCE, as strict as X's: codes that live for seconds, refresh tokens that work once.

Source: docs.x.com, OAuth 2.0 authorization code with PKCE, read 2026-11-22. That a refresh token
used twice ends the consent is what integrators report.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request

from playground.consenting import Denied, denied
from playground.grants import App, Code, Token
from playground.networks.x.routes import api
from playground.world import world

_BAD_CODE = "Value passed for the authorization code was invalid."
_BAD_TOKEN = "Value passed for the token was invalid."  # noqa: S105 - words of an error


api.register_error_handler(Denied, denied)


@api.post("/2/oauth2/token", endpoint="oauth__token")
def oauth_token() -> Response:
    """Change a code, or a refresh token, for a pair of tokens."""
    app = _client()
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        return jsonify(_for_code(app))
    if kind == "refresh_token":
        return jsonify(_for_refresh(app))
    raise Denied(400, "unsupported_grant_type", "Value passed for the grant type was invalid.")


@api.post("/2/oauth2/revoke", endpoint="oauth__revoke")
def oauth_revoke() -> Response:
    """Take a token back; a refresh token takes all of its consent with it."""
    app = _client()
    sent = request.form.get("token", "")
    refresh, token = world().rotations.find(sent), world().grants.token(sent)
    if refresh is not None and refresh.app_id == app.id:
        world().rotations.end(refresh.family, now=world().now())
    if token is not None and token.app_id == app.id:
        world().grants.revoke(token.token, now=world().now())
    return jsonify({"revoked": True})


def granted(token: Token, family: str) -> dict[str, Any]:
    """What comes with an access token; the refresh token only with the scope for it."""
    more: dict[str, Any] = {
        "token_type": "bearer",
        "expires_in": world().settings.values.x_token_lifetime_s,
    }
    if "offline.access" in token.scopes:
        more["refresh_token"] = world().rotations.begin(token, family, now=world().now())
    return more


def _client() -> App:
    basic = request.authorization
    if basic is None or basic.type != "basic":
        raise Denied(401, "unauthorized_client", "Missing valid authorization header")
    app = world().grants.app("x", basic.username or "")
    secret = (basic.password or "").encode()
    if app is None or not hmac.compare_digest(app.client_secret.encode(), secret):
        raise Denied(401, "unauthorized_client", "Missing valid authorization header")
    return app


def _for_code(app: App) -> dict[str, Any]:
    code = world().grants.code(request.form.get("code", ""))
    if code is None or not _fits(code, app):
        raise Denied(400, "invalid_request", _BAD_CODE)
    token = world().grants.use_code(code, now=world().now())
    if token is None:
        world().rotations.end(code.code, now=world().now())
        raise Denied(400, "invalid_request", _BAD_CODE)
    return _pair(token) | granted(token, code.code)


def _for_refresh(app: App) -> dict[str, Any]:
    refresh = world().rotations.find(request.form.get("refresh_token", ""))
    if refresh is None or refresh.app_id != app.id:
        raise Denied(400, "invalid_request", _BAD_TOKEN)
    renewed = world().rotations.renew(refresh, now=world().now())
    if renewed is None:
        raise Denied(400, "invalid_request", _BAD_TOKEN)
    token, refresh_token = renewed
    lifetime = world().settings.values.x_token_lifetime_s
    more = {"token_type": "bearer", "expires_in": lifetime, "refresh_token": refresh_token}
    return _pair(token) | more


def _pair(token: Token) -> dict[str, Any]:
    return {"access_token": token.token, "scope": " ".join(token.scopes)}


def _fits(code: Code, app: App) -> bool:
    age = world().now() - code.created_at
    is_stale = age >= timedelta(seconds=world().settings.values.x_code_lifetime_s)
    if code.app_id != app.id or (is_stale and code.used_at is None):
        return False
    if code.redirect_uri != request.form.get("redirect_uri", ""):
        return False
    verifier = request.form.get("code_verifier", "")
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=") == (
        code.challenge
    )
