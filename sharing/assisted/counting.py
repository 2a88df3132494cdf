"""How targets count characters; X has its own way (`networks.weighted`)."""

from __future__ import annotations


def code_points(text: str) -> int:
    """Count code points."""
    return len(text)


def utf16_units(text: str) -> int:
    """Count as JavaScript does: what is beyond the basic plane, such as most emoji, is two."""
    return len(text.encode("utf-16-le", "replace")) // 2
