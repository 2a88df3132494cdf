"""Waking workers. A wake-up names no row and may be lost; from clicks, at most one a second."""

from __future__ import annotations

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger("tenants.wakeups")


def wake_on_commit(task: str, *, in_s: float = 0) -> None:
    """Ask workers to look for work after this transaction, `in_s` seconds from then."""
    transaction.on_commit(lambda: wake(task, in_s=in_s))


def wake(task: str, *, in_s: float = 0) -> None:
    """Ask workers to look for work; the clock's own tick finds it too if this is lost."""
    if not cache.add(f"wake:{task}:{in_s}", 1, timeout=1):
        return
    _send(task, in_s=in_s, expires_s=in_s + 30)


def take_turn(task: str, *, times: int = 1) -> None:
    """Ask for one more turn while there is more to do, or for several: then free workers join in.

    Not held to once a second; the short life bounds how many turns can stand in the queue.
    """
    for _ in range(times):
        _send(task, in_s=0, expires_s=5 if times == 1 else 2)


def _send(task: str, *, in_s: float, expires_s: float) -> None:
    try:
        current_app.send_task(task, countdown=in_s, expires=expires_s, retry=False)
    except (OperationalError, RedisError):
        log.warning("wakeup.lost", task=task)
