"""What a feed says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_ENTRIES = 100
"""Entries that are looked at; a feed lists its newest first."""
TITLE_LENGTH, SUMMARY_LENGTH, LINK_LENGTH, LANGUAGE_LENGTH = 200, 2000, 1000, 35
"""`LINK_LENGTH`, `TITLE_LENGTH`: what a post takes."""


@dataclass(frozen=True)
class Entry:
    """One thing a feed tells of: one line of title, a whole web address, plain words.

    `at` is when it came out (aware), None where the feed does not say.
    """

    title: str
    link: str
    summary: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself and of its entries, in its own order.

    `kind` names the format as people know it ("RSS 2.0"); `unusable` counts entries without a
    title or a web address.
    """

    kind: str
    title: str
    entries: tuple[Entry, ...]
    language: str = ""
    unusable: int = 0
