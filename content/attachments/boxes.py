"""What an MP4 or QuickTime file is, by its boxes: length, measures, codecs. Nothing is decoded.

Sources: ISO/IEC 14496-12 (4.2 boxes, 8.2.2 mvhd, 8.3.2 tkhd, 8.4.3 hdlr, 8.5.2 stsd, 8.8.2 mehd),
14496-15 (avc1, avc3).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from content.attachments.uses import MP4, QUICKTIME, Facts, NotAttachable

MOST_BOXES = 10_000
"""Of a file's own: a video in fragments has thousands…"""
MOST_INSIDE = 1000
"""…and of any one box of the index."""
MOST_TRACKS = 32
MOOV_BYTES = 32 * 1024 * 1024
"""More than the index of hours has; it is read into memory."""
H264 = frozenset({b"avc1", b"avc3"})
AAC = b"mp4a"
LONGEST_EDGE = 8192
QUARTER_TURNS = {(0, 0x10000, -0x10000, 0), (0, -0x10000, 0x10000, 0)}


@dataclass(frozen=True)
class _Box:
    """One box of a file or a buffer: where its content begins and ends."""

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True)
class _Track:
    handler: bytes
    codecs: tuple[bytes, ...]
    width: int
    height: int


def read_video(file: IO[bytes], size: int) -> Facts:
    """Return what a video says of itself. Raises NotAttachable ("broken", "codec")."""
    try:
        brand, moov = _outline(file, size)
        duration_ms = _duration_ms(moov)
        boxes = [box for box in _inside(moov, 0, len(moov)) if box.kind == b"trak"]
        if len(boxes) > MOST_TRACKS:
            raise NotAttachable("broken")
        tracks = [_track(moov, box) for box in boxes]
    except (struct.error, ValueError, IndexError, RecursionError):
        raise NotAttachable("broken") from None
    pictures = [track for track in tracks if track.handler == b"vide"]
    sounds = [track for track in tracks if track.handler == b"soun"]
    if not pictures or duration_ms <= 0:
        raise NotAttachable("broken")
    if not all(set(track.codecs) <= H264 and track.codecs for track in pictures):
        raise NotAttachable("codec")
    if any(set(track.codecs) - {AAC} for track in sounds):
        raise NotAttachable("codec")
    first = pictures[0]
    if not (0 < first.width <= LONGEST_EDGE and 0 < first.height <= LONGEST_EDGE):
        raise NotAttachable("broken")
    mime_type = QUICKTIME if brand == b"qt  " else MP4
    return Facts(mime_type, first.width, first.height, duration_ms)


def _outline(file: IO[bytes], size: int) -> tuple[bytes, bytes]:
    """Return the file's brand and its index; every box has to be there whole."""
    found: dict[bytes, _Box] = {}
    for box in _top(file, size):
        found.setdefault(box.kind, box)
    if b"mdat" not in found:
        raise ValueError
    try:
        brand, moov = found[b"ftyp"], found[b"moov"]
    except KeyError:
        raise ValueError from None
    if moov.end - moov.start > MOOV_BYTES:
        raise ValueError
    return _at(file, brand.start, 4), _at(file, moov.start, moov.end - moov.start)


def _top(file: IO[bytes], size: int) -> Iterator[_Box]:
    """Give the boxes that the file is made of, to its end. Raises ValueError where one is cut."""
    place = 0
    for _ in range(MOST_BOXES):
        if place == size:
            return
        kind, head, length = _head(_at(file, place, 16), size - place)
        if length < head or place + length > size:
            raise ValueError
        yield _Box(kind, place + head, place + length)
        place += length
    raise ValueError


def _at(file: IO[bytes], place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _head(head: bytes, left: int) -> tuple[bytes, int, int]:
    """Return a box's kind, the length of its head, and its own length."""
    length, kind = struct.unpack(">I4s", head[:8])
    if length == 1:
        return kind, 16, int(struct.unpack(">Q", head[8:16])[0])
    return kind, 8, left if length == 0 else length


def _inside(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """Give the boxes within a piece of the index."""
    for _ in range(MOST_INSIDE):
        if end - start < 8:  # noqa: PLR2004 (the shortest box; QuickTime ends lists with zeros)
            return
        kind, head, length = _head(data[start : start + 16], end - start)
        if length < head or start + length > end:
            raise ValueError
        yield _Box(kind, start + head, start + length)
        start += length
    raise ValueError


def _find(data: bytes, start: int, end: int, *path: bytes) -> _Box | None:
    """Return the first box along a path of kinds."""
    for box in _inside(data, start, end):
        if box.kind == path[0]:
            return box if len(path) == 1 else _find(data, box.start, box.end, *path[1:])
    return None


def _duration_ms(moov: bytes) -> int:
    box = _find(moov, 0, len(moov), b"mvhd")
    if box is None:
        raise ValueError
    is_long = moov[box.start] == 1
    scale, length = (
        struct.unpack_from(">IQ", moov, box.start + 20)
        if is_long
        else struct.unpack_from(">II", moov, box.start + 12)
    )
    if not length:  # in fragments: the whole length stands elsewhere
        whole = _find(moov, 0, len(moov), b"mvex", b"mehd")
        if whole is None:
            raise ValueError
        kind = ">Q" if moov[whole.start] == 1 else ">I"
        (length,) = struct.unpack_from(kind, moov, whole.start + 4)
    if not scale:
        raise ValueError
    return int(length * 1000 // scale)


def _track(moov: bytes, trak: _Box) -> _Track:
    head = _find(moov, trak.start, trak.end, b"tkhd")
    handler = _find(moov, trak.start, trak.end, b"mdia", b"hdlr")
    told = _find(moov, trak.start, trak.end, b"mdia", b"minf", b"stbl", b"stsd")
    if head is None or handler is None or told is None:
        raise ValueError
    matrix = head.start + (52 if moov[head.start] == 1 else 40)
    a, b, _u, c, d = struct.unpack_from(">iiiii", moov, matrix)
    width, height = (each >> 16 for each in struct.unpack_from(">II", moov, matrix + 36))
    if (a, b, c, d) in QUARTER_TURNS:
        width, height = height, width
    codecs = tuple(box.kind for box in _inside(moov, told.start + 8, told.end))
    return _Track(moov[handler.start + 8 : handler.start + 12], codecs, width, height)
