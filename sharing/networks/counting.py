"""Characters as several networks count them: what a reader sees as one, and bytes on the wire."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """Count what a reader sees as one character: a family of emoji is one, é is one either way."""
    return len(_GRAPHEME.findall(text))


def utf8_bytes(text: str) -> int:
    """Count the bytes that are sent."""
    return len(text.encode())


def utf16_units(text: str) -> int:
    """Count as JavaScript does: what is beyond the basic plane, such as most emoji, is two."""
    return len(text.encode("utf-16-le", "replace")) // 2
