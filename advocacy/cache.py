"""A cache whose failure is a miss: losing Redis slows pages, it never breaks them."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class ForgivingCache(RedisCache):
    """Django's Redis cache that answers "not there" while Redis is away.

    The sign-in throttle must fail closed and so does not use this default alias's leniency.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default also when Redis can't be reached."""
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Store the value if Redis can be reached."""
        try:
            super().set(key, value, timeout, version)
        except RedisError:
            return

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store the value if absent; False also when Redis can't be reached."""
        try:
            return super().add(key, value, timeout, version)
        except RedisError:
            return False

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the value if Redis can be reached."""
        try:
            return super().delete(key, version)
        except RedisError:
            return False
