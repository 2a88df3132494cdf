"""Mastodon's rate limits. Source: https://docs.joinmastodon.org/api/rate-limits/ and
`config/initializers/rack_attack.rb`, `app/lib/rate_limiter.rb` of mastodon/mastodon, 2026-11-22.
"""

from __future__ import annotations

from flask import g, request

from playground.limits import Room, Rule
from playground.networks.mastodon.auth import bearer
from playground.world import world

_MEDIA = {"mastodon.media.create"}
_DELETES = {"mastodon.statuses.delete", "mastodon.statuses.unreblog"}
_CREATES = {"mastodon.statuses.create", "mastodon.statuses.reblog"}


def rules(route: str) -> list[Rule]:
    """What every request to the API counts against: the token and the person, or the address."""
    if not request.path.startswith("/api/"):
        return []
    if g.caller is None:
        return _rule("ip", request.remote_addr or "")
    found = [*_rule("token", bearer()), *_rule("user", g.caller.id)]
    if route in _MEDIA:
        return [*found, *_rule("media", g.caller.id)]
    return [*found, *_rule("deletes", g.caller.id)] if route in _DELETES else found


def quotas(route: str) -> list[Rule]:
    """What only a new post or boost counts against."""
    if g.caller is None or route not in _CREATES:
        return []
    return _rule("statuses", g.caller.id)


def headers(room: Room) -> dict[str, str]:
    """The headers that say how much is left; the reset is ISO 8601 with microseconds."""
    return {
        "X-RateLimit-Limit": str(room.limit),
        "X-RateLimit-Remaining": str(max(0, room.remaining)),
        "X-RateLimit-Reset": room.reset_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


def _rule(name: str, key: str) -> list[Rule]:
    limit = world().settings.values.rate_limits[name]
    return [Rule(name, f"mastodon:{key}", *limit)] if limit else []
