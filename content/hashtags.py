"""Hashtags that belong to a post: whether words have them, and words with them."""

from __future__ import annotations

from collections.abc import Iterable

import regex  # type: ignore[import-untyped]


def missing_hashtags(words: str, hashtags: Iterable[str]) -> list[str]:
    """Return which hashtags (without their sign) are not in some words; case does not matter."""
    return [tag for tag in hashtags if not _is_in(words, tag)]


def with_hashtags(words: str, hashtags: Iterable[str]) -> str:
    """Return words with the hashtags that they lack at their end."""
    missing = [f"#{tag}" for tag in missing_hashtags(words, hashtags)]
    return " ".join(filter(None, [words.rstrip(), *missing])) if missing else words


def _is_in(words: str, tag: str) -> bool:
    own = rf"(?<![\w#])[#\uFF03]{regex.escape(tag)}(?!\w)"
    return regex.search(own, words, regex.IGNORECASE) is not None
