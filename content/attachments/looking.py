"""What a file is that somebody wants to attach, by its content alone, and whether it may be."""

from __future__ import annotations

from typing import IO

from content.attachments.boxes import read_video
from content.attachments.moving import read_gif
from content.attachments.packages import read_package
from content.attachments.uses import (
    DOCUMENT,
    MAX_DOCUMENT_BYTES,
    PDF,
    Facts,
    NotAttachable,
    max_bytes,
    max_video_bytes,
)

HEAD, TAIL = 1024, 2048
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Office files of before 2007, and new ones under a password."""


def look(file: IO[bytes], size: int) -> Facts:
    """Return what a file is. Raises NotAttachable; a PDF may still turn out to be of no use."""
    if not size:
        raise NotAttachable("empty")
    if size > max_bytes():
        raise NotAttachable("too_big")
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    try:
        facts = _facts(file, head, size)
    finally:
        file.seek(0)
    most = MAX_DOCUMENT_BYTES if facts.kind == DOCUMENT else max_video_bytes()
    if size > most:
        raise NotAttachable("too_big")
    return facts


def _facts(file: IO[bytes], head: bytes, size: int) -> Facts:
    if head[4:8] == b"ftyp":
        return read_video(file, size)
    if head.startswith(b"PK\x03\x04"):
        return read_package(file, size)
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return read_gif(file, size)
    if head.startswith(b"%PDF-"):
        return _pdf(file, size)
    raise NotAttachable("old_office" if head.startswith(OLE) else "type")


def _pdf(file: IO[bytes], size: int) -> Facts:
    """Tell a PDF that was cut on its way; what is in it is read later, elsewhere."""
    file.seek(max(0, size - TAIL))
    if b"%%EOF" not in file.read(TAIL):
        raise NotAttachable("broken")
    return Facts(PDF)
