"""OAuth 2 as LinkedIn's: exact redirect address, client secret, codes that work once.

Source: learn.microsoft.com/linkedin, shared/authentication (authorization-code-flow,
programmatic-refresh-tokens), read 2026-11-22.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from flask import Response, jsonify, request

from playground.consenting import Denied, denied
from playground.grants import App, Token
from playground.networks.linkedin.auth import LASTS, OFFLINE, REFRESHABLE, me, needs, sub
from playground.networks.linkedin.routes import api
from playground.world import world

CODE_LASTS = timedelta(minutes=30)
_WRONG_CODE = (
    "Unable to retrieve access token: appid/redirect uri/code verifier does not match"
    " authorization code. Or authorization code expired. Or external member binding exists"
)
_NO_REFRESH = "The provided authorization grant or refresh token is invalid, expired or revoked."


api.register_error_handler(Denied, denied)


@api.post("/oauth/v2/accessToken", endpoint="oauth__token")
def oauth_token() -> Response:
    """Change a code or a refresh token for an access token."""
    app = _client()
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        token = _token_for_code(app)
        refresh = _new_refresh(app, token)
    elif kind == "refresh_token":
        refresh = _refresh(app)
        scopes = tuple(scope for scope in refresh.scopes if scope != OFFLINE)
        token = world().grants.issue_token(
            app.id, refresh.account_id, scopes=scopes, now=world().now()
        )
    else:
        text = 'A required parameter "grant_type" is missing or not supported'
        raise Denied(400, "invalid_request", text)
    return _answer(token, refresh)


@api.post("/oauth/v2/revoke", endpoint="oauth__revoke")
def oauth_revoke() -> Response:
    """Take a token back."""
    app = _client()
    token = world().grants.token(request.form.get("token", ""))
    if token is None or token.app_id != app.id:
        raise Denied(400, "invalid_request", "Invalid access token")
    world().grants.revoke(token.token, now=world().now())
    return Response(status=200)


@api.get("/v2/userinfo", endpoint="userinfo__get")
@needs("openid")
def userinfo_get() -> Response:
    """Say whose token this is, as OpenID does."""
    given, _, family = me().display_name.partition(" ")
    picture = f"{world().base_url()}/avatars/{me().id}.svg"
    return jsonify(
        {
            "sub": sub(),
            "name": me().display_name,
            "given_name": given,
            "family_name": family,
            "picture": picture,
            "locale": {"country": "US", "language": "en"},
        }
    )


def _client() -> App:
    client_id = request.form.get("client_id", "")
    secret = request.form.get("client_secret", "")
    app = world().grants.app(api.name, client_id)
    if app is None or not hmac.compare_digest(app.client_secret.encode(), secret.encode()):
        raise Denied(401, "invalid_client", "Client authentication failed")
    return app


def _token_for_code(app: App) -> Token:
    code = world().grants.code(request.form.get("code", ""))
    is_right = (
        code is not None
        and code.app_id == app.id
        and code.redirect_uri == request.form.get("redirect_uri", "")
        and world().now() - code.created_at < CODE_LASTS
    )
    token = world().grants.use_code(code, now=world().now()) if code and is_right else None
    if token is None:
        raise Denied(400, "invalid_request", _WRONG_CODE)
    return token


def _new_refresh(app: App, token: Token) -> Token | None:
    if not world().settings.values.linkedin_refresh_tokens:
        return None
    scopes = (*token.scopes, OFFLINE)
    return world().grants.issue_token(app.id, token.account_id, scopes=scopes, now=world().now())


def _refresh(app: App) -> Token:
    found = world().grants.token(request.form.get("refresh_token", ""))
    if found is None or found.app_id != app.id or OFFLINE not in found.scopes:
        raise Denied(400, "invalid_request", _NO_REFRESH)
    if found.revoked_at is not None or world().now() - found.created_at >= REFRESHABLE:
        raise Denied(400, "invalid_request", _NO_REFRESH)
    return found


def _answer(token: Token, refresh: Token | None) -> Response:
    answer: dict[str, object] = {
        "access_token": token.token,
        "expires_in": int(LASTS.total_seconds()),
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "Bearer",
    }
    if refresh is not None:  # its own end does not move
        left = refresh.created_at + REFRESHABLE - world().now()
        answer["refresh_token"] = refresh.token
        answer["refresh_token_expires_in"] = int(left.total_seconds())
    response = jsonify(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
