"""Fetching a feed, and finding the feeds of a site."""

from __future__ import annotations

from dataclasses import dataclass

from content.cards.calling import Unreadable, call, require_good
from content.cards.charsets import text_of
from content.cards.fetching import PAGE_TYPES
from content.cards.reading import Link, links_of
from content.feeds.json import read_json
from content.feeds.markup import read_markup
from content.feeds.values import Feed

FEED_BYTES = 5_000_000
MARKUP_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
JSON_TYPES = ("application/feed+json", "application/json")
LOOSE_TYPES = ("application/xml", "text/xml", "text/plain", "text/html", "application/octet-stream")
"""What servers call feeds besides; what it is, its content tells."""
FEED_TYPES = (*MARKUP_TYPES, *JSON_TYPES, *LOOSE_TYPES)
POINTED_AT = frozenset({*MARKUP_TYPES, *JSON_TYPES, "text/xml", "application/xml"})
MOST_FOUND = 10
NOT_MODIFIED = 304
VALIDATOR_LENGTH = 300


@dataclass(frozen=True)
class Fetched:
    """What a server answered: a feed, or None where nothing has changed.

    `etag` and `last_modified` are its own words for this state, "" where it has none.
    """

    feed: Feed | None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Found:
    """What is behind an address: a feed itself, or a page and the feeds it points to."""

    address: str
    feed: Feed | None = None
    feeds: tuple[Link, ...] = ()


def fetch_feed(url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Read a feed, unless its server says that nothing has changed since. Raises Unreadable."""
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in asked.items() if value}
    reply = call(url, FEED_TYPES, FEED_BYTES, headers)
    if reply.status_code == NOT_MODIFIED and headers:
        return Fetched(None, etag, last_modified)
    require_good(reply.status_code)
    told = reply.headers
    feed = read_feed(reply.content, told.get("Content-Type", ""), reply.url or url)
    etag, last_modified = _validator(told.get("ETag")), _validator(told.get("Last-Modified"))
    return Fetched(feed, etag, last_modified)


def find_feeds(url: str) -> Found:
    """Read a feed, or what feeds a page points to. Raises Unreadable; "no_feed" where none."""
    reply = call(url, (*FEED_TYPES, *PAGE_TYPES), FEED_BYTES)
    require_good(reply.status_code)
    kind, address = reply.headers.get("Content-Type", ""), reply.url or url
    try:
        return Found(address, feed=read_feed(reply.content, kind, address))
    except Unreadable as error:
        if error.code != "no_feed":
            raise
    links = links_of(text_of(reply.content, kind), address, {"alternate"})
    feeds = {one.address: one for one in reversed(links) if one.mime_type in POINTED_AT}
    if not feeds:
        raise Unreadable("no_feed")
    return Found(address, feeds=tuple(reversed(feeds.values()))[:MOST_FOUND])


def read_feed(body: bytes, content_type: str, address: str) -> Feed:
    """Read a feed of any kind by what is in it. Raises Unreadable."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_json(body, address)
    return read_markup(body, content_type, address)


def _validator(told: str | None) -> str:
    """Return what a server calls this state, as it may be sent back; "" for anything else."""
    fits = (
        told is not None and len(told) <= VALIDATOR_LENGTH and told.isascii() and told.isprintable()
    )
    return told or "" if fits else ""
