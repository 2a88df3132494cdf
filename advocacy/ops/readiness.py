"""Whether the installation does its work: everything it needs is there, and nothing stalls."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from redis.exceptions import RedisError

from advocacy.ops.alive import LATE_S, beat_age_s, worker_ages_s
from advocacy.ops.work import stalled, waiting

KEPT_S = 5.0
"""One look serves everybody for so long, so that asking costs nothing."""

_lock = threading.Lock()
_last: tuple[float, tuple[str, ...]] | None = None


def problems() -> tuple[str, ...]:
    """Return why it is not ready, in plain words, none when it is; looked at every few seconds."""
    global _last  # noqa: PLW0603 (one for the process, under the lock)
    with _lock:
        if _last is None or time.monotonic() - _last[0] > KEPT_S:
            _last = time.monotonic(), look(timezone.now())
        return _last[1]


def look(now: datetime) -> tuple[str, ...]:
    """Look now. Asks the database and the broker, nothing else."""
    try:
        missing = missing_migrations()
        if missing:
            return (f"{len(missing)} migrations are not applied: run `manage.py migrate`.",)
        found = _stalled(now)
    except DatabaseError:
        return ("The database does not answer.",)
    return (*found, *_broker(now))


@lru_cache(maxsize=1)
def on_disk() -> frozenset[tuple[str, str]]:
    """Return the migrations of this code, as (app, name)."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def missing_migrations() -> list[str]:
    """Return the names of migrations this code has and the database has not."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in on_disk() - applied)


def _stalled(now: datetime) -> list[str]:
    return [
        f"Work stalls: the oldest of “{name}” is due since {queue.oldest_s / 60:.0f} minutes."
        for name, queue in stalled(waiting(now), settings.STALLED_AFTER_S).items()
    ]


def _broker(now: datetime) -> list[str]:
    try:
        age, ages = beat_age_s(now), worker_ages_s(now)
    except RedisError:
        return ["The broker does not answer."]
    found = []
    if age is None:
        found.append("Beat has never ticked: start it.")
    elif age > LATE_S:
        found.append(f"Beat has not ticked for {age:.0f} seconds.")
    for queue, silent_s in ages.items():
        if silent_s is None:
            found.append(f"No worker of the queue “{queue}” was ever heard of: start one.")
        elif silent_s > LATE_S:
            found.append(
                f"No worker of the queue “{queue}” was heard of for {silent_s:.0f} seconds."
            )
    return found
