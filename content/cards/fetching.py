"""Calling the page behind a link and its picture, through the guarded client and no other way."""

from __future__ import annotations

from dataclasses import dataclass

from requests import Response

from content.cards.reading import PageFacts, read_page
from content.pictures.uses import ACCEPTED
from outbound import (
    NotSent,
    OutboundError,
    RedirectRefused,
    Refused,
    Session,
    TooLarge,
    Untrusted,
    WrongType,
    is_allowed,
)

PAGE_BYTES, PICTURE_BYTES = 2_000_000, 8_000_000
PAGE_TYPES = ("text/html", "application/xhtml+xml")
PICTURE_TYPES = (*ACCEPTED, "image/jpg", "application/octet-stream")
"""What a server may call a picture; what it is, its content tells."""
TIMEOUT_S, REDIRECTS = 10.0, 5
OK, TOO_MANY = 200, 429
SERVER_ERRORS, REQUEST_TIMEOUT = range(500, 600), 408
GONE = frozenset({404, 410})
CLOSED = frozenset({401, 403, 407, 451})

KINDS: tuple[tuple[tuple[type[OutboundError], ...], str, bool], ...] = (
    ((Refused, RedirectRefused), "forbidden", False),
    ((WrongType,), "type", False),
    ((TooLarge,), "too_large", False),
    ((Untrusted,), "untrusted", True),
    ((NotSent,), "unreachable", True),
)
"""What the client's failures mean here, and whether they may pass; any other: it was too slow."""


class Unreadable(Exception):
    """A page can't be read; `code` says why, `may_pass` whether it could be otherwise later."""

    def __init__(self, code: str, *, may_pass: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.may_pass = may_pass


@dataclass(frozen=True)
class Fetched:
    """What a page says, and its picture's bytes (b"" where there is none to be had)."""

    facts: PageFacts
    picture: bytes = b""


def fetch_card(url: str) -> Fetched:
    """Read the page behind a link, and its picture. Raises Unreadable: only the page has to be."""
    try:
        reply = _get(url, PAGE_TYPES, PAGE_BYTES)
    except OutboundError as error:
        raise _unreadable(error) from None
    _require_good(reply.status_code)
    facts = read_page(reply.content, reply.headers.get("Content-Type", ""), reply.url or url)
    if not facts.title:
        raise Unreadable("untitled")
    return Fetched(facts, _picture(facts.picture))


def _picture(address: str) -> bytes:
    """Return a picture's bytes; a card without one is a card."""
    if not address:
        return b""
    try:
        reply = _get(address, PICTURE_TYPES, PICTURE_BYTES)
    except OutboundError:
        return b""
    return bytes(reply.content) if reply.status_code == OK else b""


def _get(url: str, types: tuple[str, ...], most: int) -> Response:
    with Session(
        timeout_s=TIMEOUT_S,
        max_bytes=most,
        content_types=types,
        redirects=REDIRECTS,
        cross_host=True,
    ) as session:
        return session.get(_secure(url), headers={"Accept": ", ".join(types)})


def _secure(url: str) -> str:
    """Ask over TLS also where the link does not: plain http is not used outside development."""
    scheme, _, rest = url.partition("://")
    host = rest.split("/", 1)[0]
    return url if scheme != "http" or is_allowed(host) else f"https://{rest}"


def _require_good(status: int) -> None:
    if status == OK:
        return
    if status in SERVER_ERRORS or status in {TOO_MANY, REQUEST_TIMEOUT}:
        raise Unreadable("busy", may_pass=True)
    code = "gone" if status in GONE else "closed" if status in CLOSED else "refused"
    raise Unreadable(code)


def _unreadable(error: OutboundError) -> Unreadable:
    for kinds, code, may_pass in KINDS:
        if isinstance(error, kinds):
            return Unreadable(code, may_pass=may_pass)
    return Unreadable("slow", may_pass=True)
