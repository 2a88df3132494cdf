"""Posts with a hashtag, as one server knows them: of the whole network it sees a part.

Mastodon's own ids begin with the moment a post was made, in milliseconds: where the first page
shows that a server's do, the next one is that of the day's end. Elsewhere every page is read.

Source: https://docs.joinmastodon.org/methods/timelines/#tag, read 2026-08.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from sharing.networks.base import Grant
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.mastodon.statuses import created_at
from sharing.networks.tagged import TagCount, counted
from sharing.networks.wire import unclear

MOST_PAGES = 20
_PAGE = "40"
CLOSE = timedelta(minutes=1)
"""How far a server's clocks may be apart."""
LONGEST_NUMBER = 20


def count(grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
    """Count the posts that were made in a span; the newest eight hundred of it at most.

    Where ids don't tell moments, of the newest eight hundred until now.
    """
    return counted(_pages(grant, tag, until), since=since, until=until, most_pages=MOST_PAGES)


def _pages(grant: Grant, tag: str, until: datetime) -> Iterator[list[tuple[str, datetime | None]]]:
    path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
    call = Call("GET", grant.host, path, token=grant.access_token)
    cursor = list[tuple[str, str]]()
    while True:
        found = send(replace(call, params=[("limit", _PAGE), *cursor]))
        if not isinstance(found, list):
            raise unclear(grant.host)
        page = [one for one in found if isinstance(one, dict) and one.get("id")]
        told = [(str(one["id"]), created_at(one)) for one in page]
        yield told
        if not page:
            return
        last = str(page[-1]["id"])
        cursor = [("max_id", _id_at(until) if not cursor and _is_ahead(told, until) else last)]


def _is_ahead(page: list[tuple[str, datetime | None]], until: datetime) -> bool:
    """Tell whether a page ends after a moment, and its ids tell when its posts were made."""
    moments = [at for key, at in page if at is not None and _tells(key, at)]
    return len(moments) == len(page) and moments[-1] > until + CLOSE


def _tells(key: str, at: datetime) -> bool:
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER):
        return False
    return abs((int(key) >> 16) - at.timestamp() * 1000) <= CLOSE.total_seconds() * 1000


def _id_at(moment: datetime) -> str:
    """Return an id that is higher than those of all posts made before a moment."""
    return str(int((moment + CLOSE).timestamp() * 1000) << 16)
