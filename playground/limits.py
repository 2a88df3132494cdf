"""Rate limits: fixed windows counted from the epoch, as Mastodon counts them.

Kept in memory: a restart forgives.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Rule:
    """How many requests one key (a token, a person, an address) has per window."""

    name: str
    key: str
    requests: int
    window_s: int


@dataclass(frozen=True)
class Room:
    """What is left of a rule's window, and when the next one begins."""

    limit: int
    remaining: int
    reset_at: datetime
    window_s: int = 300


class Limits:
    """Counts requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def room(self, rules: Sequence[Rule], *, now: datetime) -> Room | None:
        """What is left of the rule that is closest to its end; None without any rule."""
        with self._lock:
            rooms = [self._room(rule, now) for rule in rules]
        return min(rooms, key=lambda room: room.remaining, default=None)

    def spend(self, rules: Sequence[Rule], *, now: datetime) -> Room | None:
        """Count one request against every rule; `remaining` below zero means it was too much."""
        with self._lock:
            for rule in rules:
                window = int(now.timestamp()) // rule.window_s
                known, count = self._counts.get((rule.name, rule.key), (window, 0))
                spent = count + 1 if known == window else 1
                self._counts[rule.name, rule.key] = (window, spent)
        return self.room(rules, now=now)

    def forget(self) -> None:
        """Begin all windows anew."""
        with self._lock:
            self._counts.clear()

    def _room(self, rule: Rule, now: datetime) -> Room:
        window = int(now.timestamp()) // rule.window_s
        known, count = self._counts.get((rule.name, rule.key), (window, 0))
        spent = count if known == window else 0
        reset_at = datetime.fromtimestamp((window + 1) * rule.window_s, UTC)
        return Room(rule.requests, rule.requests - spent, reset_at, rule.window_s)
