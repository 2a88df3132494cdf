"""How targets count characters."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://\S+")
X_LINK = 23


def code_points(text: str) -> int:
    """Count code points."""
    return len(text)


def utf16_units(text: str) -> int:
    """Count as JavaScript does: what is beyond the basic plane, such as most emoji, is two."""
    return len(text.encode("utf-16-le", "replace")) // 2


def weighted(text: str) -> int:
    """Count as X does: every link is 23."""
    return code_points(_LINK.sub("x" * X_LINK, text))
