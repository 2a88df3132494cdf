"""Plain words out of a stranger's markup, in time that grows with its length alone."""

from __future__ import annotations

import html
import re

from content.cards.reading import clean
from content.cards.tags import bare

MOST_MARKUP = 40_000
"""Characters of markup that are looked at; a summary is at the beginning."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENDS = ".!?\u3002\uff01\uff1f\u06d4\u061f\u0964"
"""How sentences end, in the scripts we are read in."""
_SENTENCE = re.compile(rf"(?<=[{_ENDS}])\s+")


def plain(markup: str, length: int) -> str:
    """Return markup as one line of words, cut to a length."""
    shown = _TAG.sub(" ", bare(markup[:MOST_MARKUP]))
    return clean(html.unescape(shown), length)


def plain_text(text: str, length: int) -> str:
    """Return what is not markup as one line of words, cut to a length."""
    return clean(text[:MOST_MARKUP], length)


def first_sentences(words: str, length: int) -> str:
    """Return as many whole sentences as fit; of one that is too long, its beginning."""
    taken = ""
    for sentence in _SENTENCE.split(words):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > length:
            break
        taken = longer
    return taken or clean(words, length)
