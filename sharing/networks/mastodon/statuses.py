"""Posts as the server shows them: receipts, recognising our own, counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from sharing.networks.base import (
    Attempted,
    Receipt,
)
from sharing.networks.mastodon.counting import without_hosts

METRICS = {
    "reactions": "favourites_count",
    "comments": "replies_count",
    "reshares": "reblogs_count",
}
"""Our metric to the server's field."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far a server's clock may be from ours."""


def receipt(status: object) -> Receipt | None:
    """Read a receipt out of a status; None when it is none."""
    if not isinstance(status, dict) or not isinstance(status.get("id"), str | int):
        return None
    url = status.get("url") or status.get("uri")
    return Receipt(
        remote_id=str(status["id"]),
        url=url if isinstance(url, str) else "",
        created_at=created_at(status),
    )


def created_at(status: dict[str, Any]) -> datetime | None:
    """Read when a status was made (UTC); None when it does not say."""
    try:
        instant = datetime.fromisoformat(str(status.get("created_at")))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def counts(status: dict[str, Any]) -> dict[str, int | None]:
    """Read the lifetime totals; a count that is not there is None, never 0."""
    return {metric: _count(status.get(field)) for metric, field in METRICS.items()}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def find(attempted: Attempted, statuses: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Find the attempt's post: by the share's own link, else by its text, since it was tried."""
    candidates = [(status, _read(status)) for status in statuses if not status.get("reblog")]
    link = _bare(attempted.draft.link)
    if link and link in attempted.draft.text:
        for status, shown in candidates:
            if link in shown.links:
                return status
    wanted = _squeezed(attempted.draft.text)
    for status, shown in candidates:
        if _squeezed(shown.text) == wanted and _is_since(attempted, status):
            return status
    return None


def _is_since(attempted: Attempted, status: dict[str, Any]) -> bool:
    """Whether it can be this attempt's: no later bound, because a slow server takes its time."""
    made = created_at(status)
    return made is not None and made >= attempted.started_at - CLOCK_SKEW


@dataclass
class _Shown:
    text: str
    links: set[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.add(_bare(dict(attrs).get("href") or ""))
        elif tag in {"br", "p", "div"}:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _read(status: dict[str, Any]) -> _Shown:
    reader = _Reader()
    reader.feed(str(status.get("content") or ""))
    reader.close()
    text = "".join(reader.pieces)
    # Servers that do not turn links into anchors show them as they are.
    plain = {_bare(word) for word in re.findall(r"https?://[^\s<>\"]+", text)}
    return _Shown(text, reader.links | plain)


def _bare(link: str) -> str:
    return link.rstrip("/.,;:!?")


def _squeezed(text: str) -> str:
    """Leave what no server changes: a mention is shown with its host only when nobody was found."""
    return "".join(unicodedata.normalize("NFC", without_hosts(text)).casefold().split())
