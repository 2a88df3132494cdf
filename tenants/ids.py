"""Ids and numbers as they stand in addresses and forms, where anybody may type anything."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

NOBODYS = UUID(int=0)
"""The id of nothing: what is looked for by it is not found."""
LONGEST_NUMBER = 10
"""Digits: seconds of the epoch have as many, and the longest whole numbers of columns."""
NO_NUMBER = -1


def read_id(text: str) -> UUID | None:
    """Return the id that a text is, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_ids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among some texts, in their order; anything else is left out."""
    return [found for text in texts if (found := read_id(text))]


def read_number(text: str, otherwise: int = 0) -> int:
    """Return the number that a text is, `otherwise` for anything else, or for one too long."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else otherwise
