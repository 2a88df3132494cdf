"""The page on which a person lets an app in, or not."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from playground.consenting import Ask, BadAsk, back, bad_ask, new_code, show, who_decides
from playground.networks.mastodon.apps import OUT_OF_BAND
from playground.networks.mastodon.errors import OAUTH
from playground.networks.mastodon.oauth import is_challenge
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.scopes import in_words, is_known, parse
from playground.visitors import remember
from playground.world import world

api.register_error_handler(BadAsk, bad_ask)


@api.get("/oauth/authorize", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person."""
    ask = _read(request.args)
    wishes = [in_words(scope) for scope in ask.scopes]
    return show(ask, action=url_for("mastodon.oauth__decide"), wishes=wishes)


@api.post("/oauth/authorize", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve":
        if ask.redirect_uri == OUT_OF_BAND:
            raise BadAsk(OAUTH["access_denied"], 200)
        refusal = {"error": "access_denied", "error_description": OAUTH["access_denied"]}
        return back(ask, refusal)
    person = who_decides()
    code = new_code(ask, person)
    if ask.redirect_uri == OUT_OF_BAND:
        return make_response(render_template("code.html", ask=ask, code=code))
    return remember(back(ask, {"code": code}), person)


def _read(values: dict[str, str]) -> Ask:
    app = world().grants.app("mastodon", values.get("client_id", ""))
    if app is None:
        raise BadAsk(OAUTH["invalid_client"], 401)
    redirect_uri = values.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise BadAsk("The redirect uri included is not valid.")
    if values.get("response_type") != "code":
        raise BadAsk("The authorization server does not support this response type.")
    scopes = parse(values.get("scope")) or ("read",)
    if not is_known(scopes) or not set(scopes) <= set(app.scopes):
        raise BadAsk(OAUTH["invalid_scope"])
    return Ask(app, redirect_uri, scopes, values.get("state", ""), _challenge(values))


def _challenge(values: dict[str, str]) -> str | None:
    challenge = values.get("code_challenge")
    if not challenge:
        return None
    if values.get("code_challenge_method") != "S256":
        raise BadAsk("The code_challenge_method must be S256.")
    if not is_challenge(challenge):
        raise BadAsk("The code_challenge is not the S256 of anything.")
    return challenge
