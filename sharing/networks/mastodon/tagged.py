"""Posts with a hashtag, as one server knows them: of the whole network it sees a part.

Source: https://docs.joinmastodon.org/methods/timelines/#tag, read 2026-08.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from sharing.networks.base import Grant
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.mastodon.statuses import created_at
from sharing.networks.tagged import TagCount, counted
from sharing.networks.wire import unclear

MOST_PAGES = 20
_PAGE = "40"


def count(grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
    """Count the posts that were made in a span; of the newest eight hundred at most."""
    return counted(_pages(grant, tag), since=since, until=until, most_pages=MOST_PAGES)


def _pages(grant: Grant, tag: str) -> Iterator[list[tuple[str, datetime | None]]]:
    path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
    call = Call("GET", grant.host, path, token=grant.access_token)
    cursor = list[tuple[str, str]]()
    while True:
        found = send(replace(call, params=[("limit", _PAGE), *cursor]))
        if not isinstance(found, list):
            raise unclear(grant.host)
        page = [one for one in found if isinstance(one, dict) and one.get("id")]
        yield [(str(one["id"]), created_at(one)) for one in page]
        if not page:
            return
        cursor = [("max_id", str(page[-1]["id"]))]
