"""What a video or document is, by its content: enough to refuse what networks refuse.

Source: ISO/IEC 14496-12 (boxes), ISO 32000 (PDF), ECMA-376 part 2 (Office files).
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from io import BytesIO

_OFFICE = "application/vnd.openxmlformats-officedocument."
_FOLDERS = {
    "ppt/": f"{_OFFICE}presentationml.presentation",
    "word/": f"{_OFFICE}wordprocessingml.document",
}
_MATRIX = 36
"""Bytes of a track's matrix, after which its measures stand."""


class NoClip(Exception):
    """Bytes that are no video, or no document, of a kind that is known."""


@dataclass(frozen=True)
class Clip:
    """A video as a network sees it once it has worked on it."""

    mime: str
    width: int
    height: int
    duration_ms: int


def look_at_video(data: bytes) -> Clip:
    """Find out what a video is. Raises `NoClip`."""
    try:
        boxes = dict(_boxes(data))
        if data[4:8] != b"ftyp" or b"mdat" not in boxes:
            raise NoClip
        moov = boxes[b"moov"]
        head = dict(_boxes(moov))[b"mvhd"]
        scale, length = struct.unpack_from(">II", head, 12)
        tracks = [dict(_boxes(body)) for kind, body in _boxes(moov) if kind == b"trak"]
        sizes = [_size(track[b"tkhd"]) for track in tracks]
    except (KeyError, struct.error, ZeroDivisionError) as error:
        raise NoClip from error
    width, height = max(sizes, default=(0, 0))
    if not width or not scale:
        raise NoClip
    mime = "video/quicktime" if data[8:12] == b"qt  " else "video/mp4"
    return Clip(mime, width, height, length * 1000 // scale)


def document_type(data: bytes) -> str:
    """The type of a document. Raises `NoClip`."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "application/pdf"
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        raise NoClip from error
    for folder, mime in _FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return mime
    raise NoClip


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """The boxes of a file or of a box. Raises `NoClip` for one that is cut."""
    found, place = [], 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        head = 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", data, place + 8), 16
        length = length or len(data) - place
        if length < head or place + length > len(data):
            raise NoClip
        found.append((kind, data[place + head : place + length]))
        place += length
    return found


def _size(head: bytes) -> tuple[int, int]:
    start = (52 if head[0] == 1 else 40) + _MATRIX
    width, height = struct.unpack_from(">II", head, start)
    return width >> 16, height >> 16
