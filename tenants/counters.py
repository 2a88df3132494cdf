"""Counting what happens, for the metrics of the whole installation.

Each process adds up in memory and hands over every few seconds, in one round trip, to one hash at
the broker's server: so web processes, workers and machines count together, and any web process can
tell all of it. Counts may be lost with a process (the last seconds') or the server; nothing of the
product depends on them. Labels come from small fixed sets: never an organization, person or host.
"""

from __future__ import annotations

import atexit
import json
import os
import threading
import time
from collections import Counter
from functools import lru_cache
from typing import cast

import redis
from django.conf import settings
from redis.exceptions import RedisError

KEY = "advocacy:counters"
EVERY_S = 5.0

_lock = threading.Lock()
_pending: Counter[str] = Counter()
_handed_over_at = time.monotonic()


@lru_cache(maxsize=1)
def _server() -> redis.Redis:
    """Return this process's connection; it fails fast when the server is away."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Add to a count; now and then this hands over what has come together."""
    field = json.dumps([name, *sorted(labels.items())])
    with _lock:
        _pending[field] += amount  # type: ignore[assignment]  # seconds are not whole
    hand_over_in_time()


def hand_over_in_time() -> None:
    """Hand over if that was not done for a while; asked by whatever comes by regularly."""
    if time.monotonic() - _handed_over_at > EVERY_S:
        hand_over()


def hand_over() -> None:
    """Add this process's counts to everybody's; what can't be handed over is kept for next time."""
    global _pending, _handed_over_at
    with _lock:
        mine, _pending, _handed_over_at = _pending, Counter(), time.monotonic()
    if not mine:
        return
    pipeline = _server().pipeline(transaction=False)
    for field, amount in mine.items():
        pipeline.hincrbyfloat(KEY, field, amount)
    try:
        pipeline.execute()
    except RedisError:
        with _lock:
            _pending.update(mine)


def counted() -> list[tuple[str, dict[str, str], float]]:
    """Return (name, labels, value) of everything counted anywhere. Raises RedisError."""
    hand_over()
    found = cast("dict[bytes, bytes]", _server().hgetall(KEY))
    parts = [(json.loads(field), float(value)) for field, value in found.items()]
    return [(name, dict(labels), value) for (name, *labels), value in parts]


def _forget() -> None:
    """Start a forked child with nothing: what stands here is its parent's to hand over."""
    global _pending, _lock
    _lock, _pending = threading.Lock(), Counter()
    _server.cache_clear()


os.register_at_fork(after_in_child=_forget)
atexit.register(hand_over)
