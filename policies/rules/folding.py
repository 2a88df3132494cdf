"""One form for all ways to write the same letters, with the way back to the text as written.

Folded are: compatibility forms (full width, mathematical and circled letters), case, stray accents,
characters that print nothing, kinds of white space and dashes. Kept are letters with a mark of
their own ("schön" is not "schon"). Look-alikes of other scripts are mapped apart (`LOOK_ALIKES`),
because only the whole text tells whether they are a disguise (`policies.rules.reading`).

Sources, read 2026-11-22: https://unicode.org/reports/tr15/ (normalization),
https://www.unicode.org/reports/tr39/ (confusables; our table is our own small choice of them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LOOK_ALIKES: dict[str, str] = {
    # Cyrillic, as casefolded: what the small letter resembles, else what its capital resembles
    **dict(zip("авеіјкмнорстухѕһԁԛԝӏѵ", "abeijkmhopctyxshdqwlv", strict=True)),
    # Greek, likewise
    **dict(zip("αβεζηικμνορτυχωϲγ", "abezhikmvoptuxwcy", strict=True)),
    # phonetic letters that print as Latin ones
    **dict(zip("ɑɡɩ", "agi", strict=True)),  # noqa: RUF001 (they are the point)
}
"""Folded letters that print like a Latin one. One for one, so places stay the same."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00\ufe0e\ufe0f\u0640\u2800")
"""Print nothing (or, as the Arabic kashida, only stretch) but are not of the category `Cf`."""

_VOWELS = range(10, 37)
_ATTACHED = 1
_PLACED = 200
"""Combining classes: vowel points of Hebrew and Arabic, overlays, accents from here up."""


_FOREIGN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
"""What takes a look at each character: all but ASCII, with the letter that marks may attach to."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts[i]:ends[i]` is where its character `i` stands in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> Folded:
    """Return `text` in its one form. Places count code points."""
    if text.isascii():
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _FOREIGN.finditer(text):
        first, last = found.span()
        folded.append(text[done:first].lower())
        starts += range(done, first)
        ends += range(done + 1, first + 1)
        for start, end in _clusters(text[first:last]):
            form = _form(text[first + start : first + end])
            folded.append(form)
            starts += [first + start] * len(form)
            ends += [first + end] * len(form)
        done = last
    folded.append(text[done:].lower())
    starts += range(done, len(text))
    ends += range(done + 1, len(text) + 1)
    return Folded("".join(folded), starts, ends)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Split into a character with what attaches to it; a trailing blank belongs to no cluster."""
    clusters: list[tuple[int, int]] = []
    start = end = -1
    for place, character in enumerate(text):
        kind = _kind(character)
        if kind == "blank":
            continue
        if kind == "attached" and start >= 0:
            end = place + 1
            continue
        if start >= 0:
            clusters.append((start, end))
        start, end = place, place + 1
    if start >= 0:
        clusters.append((start, end))
    return clusters


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if character in _BLANK or category == "Cf":
        return "blank"
    is_part_of_syllable = "\u1161" <= character <= "\u11ff"  # Korean letters that compose
    if category in {"Mn", "Me", "Mc"} or is_part_of_syllable:
        return "attached"
    return "alone"


@lru_cache(maxsize=8192)
def _form(cluster: str) -> str:
    shown = "".join(character for character in cluster if _kind(character) != "blank")
    form = unicodedata.normalize("NFKC", shown).casefold()
    form = unicodedata.normalize("NFKC", form)
    return "".join(character for character in form if not _is_stray(character))


def _is_stray(character: str) -> bool:
    """Tell whether a mark stands apart from its letter, and the script can do without it."""
    if _kind(character) == "blank":
        return True
    place = unicodedata.combining(character)
    return unicodedata.category(character) == "Me" or (
        place == _ATTACHED or place in _VOWELS or place >= _PLACED
    )
