"""The page on which a person lets an app in, or not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, make_response, redirect, render_template, request, url_for

from playground.accounts import Account
from playground.grants import App
from playground.networks.mastodon.apps import OUT_OF_BAND
from playground.networks.mastodon.errors import OAUTH
from playground.networks.mastodon.oauth import is_challenge
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.scopes import in_words, is_known, parse
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


@dataclass(frozen=True)
class Ask:
    """A checked request for consent."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str | None


class BadAsk(Exception):
    """A request that must not be sent back to anybody: a page says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text


@api.errorhandler(BadAsk)
def bad_ask(error: BadAsk) -> Response:
    """Show a person why nothing can be allowed."""
    return make_response(render_template("refused.html", reason=error.text), error.status)


@api.get("/oauth/authorize", endpoint="oauth__authorize")
def oauth_authorize() -> Response:
    """Ask a person."""
    ask = _read(request.args)
    people = world().accounts.all()
    return make_response(
        render_template(
            "consent.html",
            ask=ask,
            action=url_for("mastodon.oauth__decide"),
            wishes=[in_words(scope) for scope in ask.scopes],
            people=people,
            chosen=current_visitor(),
            fields={name: request.args[name] for name in NAMES if name in request.args},
        )
    )


@api.post("/oauth/authorize", endpoint="oauth__decide")
def oauth_decide() -> Response:
    """Take the answer back to the app."""
    ask = _read(request.form)
    if request.form.get("decision") != "approve":
        refusal = {"error": "access_denied", "error_description": OAUTH["access_denied"]}
        return _back(ask, refusal)
    person = _person()
    code = world().grants.issue_code(
        ask.app,
        person.id,
        redirect_uri=ask.redirect_uri,
        scopes=ask.scopes,
        challenge=ask.challenge,
        now=world().now(),
    )
    if ask.redirect_uri == OUT_OF_BAND:
        return make_response(render_template("code.html", ask=ask, code=code))
    return remember(_back(ask, {"code": code}), person)


def _person() -> Account:
    """Who decides: the typed name before the chosen one."""
    typed = request.form.get("name", "").strip()
    if typed:
        return world().accounts.named(typed, now=world().now())
    chosen = world().accounts.by_username(request.form.get("username", ""))
    if chosen is None:
        raise BadAsk(400, "Choose who you are, or type a name, and try again.")
    return chosen


def _back(ask: Ask, answer: dict[str, str]) -> Response:
    if ask.redirect_uri == OUT_OF_BAND:
        raise BadAsk(200, OAUTH["access_denied"])
    parts = urlsplit(ask.redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items()]
    if ask.state:
        query.append(("state", ask.state))
    response = redirect(urlunsplit(parts._replace(query=urlencode(query))), 302)
    return make_response(response)


def _read(values: dict[str, str]) -> Ask:
    app = world().grants.app("mastodon", values.get("client_id", ""))
    if app is None:
        raise BadAsk(401, OAUTH["invalid_client"])
    redirect_uri = values.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise BadAsk(400, "The redirect uri included is not valid.")
    if values.get("response_type") != "code":
        raise BadAsk(400, "The authorization server does not support this response type.")
    scopes = parse(values.get("scope")) or ("read",)
    if not is_known(scopes) or not set(scopes) <= set(app.scopes):
        raise BadAsk(400, OAUTH["invalid_scope"])
    return Ask(app, redirect_uri, scopes, values.get("state", ""), _challenge(values))


def _challenge(values: dict[str, str]) -> str | None:
    challenge = values.get("code_challenge")
    if not challenge:
        return None
    if values.get("code_challenge_method") != "S256":
        raise BadAsk(400, "The code_challenge_method must be S256.")
    if not is_challenge(challenge):
        raise BadAsk(400, "The code_challenge is not the S256 of anything.")
    return challenge
