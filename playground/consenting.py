"""What the consent pages of all networks do alike: show the wish, see who decides, lead back.

Which requests are right, and in which words a wrong one is refused, is each network's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, jsonify, make_response, redirect, render_template, request

from playground.accounts import Account
from playground.grants import App
from playground.visitors import current_visitor
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
    """A checked request for consent of a known app with its own redirect address."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str | None = None


class BadAsk(Exception):
    """A request that must not be sent back to anybody: a page says why."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text, status)
        self.text = text
        self.status = status


class Denied(Exception):
    """A request the authorization server refuses, by OAuth's own code."""

    def __init__(self, status: int, code: str, text: str = "") -> None:
        super().__init__(status, code, text)
        self.status = status
        self.code = code
        self.text = text


def bad_ask(error: BadAsk) -> Response:
    """Show a person why nothing can be allowed."""
    return make_response(render_template("refused.html", reason=error.text), error.status)


def denied(error: Denied) -> Response:
    """Answer OAuth's error."""
    response = jsonify({"error": error.code, "error_description": error.text})
    response.status_code = error.status
    return response


def show(ask: Ask, *, action: str, wishes: Iterable[str]) -> Response:
    """Ask a person, in words; the answer goes to `action` with what was asked."""
    return make_response(
        render_template(
            "consent.html",
            ask=ask,
            action=action,
            wishes=list(wishes),
            people=world().accounts.all(),
            chosen=current_visitor(),
            fields={name: request.args[name] for name in NAMES if name in request.args},
        )
    )


def who_decides() -> Account:
    """Return the person of the form: the typed name before the chosen one. Raises BadAsk."""
    typed = request.form.get("name", "").strip()
    if typed:
        return world().accounts.named(typed, now=world().now())
    chosen = world().accounts.by_username(request.form.get("username", ""))
    if chosen is None:
        raise BadAsk("Choose who you are, or type a name, and try again.")
    return chosen


def new_code(ask: Ask, person: Account) -> str:
    """Return a code that the app can change for a token of the person's."""
    return world().grants.issue_code(
        ask.app,
        person.id,
        redirect_uri=ask.redirect_uri,
        scopes=ask.scopes,
        challenge=ask.challenge,
        now=world().now(),
    )


def back(ask: Ask, answer: dict[str, str]) -> Response:
    """Lead back to the app, with its own query kept and its state returned."""
    parts = urlsplit(ask.redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items()]
    if ask.state:
        query.append(("state", ask.state))
    return make_response(redirect(urlunsplit(parts._replace(query=urlencode(query))), 302))
