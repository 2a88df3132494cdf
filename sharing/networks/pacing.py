"""What networks say about their limits beside each answer, for whoever listens around a call.

Adapters tell it as plain data and forget it; nobody has to listen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sharing.networks.wire import instant


class Scope(StrEnum):
    """Whose limit it is."""

    ACCOUNT = "account"
    APP = "app"


@dataclass(frozen=True)
class Pace:
    """A limit as a network told it: of `allowed` calls `remaining` are left until `resets_at`.

    `publishes` tells the limit of posts from those of other calls.
    """

    scope: Scope
    allowed: int
    remaining: int
    resets_at: datetime
    publishes: bool


@dataclass
class Heard:
    """What was told during a call of ours, which may be several at the network."""

    calls: int = 0
    paces: list[Pace] = field(default_factory=list)


_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear what is told inside the block."""
    heard = Heard()
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def tell(*paces: Pace | None) -> None:
    """Tell what came with one answer; None for a limit that was not named."""
    heard = _heard.get()
    if heard is not None:
        heard.calls += 1
        heard.paces += [pace for pace in paces if pace is not None]


def told(
    headers: Mapping[str, str],
    prefix: str,
    *,
    scope: Scope = Scope.ACCOUNT,
    publishes: bool,
    now: datetime,
    longest: timedelta,
) -> Pace | None:
    """Read `<prefix>-limit`, `-remaining` and `-reset`; None unless all three make sense.

    A reset is ISO 8601 or seconds since 1970. One that is past, or further away than the network's
    `longest` window, comes from a wrong clock and is not believed.
    """
    allowed, remaining = headers.get(f"{prefix}-limit", ""), headers.get(f"{prefix}-remaining", "")
    resets_at = instant(headers.get(f"{prefix}-reset", ""))
    if not (_is_count(allowed) and _is_count(remaining)) or resets_at is None:
        return None
    if not now < resets_at <= now + longest:
        return None
    return Pace(scope, int(allowed), int(remaining), resets_at, publishes)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - fits a column
