"""From a text to what it is found by: words folded, without endings, in the text's language.

Every word stands twice at its place: as it is written, folded (no case, no accents), and without
its ending as its language forms them, so that somebody who writes "pracowników" finds "pracownik".
Scripts that do not part words, or glue much to them, are cut into pairs of characters. Endings:
`policies.rules.stemming`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from policies.rules.stemming import stem

LONGEST = 60
"""Characters of a word that count: what is longer is an address or a mistake."""
_PAIRED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1100, 0x11FF),  # Hangul's letters
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Han
    (0xAC00, 0xD7AF),  # Hangul
    (0x20000, 0x3FFFF),  # Han, rare
)
JOINERS = "\u200c\u200d"
_LETTERS_APART = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "\u0131": "i", "æ": "ae"})
_ARABIC_MARKS = range(0x064B, 0x0660)
_LATIN_MARKS = range(0x0300, 0x0370)


@dataclass(frozen=True)
class Word:
    """A word of a text: `forms` are what it is found by, the first as it is written, folded."""

    forms: tuple[str, ...]
    is_paired: bool = False
    """Whether it is a pair of characters, which only counts beside the next one."""
    is_joined: bool = False
    """Whether it goes on where the one before it ended."""


def words_of(text: str, *languages: str) -> list[Word]:
    """Return a text's words in order, with the endings of each of the `languages` taken off."""
    found: list[Word] = []
    for written in _written(text):
        if is_paired(written):
            found += _pairs(written)
            continue
        folded = fold(written)
        stems = (fold(bare) for bare in (stem(written, one) for one in languages) if bare)
        forms = tuple(dict.fromkeys(form for form in (folded, *stems) if form))
        if forms:
            found.append(Word(forms))
    return found


def fold(word: str) -> str:
    """Return a word without case and accents; marks that are letters of their own stay."""
    word = word.casefold().translate(_LETTERS_APART)
    bare = (c for c in unicodedata.normalize("NFKD", word) if not _is_accent(c))
    return unicodedata.normalize("NFC", "".join(bare))[:LONGEST]


def _is_accent(character: str) -> bool:
    return ord(character) in _LATIN_MARKS or ord(character) in _ARABIC_MARKS


def _written(text: str) -> Iterator[str]:
    kept = (
        c if unicodedata.category(c)[0] in "LMN" or c in JOINERS else " "
        for c in unicodedata.normalize("NFKC", text)
    )
    for word in "".join(kept).split():
        yield word.strip(JOINERS)[:LONGEST].lower()


def is_paired(word: str) -> bool:
    """Tell whether a word is written in a script that is cut into pairs."""
    return any(first <= ord(c) <= last for c in word for first, last in _PAIRED)


def _pairs(word: str) -> list[Word]:
    folded = unicodedata.normalize("NFC", word.casefold())
    if len(folded) == 1:
        return [Word((folded,), is_paired=True)]
    pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
    return [Word((pair,), is_paired=True, is_joined=at > 0) for at, pair in enumerate(pairs)]
