"""Calling a stranger's server, through the guarded client and no other way."""

from __future__ import annotations

from collections.abc import Mapping

from requests import Response

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


def call(
    url: str, types: tuple[str, ...], max_bytes: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Ask for a page, whatever its status. Raises Unreadable."""
    asked = {"Accept": ", ".join(types), **(headers or {})}
    try:
        with Session(
            timeout_s=TIMEOUT_S,
            max_bytes=max_bytes,
            content_types=types,
            redirects=REDIRECTS,
            cross_host=True,
        ) as session:
            return session.get(secure(url), headers=asked)
    except OutboundError as error:
        raise _unreadable(error) from None


def require_good(status: int) -> None:
    """Refuse an answer that is no page. Raises Unreadable."""
    if status == OK:
        return
    if status in SERVER_ERRORS or status in {TOO_MANY, REQUEST_TIMEOUT}:
        raise Unreadable("busy", may_pass=True)
    code = "gone" if status in GONE else "closed" if status in CLOSED else "refused"
    raise Unreadable(code)


def secure(url: str) -> str:
    """Return the address to ask at, over TLS: plain http is not used outside development."""
    scheme, _, rest = url.partition("://")
    host = rest.split("/", 1)[0]
    return url if scheme != "http" or is_allowed(host) else f"https://{rest}"


def _unreadable(error: OutboundError) -> Unreadable:
    for kinds, code, may_pass in KINDS:
        if isinstance(error, kinds):
            return Unreadable(code, may_pass=may_pass)
    return Unreadable("slow", may_pass=True)
