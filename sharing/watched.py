"""A file that tells that it is being read: what sends it for minutes is not taken for dead."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings


def watched(file: IO[bytes], alive: Callable[[], None]) -> IO[bytes]:
    """Return a file whose readers call `alive`, now too; what it raises ends the reading."""
    alive()
    seen: Any = Watched(file, alive)  # all else is the file's own
    return seen


class Watched:
    """A stored file whose readers call `alive` several times within a lease.

    What `alive` raises ends the reading.
    """

    def __init__(self, file: IO[bytes], alive: Callable[[], None]) -> None:
        self._file = file
        self._alive = alive
        self._told_at = time.monotonic()

    def read(self, size: int = -1) -> bytes:
        """Read, and tell of it when that was a while ago."""
        if time.monotonic() - self._told_at > settings.LEASE_S / 4:
            self._alive()
            self._told_at = time.monotonic()
        return self._file.read(size)

    def __len__(self) -> int:
        """Return how large the file is, as Django's do: a form's length is reckoned with it."""
        place = self._file.tell()
        self._file.seek(0, io.SEEK_END)
        size = self._file.tell()
        self._file.seek(place)
        return size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
