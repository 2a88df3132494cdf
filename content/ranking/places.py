"""Where in the feed somebody is, in a form that stands in an address.

A visit begins at a moment; from then on it is about the posts that had come by it, and marks made
later do not move what is still to come. A place names what was shown, so that no post comes twice
and none is left out, whatever comes, goes or is opened meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from content.selectors import EPOCH, Cursor

KEY = 4
"""Bytes of a post's random id that tell it from the few hundred others of a visit."""
MOST_SHOWN = 400
_HEAD = struct.Struct(">Bq")
_CURSOR = struct.Struct(">q16s")
_FLOOR, _OLDER = 1, 2


@dataclass(frozen=True)
class Place:
    """A place in a visit's feed.

    `floor` is the oldest post that is ranked, None while all are. `shown` are keys of posts that
    were. `older` is the last one given of those below the floor, once it has come to them.
    """

    at: datetime
    floor: Cursor | None = None
    shown: frozenset[bytes] = frozenset()
    older: Cursor | None = None

    @property
    def is_beginning(self) -> bool:
        """Tell whether nothing was shown yet."""
        return not self.shown and self.older is None

    def __str__(self) -> str:
        flags = _FLOOR * (self.floor is not None) | _OLDER * (self.older is not None)
        parts = [_HEAD.pack(flags, _micros(self.at))]
        parts += [
            _CURSOR.pack(_micros(one.at), one.public_id.bytes)
            for one in (self.floor, self.older)
            if one is not None
        ]
        told = b"".join([*parts, *sorted(self.shown)])
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, now: datetime) -> Place | None:
        """Read a place from an address; None for anything that is not one, or is yet to come."""
        try:
            told = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            flags, at = _HEAD.unpack_from(told)
            end, found = _HEAD.size, []
            for flag in (_FLOOR, _OLDER):
                found.append(_cursor(told, end) if flags & flag else None)
                end += _CURSOR.size if flags & flag else 0
            moment = EPOCH + timedelta(microseconds=at)
        except (binascii.Error, ValueError, OverflowError, struct.error):
            return None
        shown = told[end:]
        if moment > now or len(shown) % KEY or len(shown) > KEY * MOST_SHOWN or flags > 3:  # noqa: PLR2004
            return None
        keys = frozenset(shown[at : at + KEY] for at in range(0, len(shown), KEY))
        return cls(moment, found[0], keys, found[1])


def key_of(public_id: UUID) -> bytes:
    """Return what a place remembers of a post."""
    return public_id.bytes[-KEY:]


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _cursor(told: bytes, begin: int) -> Cursor:
    at, public_id = _CURSOR.unpack_from(told, begin)
    return Cursor(EPOCH + timedelta(microseconds=at), UUID(bytes=public_id))
