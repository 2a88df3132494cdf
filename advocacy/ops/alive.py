"""Signs of life: keys at the broker, for everybody, and a file for a process's own keeper."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import redis
from celery.beat import Scheduler
from django.conf import settings
from redis.exceptions import RedisError

BEAT_KEY, WORKER_KEY = "advocacy:beat", "advocacy:worker"
EVERY_S = 5.0


def sign_of_life(**_: Any) -> None:
    """Touch ALIVE_FILE, if there is one: whoever keeps this process looks at its age."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()


def beat_age_s(now: datetime) -> float | None:
    """Return the seconds since beat last ticked, None when it never did. Raises RedisError."""
    return _age_s(BEAT_KEY, now)


def worker_age_s(now: datetime) -> float | None:
    """Return the seconds since any worker was last heard of, None for never. Raises RedisError."""
    return _age_s(WORKER_KEY, now)


def _age_s(key: str, now: datetime) -> float | None:
    told = cast("bytes | None", _server().get(key))
    return max(0.0, now.timestamp() - float(told)) if told else None


def note_beat() -> None:
    """Write down that beat has just ticked; without the broker nothing is due to tick anyway."""
    sign_of_life()
    with suppress(RedisError):
        _server().set(BEAT_KEY, time.time())


_worker_told_at = 0.0


def note_worker(**_: Any) -> None:
    """Write down that a worker lives, with its heartbeat; every few seconds are enough."""
    global _worker_told_at  # noqa: PLW0603 (one for the process)
    sign_of_life()
    if time.monotonic() - _worker_told_at >= EVERY_S:
        _worker_told_at = time.monotonic()
        with suppress(RedisError):
            _server().set(WORKER_KEY, time.time())


def _server() -> redis.Redis:
    return _client(settings.REDIS_URL)


@lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    """Return one client for the life of a process: it keeps its connection."""
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


class Clock(Scheduler):
    """Celery's own scheduler, which also says that it is alive.

    It keeps nothing on disk: whatever it wakes finds out from the rows what is due, so a restart
    only begins every interval anew.
    """

    _told_at = 0.0

    def setup_schedule(self) -> None:
        """Take what `advocacy.celery` says."""
        self.merge_inplace(self.app.conf.beat_schedule)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due, tell that we did, and return the seconds until the next tick."""
        wait_s: float = super().tick(*args, **kwargs)
        if time.monotonic() - self._told_at >= EVERY_S:
            self._told_at = time.monotonic()
            note_beat()
        return wait_s
