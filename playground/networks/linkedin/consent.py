"""The page on which a person lets an app in, or not.

Source: learn.microsoft.com/linkedin, shared/authentication/authorization-code-flow, read
2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, make_response, redirect, render_template, request, url_for

from playground.accounts import Account
from playground.grants import App
from playground.networks.linkedin.routes import api
from playground.visitors import current_visitor, remember
from playground.world import world

NAMES = ("response_type", "client_id", "redirect_uri", "scope", "state")
WISHES = {
    "openid": "See who you are",
    "profile": "See your name and picture",
    "email": "See your e-mail address",
    "w_member_social": "Post, comment and like as you",
    "r_member_postAnalytics": "See how your posts are doing",
}
_CANCELLED = "The user cancelled the authorization"


@dataclass(frozen=True)
class Ask:
    """A request for consent of a known app with its own redirect address."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str


class BadAsk(Exception):
    """A request that must not be sent back to anybody: a page says why."""


@api.errorhandler(BadAsk)
def bad_ask(error: BadAsk) -> Response:
    """Show a person why nothing can be allowed."""
    return make_response(render_template("refused.html", reason=str(error)), 400)


@api.get("/oauth/v2/authorization", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person; a scope that the app was not approved for fails the whole of it."""
    ask = _read(request.args)
    if not set(ask.scopes) <= set(ask.app.scopes):
        wrong = ", ".join(scope for scope in ask.scopes if scope not in ask.app.scopes)
        text = f'Scope "{wrong}" is not authorized for your application'
        return _back(ask, {"error": "unauthorized_scope_error", "error_description": text})
    return make_response(
        render_template(
            "consent.html",
            ask=ask,
            action=url_for("linkedin.oauth__decide"),
            wishes=[WISHES.get(scope, scope) for scope in ask.scopes],
            people=world().accounts.all(),
            chosen=current_visitor(),
            fields={name: request.args[name] for name in NAMES if name in request.args},
        )
    )


@api.post("/oauth/v2/authorization", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve" or not set(ask.scopes) <= set(ask.app.scopes):
        return _back(ask, {"error": "user_cancelled_authorize", "error_description": _CANCELLED})
    person = _person()
    code = world().grants.issue_code(
        ask.app,
        person.id,
        redirect_uri=ask.redirect_uri,
        scopes=ask.scopes,
        challenge=None,
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


def _back(ask: Ask, answer: dict[str, str]) -> Response:
    parts = urlsplit(ask.redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items()]
    if ask.state:
        query.append(("state", ask.state))
    return make_response(redirect(urlunsplit(parts._replace(query=urlencode(query))), 302))
