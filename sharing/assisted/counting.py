"""How targets count characters."""

from __future__ import annotations

from sharing.networks.weighted import count


def code_points(text: str) -> int:
    """Count code points."""
    return len(text)


def utf16_units(text: str) -> int:
    """Count as JavaScript does: what is beyond the basic plane, such as most emoji, is two."""
    return len(text.encode("utf-16-le", "replace")) // 2


def weighted(text: str) -> int:
    """Count as X does: a link is 23, an emoji 2."""
    return count(text)
