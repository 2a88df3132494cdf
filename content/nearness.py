"""How alike two texts are, in any language.

Compared are letters and digits alone, in one case and form, without addresses: links, emoji, signs
and spacing make no difference. rapidfuzz needs no spaces between words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex  # type: ignore[import-untyped]
from rapidfuzz import fuzz

_ADDRESS = regex.compile(r"https?://\S+", regex.IGNORECASE)
_BETWEEN = regex.compile(r"[^\p{L}\p{Mn}\p{Mc}\p{N}]+")


def bare(text: str) -> str:
    """Return the letters and digits, in one case and form, words parted by one space."""
    plain = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)).casefold()
    return str(_BETWEEN.sub(" ", plain)).strip()


def likenesses(text: str, others: Sequence[str], *, from_: float) -> list[float]:
    """Return the part of the letters that both have in the same order, from 0 to 100, of each.

    All are bare. 0 below `from_`, or without letters.
    """
    if not text:
        return [0.0] * len(others)
    return [fuzz.ratio(text, other, score_cutoff=from_) for other in others]


def resemblances(text: str, others: Sequence[str]) -> list[float]:
    """Return how much each may be another way to say it, from 0 to 100, all bare.

    Also texts of which one has all words of the other, in any order: to offer, not to decide by.
    """
    if not text:
        return [0.0] * len(others)
    return [max(fuzz.ratio(text, one), fuzz.token_set_ratio(text, one)) for one in others]
