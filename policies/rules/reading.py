"""A text as a row of words, the form all kinds of rules look at.

A word is a run of letters, digits and their marks. Scripts written without spaces (Chinese,
Japanese, Thai…) have each character as a word of its own, so that a phrase matches anywhere in
them. White space, dashes and low lines only part words; any other sign is a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from policies.rules.dressed import Dressed, dressed_in
from policies.rules.folding import LOOK_ALIKES, Folded, fold

_PARTS, _WORD, _UNSPACED, _SIGN = range(4)
_NO_SPACES = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF)),
    *((0x3005, 0x3007), (0x3021, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)
"""Thai, Lao, Burmese, Khmer; radicals, kana, Chinese characters."""
_RUN = re.compile("[a-z0-9]+|[^a-z0-9]")
"""Characters that can be looked at together, which is most of most texts."""
_LOOKS = str.maketrans(LOOK_ALIKES)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's words in order, column by column (a row object per word would cost the most time).

    `texts[i]` is word `i` as folded, `looks[i]` what it looks like in Latin letters, `starts[i]`
    to `ends[i]` where it stands in the original. In `disguised` are the words whose look is most
    likely meant: they mix scripts, or have nothing but look-alikes in a text that is not of their
    script. In `tags` are the hashtags, whose words run together. `dressed` is what may be a word in
    another disguise. `written` is the text itself, `folded` all of it as folded, and `undisguised`
    that, as long, with words whose look is meant as they look.
    """

    texts: list[str]
    looks: list[str]
    starts: list[int]
    ends: list[int]
    disguised: frozenset[int]
    tags: frozenset[int]
    dressed: list[Dressed]
    written: str
    folded: Folded
    undisguised: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded characters `start` to `end` (exclusive) stand in the original."""
        return self.folded.starts[start], self.folded.ends[end - 1]


def read(text: str) -> Reading:
    """Return the words of a text, of any language, in one pass."""
    folded = fold(text)
    starts, ends = _places(folded.text)
    texts = [folded.text[start:end] for start, end in zip(starts, ends, strict=True)]
    looks = texts
    disguised: frozenset[int] = frozenset()
    seen = folded.text.translate(_LOOKS)
    if seen != folded.text:
        looks = [seen[start:end] for start, end in zip(starts, ends, strict=True)]
        disguised = _disguised(texts, looks, _own_scripts(folded.text))
    return Reading(
        texts,
        looks,
        [folded.starts[place] for place in starts],
        [folded.ends[place - 1] for place in ends],
        disguised,
        frozenset(i for i, start in enumerate(starts) if start and folded.text[start - 1] == "#"),
        dressed_in(folded, seen),
        text,
        folded,
        _undisguised(folded.text, {starts[i]: looks[i] for i in disguised}),
    )


def _undisguised(folded: str, looks: dict[int, str]) -> str:
    if not looks:
        return folded
    shown = list(folded)
    for start, look in looks.items():
        shown[start : start + len(look)] = look
    return "".join(shown)


def _places(folded: str) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    is_open = False
    for run in _RUN.finditer(folded):
        place = run.start()
        sort = _sort(folded[place])
        if is_open and sort != _WORD:
            ends.append(place)
            is_open = False
        if sort == _WORD:
            if not is_open:
                starts.append(place)
                is_open = True
        elif sort != _PARTS:
            starts.append(place)
            ends.append(place + 1)
    if is_open:
        ends.append(len(folded))
    return starts, ends


@lru_cache(maxsize=8192)
def _sort(character: str) -> int:
    category = unicodedata.category(character)
    if character.isspace() or category in {"Pd", "Pc", "Cc", "Zs"}:
        return _PARTS
    if any(first <= ord(character) <= last for first, last in _NO_SPACES):
        return _UNSPACED if category[0] in "LMN" else _SIGN
    return _WORD if category[0] in "LMN" else _SIGN


def _disguised(texts: list[str], looks: list[str], own: set[str]) -> frozenset[int]:
    pairs = enumerate(zip(texts, looks, strict=True))
    return frozenset(i for i, (text, look) in pairs if text != look and _is_disguise(text, own))


def _is_disguise(word: str, own: set[str]) -> bool:
    alike = {_script(character) for character in word if character in LOOK_ALIKES}
    others = {
        _script(character)
        for character in word
        if character not in LOOK_ALIKES and character.isalpha()
    }
    return "latin" in (alike | others) or len(alike) > 1 or not (others or alike & own)


def _own_scripts(folded: str) -> set[str]:
    """Return the scripts the text is really written in: those with letters unlike Latin ones."""
    letters = {letter for letter in set(folded) if letter.isalpha() and letter not in LOOK_ALIKES}
    return {_script(letter) for letter in letters}


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((s for s in ("latin", "cyrillic", "greek") if name.startswith(s.upper())), "other")
