"""Posts as X shows them: receipts, recognising our own, counts in both of its vocabularies."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import outbound
from sharing.networks.base import (
    Attempted,
    Receipt,
)
from sharing.networks.x.oauth import pages_host

METRICS = ("reactions", "comments", "reshares", "saves", "impressions", "link_clicks")
CLOCK_SKEW = timedelta(minutes=5)
"""How far X's clock may be from ours."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def receipt(host: str, post: object) -> Receipt | None:
    """Read a receipt out of a post; None when it is none."""
    if not isinstance(post, dict) or not isinstance(post.get("id"), str) or not post["id"]:
        return None
    # The address without the author's name leads there too.
    url = f"{outbound.origin(pages_host(host))}/i/status/{post['id']}"
    return Receipt(post["id"], url, created_at(post))


def created_at(post: dict[str, Any]) -> datetime | None:
    """Read when a post was made (UTC); None when it does not say."""
    try:
        instant = datetime.fromisoformat(str(post.get("created_at")))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def counts(post: dict[str, Any]) -> dict[str, int | None]:
    """Read the lifetime totals; a count that is not there is None, never 0.

    What only the author may see is there for 30 days.
    """
    public, private = _object(post, "public_metrics"), _object(post, "non_public_metrics")
    reposts = _first(public, "retweet_count", "repost_count")
    return {
        "reactions": _first(public, "like_count"),
        "comments": _first(public, "reply_count"),
        "reshares": None if reposts is None else reposts + (_first(public, "quote_count") or 0),
        "saves": _first(public, "bookmark_count"),
        "impressions": _first(private | public, "impression_count"),
        "link_clicks": _first(private, "url_link_clicks"),
    }


def _object(post: dict[str, Any], name: str) -> dict[str, Any]:
    value = post.get(name)
    return value if isinstance(value, dict) else {}


def _first(values: dict[str, Any], *names: str) -> int | None:
    for name in names:
        value = values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def find(attempted: Attempted, posts: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Find the attempt's post: by the share's own link, else by its text, since it was tried."""
    candidates = list(posts)
    link = _bare(attempted.draft.link)
    if link and attempted.draft.link in attempted.draft.text:
        for post in candidates:
            if link in {_bare(long) for _short, long in _links(post)}:
                return post
    wanted = _squeezed(attempted.draft.text)
    for post in candidates:
        made = created_at(post)
        is_since = made is not None and made >= attempted.started_at - CLOCK_SKEW
        if is_since and _squeezed(_unshortened(post)) == wanted:
            return post
    return None


def _links(post: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the short address of each link of a post with what was written; "" for pictures."""
    urls = _object(post, "entities").get("urls")
    found = []
    for link in urls if isinstance(urls, list) else []:
        if isinstance(link, dict) and isinstance(link.get("url"), str):
            long = "" if link.get("media_key") else str(link.get("expanded_url") or "")
            found.append((link["url"], long))
    return found


def _unshortened(post: dict[str, Any]) -> str:
    text = str(post.get("text") or "")
    for short, long in _links(post):
        text = text.replace(short, long)
    return html.unescape(text)


def _bare(link: str) -> str:
    return _SCHEME.sub("", link).rstrip("/.,;:!?")


def _squeezed(text: str) -> str:
    """Leave what X does not change: it gives links their scheme and drops space at the ends."""
    plain = unicodedata.normalize("NFC", _SCHEME.sub("", text))
    return "".join(plain.casefold().split())
