"""Counting public posts with a hashtag on the pages that a server gives, whatever it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LONGEST_ID = 1000


@dataclass(frozen=True)
class TagCount:
    """How many posts were seen; more than that where `is_whole` is False."""

    count: int
    is_whole: bool


def counted(
    pages: Iterable[Iterable[tuple[str, datetime | None]]],
    *,
    since: datetime,
    until: datetime,
    most_pages: int,
) -> TagCount:
    """Count posts by id, newest first, made from `since` to before `until`; each once.

    Reads no more than `most_pages`, and stops at a page that brings nothing new.
    """
    seen, inside = set[str](), 0
    number = 0
    for number, page in enumerate(pages, start=1):
        fresh = [(key, at) for key, at in page if key not in seen and len(key) <= LONGEST_ID]
        if not fresh:
            return TagCount(inside, is_whole=True)
        seen.update(key for key, _at in fresh)
        inside += len({key for key, at in fresh if at is not None and since <= at < until})
        if all(at is not None and at < since for _key, at in fresh):
            return TagCount(inside, is_whole=True)
        if number >= most_pages:
            return TagCount(inside, is_whole=False)
    return TagCount(inside, is_whole=True)
