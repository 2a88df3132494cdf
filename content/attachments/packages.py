"""What an Office file is, by its directory: nothing is unpacked but one short list of contents.

Source: ECMA-376 part 2, 10 (content types of a package).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import IO

from content.attachments.uses import DOCX, MAX_PAGES, PPTX, Facts, NotAttachable

TAIL = 22 + 65_535
"""The end of a package: a record of 22 bytes and a comment."""
DIRECTORY_BYTES = 8_000_000
LIST = "[Content_Types].xml"
LIST_BYTES = 1_000_000
MOST_PARTS = 20_000
MOST_UNPACKED = 1_000_000_000
MOST_TIMES = 200
"""How much larger the whole may be unpacked: text packs well, nothing honest packs better."""
MAIN = {
    "presentationml.presentation.main+xml": PPTX,
    "presentationml.slideshow.main+xml": PPTX,
    "wordprocessingml.document.main+xml": DOCX,
}
_SLIDE = re.compile(r"ppt/slides/[^/]+\.xml")
_MAIN = re.compile(r"application/vnd\.openxmlformats-officedocument\.([\w.+-]+)")


def read_package(file: IO[bytes], size: int) -> Facts:
    """Return what a package is; of slides also how many there are, as pages.

    Raises NotAttachable ("type", "broken", "macros", "locked", "too_many_pages").
    """
    _require_short_directory(file, size)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _require_harmless(parts, size)
            listed = next((part for part in parts if part.filename == LIST), None)
            if listed is None or listed.file_size > LIST_BYTES:
                raise NotAttachable("type")
            with package.open(listed) as opened:
                content = opened.read(LIST_BYTES).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        raise NotAttachable("broken") from None
    except RuntimeError:  # a part under a password
        raise NotAttachable("locked") from None
    names = {part.filename.casefold() for part in parts}
    if "macroEnabled" in content or any(name.endswith("vbaproject.bin") for name in names):
        raise NotAttachable("macros")
    kinds = {MAIN[name] for name in _MAIN.findall(content) if name in MAIN}
    if len(kinds) != 1:
        raise NotAttachable("type")
    kind = kinds.pop()
    pages = sum(_SLIDE.fullmatch(name) is not None for name in names) if kind == PPTX else 0
    if pages > MAX_PAGES:
        raise NotAttachable("too_many_pages")
    return Facts(kind, pages=pages or None)


def _require_short_directory(file: IO[bytes], size: int) -> None:
    """Refuse a directory that would fill the memory, before anything reads it."""
    start = max(0, size - TAIL)
    file.seek(start)
    tail = file.read(TAIL)
    file.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:  # noqa: PLR2004 (as long as the record is)
        raise NotAttachable("broken")
    parts, length = struct.unpack_from("<HI", tail, place + 10)
    is_long = tail[max(0, place - 20) : place].startswith(b"PK\x06\x07")
    if is_long or parts > MOST_PARTS or length > DIRECTORY_BYTES:
        raise NotAttachable("broken")


def _require_harmless(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, max(size, 1) * MOST_TIMES):
        raise NotAttachable("broken")
