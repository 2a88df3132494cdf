"""Replies whose head is whole: `http.client` takes a cut one for a short one, half values too."""

from __future__ import annotations

from http.client import HTTPResponse, IncompleteRead
from typing import Any


class WholeReply(HTTPResponse):
    """A reply that is refused (IncompleteRead) when the empty line after its head never came."""

    def begin(self) -> None:
        """Read the head."""
        stream: Any = self.fp
        lines: Any = _Lines(stream)
        self.fp = lines
        try:
            super().begin()
        finally:
            if self.fp is lines:  # it may be closed by now
                self.fp = stream
        if not lines.last:
            raise IncompleteRead(b"")


class _Lines:
    """A stream that remembers the last line read."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        """Read a line."""
        self.last = bytes(self._stream.readline(limit))
        return self.last

    def close(self) -> None:
        """Close it."""
        self._stream.close()
