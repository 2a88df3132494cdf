"""The page on which a person lets an app in, or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, make_response, redirect, render_template, request, url_for

from playground.accounts import Account
from playground.grants import App
from playground.networks.x.auth import SCOPES
from playground.networks.x.routes import api
from playground.visitors import current_visitor, remember
from playground.world import world

NAMES = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
_LONGEST_STATE = 500
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Ask:
    """A checked request for consent."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str


class BadAsk(Exception):
    """A request that must not be sent back to anybody: a page says why."""


@api.errorhandler(BadAsk)
def bad_ask(error: BadAsk) -> Response:
    """Show a person why nothing can be allowed."""
    return make_response(render_template("refused.html", reason=str(error)), 400)


@api.get("/i/oauth2/authorize", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person."""
    ask = _read(request.args)
    return make_response(
        render_template(
            "consent.html",
            ask=ask,
            action=url_for("x.oauth__decide"),
            wishes=[SCOPES[scope] for scope in ask.scopes],
            people=world().accounts.all(),
            chosen=current_visitor(),
            fields={name: request.args[name] for name in NAMES if name in request.args},
        )
    )


@api.post("/i/oauth2/authorize", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve":
        return _back(ask, {"error": "access_denied"})
    person = _person()
    code = world().grants.issue_code(
        ask.app,
        person.id,
        redirect_uri=ask.redirect_uri,
        scopes=ask.scopes,
        challenge=ask.challenge,
        now=world().now(),
    )
    return remember(_back(ask, {"code": code}), person)


def _person() -> Account:
    """Who decides: the typed name before the chosen one."""
    typed = request.form.get("name", "").strip()
    if typed:
        return world().accounts.named(typed, now=world().now())
    chosen = world().accounts.by_username(request.form.get("username", ""))
    if chosen is None:
        raise BadAsk("Choose who you are, or type a name, and try again.")
    return chosen


def _back(ask: Ask, answer: dict[str, str]) -> Response:
    parts = urlsplit(ask.redirect_uri)
    kept = parse_qsl(parts.query, keep_blank_values=True)
    query = [*kept, ("state", ask.state), *answer.items()]
    return make_response(redirect(urlunsplit(parts._replace(query=urlencode(query))), 302))


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
