"""The page on which a person lets an app in, or not."""

from __future__ import annotations

import re

from flask import Response, request, url_for

from playground.consenting import Ask, BadAsk, back, bad_ask, new_code, show, who_decides
from playground.networks.x.auth import SCOPES
from playground.networks.x.routes import api
from playground.visitors import remember
from playground.world import world

_LONGEST_STATE = 500
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


api.register_error_handler(BadAsk, bad_ask)


@api.get("/i/oauth2/authorize", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person."""
    ask = _read(request.args)
    wishes = [SCOPES[scope] for scope in ask.scopes]
    return show(ask, action=url_for("x.oauth__decide"), wishes=wishes)


@api.post("/i/oauth2/authorize", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve":
        return back(ask, {"error": "access_denied"})
    person = who_decides()
    return remember(back(ask, {"code": new_code(ask, person)}), person)


def _read(values: dict[str, str]) -> Ask:
    app = world().grants.app("x", values.get("client_id", ""))
    if app is None:
        raise BadAsk("Value passed for the client id was invalid.")
    if values.get("redirect_uri", "") not in app.redirect_uris:
        raise BadAsk("Value passed for the redirect uri did not match the uri of the app.")
    if values.get("response_type") != "code":
        raise BadAsk("Value passed for the response type was invalid.")
    scopes = tuple(dict.fromkeys(values.get("scope", "").split()))
    if not scopes or not set(scopes) <= SCOPES.keys():
        raise BadAsk("Value passed for the scope was invalid.")
    state = values.get("state", "")
    if not 0 < len(state) <= _LONGEST_STATE:
        raise BadAsk("Value passed for the state was invalid.")
    return Ask(app, values["redirect_uri"], scopes, state, _challenge(values))


def _challenge(values: dict[str, str]) -> str:
    challenge = values.get("code_challenge", "")
    if values.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise BadAsk("Value passed for the code challenge was invalid: it must be S256.")
    return challenge
