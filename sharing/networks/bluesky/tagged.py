"""Posts with a hashtag, as the AppView finds them. Source: app.bsky.feed.searchPosts, read 2026-08.

Asked through the account's own server: the public AppView may want to know who asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sharing.networks import wire
from sharing.networks.base import Grant
from sharing.networks.bluesky.calls import query, send
from sharing.networks.bluesky.errors import unclear
from sharing.networks.tagged import TagCount, counted

MOST_PAGES = 10
_PAGE = "100"


def count(grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
    """Count the posts that were made in a span; the newest thousand at most.

    Not whole either where the search tells of more than it gives.
    """
    hits = list[int]()
    pages = _pages(grant, tag, since, until, hits)
    found = counted(pages, since=since, until=until, most_pages=MOST_PAGES)
    has_more = max(hits, default=0) > found.count
    return TagCount(found.count, is_whole=found.is_whole and not has_more)


def _pages(
    grant: Grant, tag: str, since: datetime, until: datetime, hits: list[int]
) -> Iterator[list[tuple[str, datetime | None]]]:
    """Yield the search's pages; `hits` takes how many posts it tells of."""
    cursor = list[tuple[str, str]]()
    while True:
        asked = [
            ("q", "*"),
            ("tag", tag),
            ("sort", "latest"),
            ("since", _stamp(since)),
            ("until", _stamp(until)),
            ("limit", _PAGE),
        ]
        call = query(
            grant.host, "app.bsky.feed.searchPosts", *asked, *cursor, token=grant.access_token
        )
        found = send(call)
        posts = found.get("posts") if isinstance(found, dict) else None
        if not isinstance(posts, list):
            raise unclear(grant.host)
        told = found.get("hitsTotal")
        hits += [told] if isinstance(told, int) else []
        yield [_read(post) for post in posts if isinstance(post, dict)]
        following = found.get("cursor")
        if not isinstance(following, str) or not following or not posts:
            return
        cursor = [("cursor", following)]


def _read(post: dict[str, Any]) -> tuple[str, datetime | None]:
    """Read address and moment: the earlier of when it says it was made and when it was seen."""
    record = post.get("record")
    stated = record.get("createdAt") if isinstance(record, dict) else None
    told = [wire.instant(str(text)) for text in (stated, post.get("indexedAt")) if text]
    return str(post.get("uri")), min((at for at in told if at is not None), default=None)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
