"""Signs of life: keys at the broker, for everybody, and a file for a process's own keeper."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import redis
from celery import current_app
from celery.beat import Scheduler
from django.conf import settings
from redis.exceptions import RedisError

BEAT_KEY, WORKER_KEY = "advocacy:beat", "advocacy:worker:{}"
EVERY_S = 5.0
LATE_S = 60.0
"""So long one of them may be silent before something is wrong."""


def sign_of_life(**_: Any) -> None:
    """Touch ALIVE_FILE, if there is one: whoever keeps this process looks at its age."""
    if settings.ALIVE_FILE:
        Path(settings.ALIVE_FILE).touch()


def beat_age_s(now: datetime) -> float | None:
    """Return the seconds since beat last ticked, None when it never did. Raises RedisError."""
    return _age(cast("bytes | None", _server().get(BEAT_KEY)), now)


def worker_ages_s(now: datetime) -> dict[str, float | None]:
    """Return, for each queue, the seconds since a worker of it was last heard of, None for never.

    Raises RedisError.
    """
    told = cast(
        "list[bytes | None]", _server().mget([WORKER_KEY.format(q) for q in settings.QUEUES])
    )
    return {queue: _age(one, now) for queue, one in zip(settings.QUEUES, told, strict=True)}


def _age(told: bytes | None, now: datetime) -> float | None:
    return max(0.0, now.timestamp() - float(told)) if told else None


def note_beat() -> None:
    """Write down that beat has just ticked; without the broker nothing is due to tick anyway."""
    sign_of_life()
    with suppress(RedisError):
        _server().set(BEAT_KEY, time.time())


_worker_told_at = 0.0


def note_worker(**_: Any) -> None:
    """Write down that a worker lives, for each queue that it takes from, with its heartbeat.

    Every few seconds are enough.
    """
    global _worker_told_at  # noqa: PLW0603 (one for the process)
    sign_of_life()
    if time.monotonic() - _worker_told_at >= EVERY_S:
        _worker_told_at = time.monotonic()
        with suppress(RedisError):
            taken = current_app.amqp.queues.consume_from
            _server().mset({WORKER_KEY.format(queue): time.time() for queue in taken})


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
