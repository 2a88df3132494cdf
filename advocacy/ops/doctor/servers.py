"""Broker and cache: there, apart, and set up for what they hold. And everybody's clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis.exceptions import ResponseError

from advocacy.ops.doctor.finding import Finding, problem, warning

PATIENCE_S = 3
MOST_SKEW_S = 5.0


def _open(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, decode_responses=True
    )


def check_broker(_: datetime) -> list[Finding]:
    """The broker never throws clicks and wake-ups away: not when full, not when restarted."""
    with _open(settings.REDIS_URL) as server:
        server.ping()
        try:
            told: Any = server.config_get("maxmemory-policy", "appendonly")
        except ResponseError:
            wrong = "The broker does not tell how it is set up."
            return [warning(wrong, "See that it is append-only and evicts nothing (noeviction).")]
    found = []
    if told.get("maxmemory-policy") != "noeviction":
        wrong = f"The broker throws data away when full ({told.get('maxmemory-policy')})."
        found.append(problem(wrong, "Set maxmemory-policy to noeviction at REDIS_URL."))
    if told.get("appendonly") != "yes":
        wrong = (
            "The broker forgets everything when it restarts: clicks of the last second are lost."
        )
        found.append(warning(wrong, "Set appendonly to yes at REDIS_URL."))
    return found


def check_cache(_: datetime) -> list[Finding]:
    """The cache is there, and emptying it empties nothing else."""
    url = settings.CACHES["default"]["LOCATION"]
    with _open(url) as cache, _open(settings.REDIS_URL) as broker:
        cache.ping()
        if _place(cache) == _place(broker):
            wrong = "Cache and broker share one database: clearing the cache would lose clicks."
            return [problem(wrong, "Set CACHE_URL to a server of its own, or another number.")]
    return []


def _place(server: redis.Redis) -> tuple[Any, ...]:
    """Return what tells one database from another, however its address is written."""
    run_id = server.info("server")["run_id"]
    return run_id, server.connection_pool.connection_kwargs.get("db") or 0


def check_clocks(_: datetime) -> list[Finding]:
    """This machine, PostgreSQL and the broker agree on what time it is."""
    with _open(settings.REDIS_URL) as server:
        seconds, microseconds = cast("tuple[int, int]", server.time())
    skews = {"the broker": seconds + microseconds / 1e6 - timezone.now().timestamp()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float")
        (told,) = cursor.fetchone() or (0.0,)
    skews["PostgreSQL"] = told - timezone.now().timestamp()
    return [
        problem(
            f"The clock of {server} is {abs(skew):.0f} seconds {'ahead' if skew > 0 else 'late'}.",
            "Let both machines keep time by NTP: shares go out, and leases end, by the clock.",
        )
        for server, skew in skews.items()
        if abs(skew) > MOST_SKEW_S
    ]
