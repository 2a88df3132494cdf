"""What a file is, by its first bytes alone: nothing is decoded, a few kB are read.

Name and claimed type are never looked at. The measures found here decide whether anything may
decode the file at all.
Sources: ITU-T T.81 B.2 (JPEG), W3C PNG 11.2.2, GIF89a 18, RFC 9649 2.5-2.7 (WebP),
ISO/IEC 23008-12 6.5.3 (HEIF `ispe`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from content.pictures.uses import MAX_PIXELS

HEAD = 32
META_BYTES = 256 * 1024
"""How far into a HEIF file its measures are looked for: they stand before the pixels."""
MAX_SEGMENTS = 2000
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
LEAD = 0xFF
BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG: frames, which hold the measures, and those without a length."""


class NotAPicture(Exception):
    """The file can't be used; `code` says why.

    "empty", "type", "broken" or "too_many_pixels"; later also "lost": it can't be prepared.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Facts:
    """What a picture says of itself: type, and measures before any rotation."""

    mime_type: str
    width: int
    height: int


def read_facts(file: IO[bytes]) -> Facts:
    """Return type and measures. Raises NotAPicture; a file may still turn out to be broken."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise NotAPicture("empty")
    mime_type, measure = _kind(head)
    try:
        width, height = measure(file)
    except (struct.error, IndexError, ValueError):
        raise NotAPicture("broken") from None
    finally:
        file.seek(0)
    if width < 1 or height < 1:
        raise NotAPicture("broken")
    if width * height > MAX_PIXELS:
        raise NotAPicture("too_many_pixels")
    return Facts(mime_type, width, height)


Measure = Callable[[IO[bytes]], tuple[int, int]]


def _kind(head: bytes) -> tuple[str, Measure]:
    kinds: tuple[tuple[bool, str, Measure], ...] = (
        (head.startswith(b"\xff\xd8\xff"), "image/jpeg", _jpeg),
        (head.startswith(b"\x89PNG\r\n\x1a\n"), "image/png", _png),
        (head[:6] in {b"GIF87a", b"GIF89a"}, "image/gif", _gif),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", "image/webp", _webp),
        (head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS, "image/heic", _heic),
    )
    for is_it, mime_type, measure in kinds:
        if is_it:
            return mime_type, measure
    raise NotAPicture("type")


def _at(file: IO[bytes], place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _png(file: IO[bytes]) -> tuple[int, int]:
    if _at(file, 12, 4) != b"IHDR":
        raise ValueError
    width, height = struct.unpack(">II", _at(file, 16, 8))
    return width, height


def _gif(file: IO[bytes]) -> tuple[int, int]:
    width, height = struct.unpack("<HH", _at(file, 6, 4))
    return width, height


def _webp(file: IO[bytes]) -> tuple[int, int]:
    head = _at(file, 12, 18)
    kind = head[:4]
    if kind == b"VP8X":
        measures = head[12:15] + b"\0" + head[15:18] + b"\0"
        width, height = struct.unpack("<II", measures)
        return width + 1, height + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", head[9:13])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[14:18])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


def _jpeg(file: IO[bytes]) -> tuple[int, int]:
    place = 2
    for _ in range(MAX_SEGMENTS):
        lead, marker = struct.unpack(">BB", _at(file, place, 2))
        if lead != LEAD:
            raise ValueError
        if marker == LEAD:  # padding
            place += 1
            continue
        if marker in BARE:
            place += 2
            continue
        if marker in SOF:
            height, width = struct.unpack(">HH", _at(file, place + 5, 4))
            return width, height
        (size,) = struct.unpack(">H", _at(file, place + 2, 2))
        place += 2 + size
    raise ValueError


def _heic(file: IO[bytes]) -> tuple[int, int]:
    """Return the largest measures named: tiles have theirs beside the whole picture's."""
    meta = _at(file, 0, META_BYTES)
    found, place = [], meta.find(b"ispe")
    while place != -1 and place + 16 <= len(meta):
        width, height = struct.unpack(">II", meta[place + 8 : place + 16])
        found.append((width, height))
        place = meta.find(b"ispe", place + 4)
    if not found:
        raise ValueError
    return max(found, key=lambda size: size[0] * size[1])
