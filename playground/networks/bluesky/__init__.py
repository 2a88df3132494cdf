"""Bluesky, as its account server and its AppView answer on one host: posts, pictures, counts."""

from __future__ import annotations

from playground.accounts import Account
from playground.entries import Entry
from playground.networks.base import Network
from playground.networks.bluesky import blobs, feed, repo, server, text
from playground.networks.bluesky.auth import caller
from playground.networks.bluesky.errors import problem
from playground.networks.bluesky.identity import did_of, handle_of
from playground.networks.bluesky.limits import headers, quotas, rules
from playground.networks.bluesky.routes import api
from playground.networks.bluesky.writing import keep, put_earlier
from playground.world import world

ROUTES = (blobs, feed, repo, server)


def _html(entry: Entry) -> str:
    record = world().records.of_post(entry.id)
    shown = record.value if record else {"text": entry.text}
    return text.html(shown, world().base_url())


def _tags(content: str) -> tuple[str, ...]:
    return text.tags_of({"facets": text.detect(content)})


def _address(entry: Entry, author: Account) -> str:
    record = world().records.of_post(entry.id)
    if record is None:
        return f"/@{author.username}/{entry.id}"
    return f"/profile/{record.did}/post/{record.rkey}"


def _name(person: Account) -> str:
    return f"@{handle_of(person.username)}"


BLUESKY = Network(
    name="bluesky",
    label="Bluesky",
    blueprint=api,
    default_scopes=(),
    caller=caller,
    problem=problem,
    rules=rules,
    quotas=quotas,
    limit_headers=headers,
    html=_html,
    tags=_tags,
    address=_address,
    handle=_name,
    written=keep,
)

__all__ = ["BLUESKY", "did_of", "handle_of", "put_earlier"]
