"""How posts are doing, as the AppView counts: likes, answers, reposts and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sharing.networks.bluesky.calls import query, send
from sharing.networks.bluesky.errors import unclear

METRICS = ("reactions", "comments", "reshares")
BATCH = 25
"""How many posts one call measures."""


def read(host: str, token: str, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """Read the lifetime totals of posts; those that are not shown are left out."""
    measured: dict[str, dict[str, int | None]] = {}
    for start in range(0, len(remote_ids), BATCH):
        wanted = remote_ids[start : start + BATCH]
        uris = [("uris", remote_id) for remote_id in wanted]
        found = send(query(host, "app.bsky.feed.getPosts", *uris, token=token))
        posts = found.get("posts") if isinstance(found, dict) else None
        if not isinstance(posts, list):
            raise unclear(host)
        for post in posts:
            if isinstance(post, dict) and post.get("uri") in wanted:
                measured[str(post["uri"])] = totals(post)
    return measured


def totals(post: dict[str, Any]) -> dict[str, int | None]:
    """Read one post's totals; a quote is a reshare too. Bookmarks are private and stay out."""
    return {
        "reactions": _count(post.get("likeCount")),
        "comments": _count(post.get("replyCount")),
        "reshares": _sum(_count(post.get("repostCount")), _count(post.get("quoteCount"))),
    }


def _sum(reposts: int | None, quotes: int | None) -> int | None:
    if reposts is None and quotes is None:
        return None
    return (reposts or 0) + (quotes or 0)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
