"""How targets count characters where no network we post to counts alike (`networks.counting`)."""

from __future__ import annotations


def code_points(text: str) -> int:
    """Count code points."""
    return len(text)
