"""Bodies too large to hold: read piece by piece while they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

_PIECE = 65536


class Body:
    """A stream of known size as a request's `data`: never read whole, announced by its length.

    It is read once, from where the stream stands, and never beyond its size: a part of a larger
    stream is a body too.
    """

    def __init__(self, stream: IO[bytes], size_bytes: int) -> None:
        self._stream = stream
        self._size = self._left = size_bytes

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(_PIECE):
            yield piece

    def read(self, size: int = -1) -> bytes:
        """Read as a file is read: what http.client sends piece by piece."""
        piece = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece
