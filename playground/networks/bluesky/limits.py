"""Bluesky's rate limits. Source: https://docs.bsky.app/docs/advanced-guides/rate-limits and
`packages/pds` of bluesky-social/atproto, commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

from flask import g, request

from playground.limits import Room, Rule
from playground.world import world

_POINTS = {
    "bluesky.repo.createRecord": 3,
    "bluesky.repo.putRecord": 2,
    "bluesky.repo.deleteRecord": 1,
}


def rules(route: str) -> list[Rule]:
    """What every request counts against: the address, and the person where it writes."""
    if not request.path.startswith("/xrpc/"):
        return []
    found = _rule("bluesky_ip", request.remote_addr or "")
    person = g.caller.id if g.caller else request.remote_addr or ""
    if route == "bluesky.server.createSession":
        found += _rule("bluesky_sign_ins", person) + _rule("bluesky_sign_ins_day", person)
    elif route == "bluesky.repo.uploadBlob":
        found += _rule("bluesky_uploads", person)
    # A write costs points: as many requests as it has of them.
    return found + _rule("bluesky_writes", person) * _POINTS.get(route, 0)


def quotas(route: str) -> list[Rule]:
    """Nothing counts only what was really made."""
    del route
    return []


def headers(room: Room) -> dict[str, str]:
    """The headers that say how much is left; the reset is in seconds since 1970."""
    return {
        "RateLimit-Limit": str(room.limit),
        "RateLimit-Remaining": str(max(0, room.remaining)),
        "RateLimit-Reset": str(int(room.reset_at.timestamp())),
        "RateLimit-Policy": f"{room.limit};w={room.window_s}",
    }


def _rule(name: str, key: str) -> list[Rule]:
    limit = world().settings.values.rate_limits[name]
    return [Rule(name, f"bluesky:{key}", *limit)] if limit else []
