"""The page on which a person lets an app in, or not.

Source: learn.microsoft.com/linkedin, shared/authentication/authorization-code-flow, read
2026-11-22.
"""

from __future__ import annotations

from flask import Response, request, url_for

from playground.consenting import Ask, BadAsk, back, bad_ask, new_code, show, who_decides
from playground.networks.linkedin.routes import api
from playground.visitors import remember
from playground.world import world

WISHES = {
    "openid": "See who you are",
    "profile": "See your name and picture",
    "email": "See your e-mail address",
    "w_member_social": "Post, comment and like as you",
    "r_member_postAnalytics": "See how your posts are doing",
}
_CANCELLED = "The user cancelled the authorization"


api.register_error_handler(BadAsk, bad_ask)


@api.get("/oauth/v2/authorization", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person; a scope that the app was not approved for fails the whole of it."""
    ask = _read(request.args)
    if not set(ask.scopes) <= set(ask.app.scopes):
        wrong = ", ".join(scope for scope in ask.scopes if scope not in ask.app.scopes)
        text = f'Scope "{wrong}" is not authorized for your application'
        return back(ask, {"error": "unauthorized_scope_error", "error_description": text})
    wishes = [WISHES.get(scope, scope) for scope in ask.scopes]
    return show(ask, action=url_for("linkedin.oauth__decide"), wishes=wishes)


@api.post("/oauth/v2/authorization", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve" or not set(ask.scopes) <= set(ask.app.scopes):
        return back(ask, {"error": "user_cancelled_authorize", "error_description": _CANCELLED})
    person = who_decides()
    return remember(back(ask, {"code": new_code(ask, person)}), person)


def _read(values: dict[str, str]) -> Ask:
    app = world().grants.app(api.name, values.get("client_id", ""))
    if app is None:
        raise BadAsk("The passed in client_id is invalid.")
    redirect_uri = values.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise BadAsk("The redirect_uri does not match the registered value.")
    if values.get("response_type") != "code":
        raise BadAsk("A required parameter “response_type” is missing or not “code”.")
    scopes = tuple(dict.fromkeys(values.get("scope", "").split()))
    if not scopes:
        raise BadAsk("A required parameter “scope” is missing.")
    return Ask(app, redirect_uri, scopes, values.get("state", ""))
