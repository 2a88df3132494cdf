"""Looking at what is behind an address, before it becomes a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from content.cards.calling import Unreadable
from content.cards.reading import Link
from content.feeds.addresses import key_of
from content.feeds.fetching import find_feeds
from content.feeds.values import Entry, Feed
from content.services.addresses import known_keys

SHOWN = 5
"""Entries that are shown of a feed."""


@dataclass(frozen=True)
class ShownEntry:
    """An entry of a feed that is looked at, and whether there is a post about it already."""

    entry: Entry
    is_known: bool

    @property
    def host(self) -> str:
        """Return where it leads."""
        return urlsplit(self.entry.link).hostname or ""


@dataclass(frozen=True)
class Looked:
    """What is behind an address: one feed, or several to choose from, or what is wrong."""

    address: str
    feed: Feed | None = None
    feeds: tuple[Link, ...] = ()
    problem: str = ""

    @property
    def host(self) -> str:
        """Return where it is."""
        return urlsplit(self.address).hostname or ""


def look_at(address: str) -> Looked:
    """Look for feeds at an address, outside any scope; a site's only feed is opened at once."""
    try:
        found = find_feeds(address)
        if len(found.feeds) == 1:
            found = find_feeds(found.feeds[0].address)
    except Unreadable as error:
        return Looked(address, problem=error.code)
    if found.feed is None and not found.feeds:
        return Looked(address, problem="no_feed")
    return Looked(found.address, found.feed, found.feeds)


def shown_entries(feed: Feed, now: datetime) -> list[ShownEntry]:
    """Return the newest entries of a feed as they would become posts. One query."""
    newest = sorted(feed.entries, key=lambda one: one.at or now, reverse=True)[:SHOWN]
    known = known_keys(key_of(one.link) for one in newest)
    return [ShownEntry(one, key_of(one.link) in known) for one in newest]
