"""A post as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from playground.accounts import Account
from playground.entries import Entry
from playground.networks import network_named
from playground.visitors import current_visitor
from playground.world import world


@dataclass(frozen=True)
class Card:
    """One post with its author. `booster` is who boosted it into this list, None for nobody."""

    entry: Entry
    key: str
    author: Account
    booster: Account | None
    html: Markup
    network: str
    mark: str
    handle: str
    address: str
    app: str
    is_liked: bool
    is_boosted: bool


def cards(entries: Sequence[Entry]) -> list[Card]:
    """Make cards of posts and boosts; a boost of a deleted post is left out."""
    pairs = [(entry, _original(entry)) for entry in entries]
    shown = [(entry, original) for entry, original in pairs if original is not None]
    visitor = current_visitor()
    liked: set[str] = set()
    boosted: set[str] = set()
    if visitor:
        liked, boosted = world().timeline.marks(visitor.id, [post.id for _, post in shown])
    people = {person.id: person for person in world().accounts.all()}
    return [
        Card(
            entry=post,
            key=entry.id,
            author=people[post.account_id],
            booster=people[entry.account_id] if entry.boost_of_id else None,
            html=_html(post),
            network=network_named(post.network).label,
            mark=post.network,
            handle=network_named(post.network).handle(people[post.account_id]),
            address=network_named(post.network).address(post, people[post.account_id]),
            app=_app_name(post),
            is_liked=post.id in liked,
            is_boosted=post.id in boosted,
        )
        for entry, post in shown
    ]


def _original(entry: Entry) -> Entry | None:
    return world().timeline.find(entry.boost_of_id) if entry.boost_of_id else entry


def _html(entry: Entry) -> Markup:
    return Markup(network_named(entry.network).html(entry))  # noqa: S704 - networks escape


def _app_name(entry: Entry) -> str:
    app = world().grants.app_by_id(entry.app_id) if entry.app_id else None
    return app.name if app else ""
