"""Pages of sharing."""

from __future__ import annotations

from sharing.views.compose import check, compose, share_now
from sharing.views.connections import connect, connections, consented, disconnect
from sharing.views.feed import feed
from sharing.views.shares import answer, box, cancel, delete, retry, row, shares

__all__ = [
    "answer",
    "box",
    "cancel",
    "check",
    "compose",
    "connect",
    "connections",
    "consented",
    "delete",
    "disconnect",
    "feed",
    "retry",
    "row",
    "share_now",
    "shares",
]
