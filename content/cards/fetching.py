"""Calling the page behind a link and its picture."""

from __future__ import annotations

from dataclasses import dataclass

from content.cards.calling import OK, Unreadable, call, require_good
from content.cards.reading import PageFacts, read_page
from content.pictures.uses import ACCEPTED

PAGE_BYTES, PICTURE_BYTES = 2_000_000, 8_000_000
PAGE_TYPES = ("text/html", "application/xhtml+xml")
PICTURE_TYPES = (*ACCEPTED, "image/jpg", "application/octet-stream")
"""What a server may call a picture; what it is, its content tells."""


@dataclass(frozen=True)
class Fetched:
    """What a page says, and its picture's bytes (b"" where there is none to be had).

    `address` is where the page was in the end.
    """

    facts: PageFacts
    picture: bytes = b""
    address: str = ""


def fetch_card(url: str) -> Fetched:
    """Read the page behind a link, and its picture. Raises Unreadable: only the page has to be."""
    reply = call(url, PAGE_TYPES, PAGE_BYTES)
    require_good(reply.status_code)
    address = reply.url or url
    facts = read_page(reply.content, reply.headers.get("Content-Type", ""), address)
    if not facts.title:
        raise Unreadable("untitled")
    return Fetched(facts, _picture(facts.picture), address)


def _picture(address: str) -> bytes:
    """Return a picture's bytes; a card without one is a card."""
    if not address:
        return b""
    try:
        reply = call(address, PICTURE_TYPES, PICTURE_BYTES)
    except Unreadable:
        return b""
    return bytes(reply.content) if reply.status_code == OK else b""
