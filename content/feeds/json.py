"""Reading JSON Feed. Source: https://www.jsonfeed.org/version/1.1/, read 2026-11-26."""

from __future__ import annotations

import json
from typing import Any

from content.cards.calling import Unreadable
from content.cards.charsets import text_of
from content.cards.reading import web_address
from content.feeds.items import moment_of
from content.feeds.values import (
    LANGUAGE_LENGTH,
    LINK_LENGTH,
    MOST_ENTRIES,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Entry,
    Feed,
)
from content.feeds.wording import plain, plain_text

VERSION = "jsonfeed.org/version/"


def read_json(body: bytes, address: str) -> Feed:
    """Read a JSON Feed that came from `address`. Raises Unreadable: "no_feed", "broken", "deep"."""
    try:
        told = json.loads(text_of(body, "application/json; charset=utf-8"))
    except RecursionError:
        raise Unreadable("deep") from None
    except ValueError:
        raise Unreadable("broken") from None
    if not isinstance(told, dict) or VERSION not in _text(told, "version"):
        raise Unreadable("no_feed")
    items = told.get("items")
    seen = [
        _entry(one, address) for one in (items if isinstance(items, list) else [])[:MOST_ENTRIES]
    ]
    entries = tuple(one for one in seen if one is not None)
    return Feed(
        kind=f"JSON Feed {_text(told, 'version').rpartition('/')[2][:8]}",
        title=plain_text(_text(told, "title"), TITLE_LENGTH),
        entries=entries,
        language=_text(told, "language")[:LANGUAGE_LENGTH],
        unusable=len(seen) - len(entries),
    )


def _entry(told: Any, address: str) -> Entry | None:
    if not isinstance(told, dict):
        return None
    link = web_address(_text(told, "url") or _text(told, "external_url"), address)
    summary = plain_text(_text(told, "summary") or _text(told, "content_text"), SUMMARY_LENGTH)
    summary = summary or plain(_text(told, "content_html"), SUMMARY_LENGTH)
    title = plain_text(_text(told, "title") or summary, TITLE_LENGTH)
    if not link or len(link) > LINK_LENGTH or not title:
        return None
    dates = (_text(told, "date_published"), _text(told, "date_modified"))
    return Entry(title, link, summary, next(filter(None, map(moment_of, dates)), None))


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
