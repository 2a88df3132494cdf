"""What a visitor can do on the pages: be somebody, like, boost, answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, make_response, redirect, request

from playground.accounts import Account
from playground.entries import Entry
from playground.ledger import Draft
from playground.networks import network_named
from playground.origin import is_own
from playground.timeline import OPEN
from playground.visitors import current_visitor, remember
from playground.world import world

acts = Blueprint("acts", __name__)
_LONGEST_REPLY = 300


@acts.before_request
def _own_pages_only() -> None:
    if not is_own():
        abort(403)


@acts.post("/visitor")
def visitor() -> Response:
    """Be somebody: a known person or a new one."""
    name = request.form.get("name", "").strip()
    if not name:
        return _back()
    return remember(_back(), world().accounts.named(name, now=world().now()))


@acts.post("/posts/<post_id>/like")
def like(post_id: str) -> Response:
    """Like a post, or take the like back."""

    def act(entry: Entry, person: Account) -> None:
        liked, _ = world().timeline.marks(person.id, [entry.id])
        if liked:
            world().ledger.unlike(entry, person.id)
        else:
            world().ledger.like(entry, person.id, now=world().now())

    return _act(post_id, act)


@acts.post("/posts/<post_id>/boost")
def boost(post_id: str) -> Response:
    """Boost a post, or take the boost back."""

    def act(entry: Entry, person: Account) -> None:
        _, boosted = world().timeline.marks(person.id, [entry.id])
        if boosted:
            world().ledger.unboost(entry, person.id, now=world().now())
        else:
            world().ledger.boost(entry, person.id, now=world().now())

    return _act(post_id, act)


@acts.post("/posts/<post_id>/reply")
def reply(post_id: str) -> Response:
    """Answer a post."""
    text = request.form.get("text", "").strip()[:_LONGEST_REPLY]

    def act(entry: Entry, person: Account) -> None:
        if text:
            network = network_named(entry.network)
            tags = network.tags(text)
            draft = Draft(text, visibility=entry.visibility, reply_to_id=entry.id, tags=tags)
            made = world().ledger.accept(entry.network, person.id, draft, now=world().now())
            network.written(made)

    return _act(post_id, act)


def _act(post_id: str, act: Callable[[Entry, Account], None]) -> Response:
    """Do it as the visitor; somebody who chose nobody becomes a visitor."""
    entry = world().timeline.find(post_id)
    if entry is None or entry.visibility not in OPEN:
        abort(404)
    person = current_visitor() or world().accounts.ensure(
        "visitor", display_name="A curious visitor", now=world().now()
    )
    act(entry, person)
    return remember(_back(), person)


def _back() -> Response:
    """Go back to where the form stood; only ever to a page of this server."""
    path = request.form.get("next", "/")
    is_here = path.startswith("/") and not path.startswith(("//", "/\\"))
    return make_response(redirect(path if is_here else "/", 303))
