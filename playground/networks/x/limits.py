"""X's rate limits, per person and endpoint. Source: docs.x.com, rate limits, read 2026-11-22."""

from __future__ import annotations

from flask import g, request

from playground.limits import Room, Rule
from playground.networks.x.auth import token
from playground.networks.x.errors import Refused
from playground.world import world

_RULES = {
    "x.tweets.create": ("x_posts",),
    "x.tweets.delete": ("x_deletes",),
    "x.tweets.list": ("x_reads",),
    "x.tweets.get": ("x_reads",),
    "x.users.me": ("x_me",),
    "x.users.tweets": ("x_timeline",),
    "x.media.upload": ("x_media",),
    "x.media.metadata": ("x_media",),
    "x.media.initialize": ("x_pieces",),
    "x.media.append": ("x_pieces",),
    "x.media.finalize": ("x_pieces",),
}


def rules(route: str) -> list[Rule]:
    """What a request counts against: the person's limits, and for posts the app's a day."""
    if g.caller is None or not request.path.startswith("/2/"):
        return []
    found = [rule for name in _RULES.get(route, ()) for rule in _rule(name, g.caller.id)]
    if route != "x.tweets.create":
        return found
    try:
        return [*found, *_rule("x_posts_app", str(token().app_id))]
    except Refused:
        return found


def quotas(route: str) -> list[Rule]:
    """Nothing counts only what was really made."""
    del route
    return []


def headers(room: Room) -> dict[str, str]:
    """The headers that say how much is left; the reset is in seconds since 1970."""
    return {
        "x-rate-limit-limit": str(room.limit),
        "x-rate-limit-remaining": str(max(0, room.remaining)),
        "x-rate-limit-reset": str(int(room.reset_at.timestamp())),
    }


def _rule(name: str, key: str) -> list[Rule]:
    limit = world().settings.values.rate_limits[name]
    return [Rule(name, f"x:{key}", *limit)] if limit else []
