"""Words dressed up so that no list finds them: "fr33", "f.r.e.e", "f r e e", "f*ck".

Digits and signs count as the letters they look like only within a word of letters, not as the one
digit it begins or ends with ("model5"). Letters count as parted only where each stands alone, three
or more, parted by the same sign. What is found here is still to be compared with the words that are
looked for: as a whole, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policies.rules.folding import Folded

LEET: dict[str, str] = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "!": "il",
}
"""What letters each can stand for."""
MASK = "*"
_SIGNS = re.escape("".join(LEET) + MASK)
_MOST_LETTERS = 40
_LEAST_LETTERS, _LEAST_LEET = 3, 4
_LEET_WORD = re.compile(rf"(?<![\w{_SIGNS}])[^\W_]{{0,20}}[{_SIGNS}][\w{_SIGNS}]{{0,20}}")
_ONE_DIGIT = re.compile(r"\d?[^\W\d_]+\d?")
_GAP = "[ ._*·|/-]"
_PARTED = re.compile(
    rf"(?<![\w{_SIGNS}])[^\W_](?={_GAP})"
    rf"(?:({_GAP}{{1,3}})[^\W_](?:\1[^\W_]){{1,{_MOST_LETTERS}}})(?![\w{_SIGNS}])"
)
_UNDRESSED = [
    str.maketrans({sign: letters[which] for sign, letters in LEET.items()}) for which in (0, -1)
]
_SKELETON = str.maketrans({"l": "i", **{sign: letters[0] for sign, letters in LEET.items()}})


class Dressed(NamedTuple):
    """What may be a word; `start` to `end` (exclusive) are places in the folded text."""

    letters: str
    start: int
    end: int


def dressed_in(folded: Folded, seen: str) -> list[Dressed]:
    """Return what may be words in disguise; `seen` is the folded text as it looks."""
    if folded.text.isascii() and folded.text.isalpha():
        return []
    return [*_leet(seen), *_parted(seen)]


def skeleton(letters: str) -> str:
    """Return what words that may stand for the same have in common."""
    return letters.translate(_SKELETON)


def stands_for(letters: str, word: str) -> bool:
    """Tell whether letters, digits and signs can be read as a word, of the same skeleton."""
    pairs = zip(letters, word, strict=True)
    return all(one == other or other in LEET.get(one, "") for one, other in pairs)


def is_dressed(letters: str) -> bool:
    """Tell whether digits and signs are likely to stand for letters in a word."""
    count = sum(map(str.isalpha, letters))
    is_numbered = _ONE_DIGIT.fullmatch(letters) is not None
    return len(letters) >= _LEAST_LEET and 1 < count < len(letters) and not is_numbered


def undressed(word: str) -> set[str]:
    """Return a word with letters for its digits, in both ways to read a 1; none if it has none."""
    return {word.translate(letters) for letters in _UNDRESSED} if is_dressed(word) else set()


def _leet(text: str) -> Iterator[Dressed]:
    for found in _LEET_WORD.finditer(text):
        letters = found.group().rstrip("!")
        if is_dressed(letters):
            yield Dressed(letters, found.start(), found.start() + len(letters))


def _parted(text: str) -> Iterator[Dressed]:
    """Return letters put together, also without the first or last: "a f r e e ride"."""
    for found in _PARTED.finditer(text):
        places = [at for at in range(*found.span()) if text[at].isalnum()]
        for first, last in ((0, None), (1, None), (0, -1)):
            kept = places[first:last]
            if len(kept) >= _LEAST_LETTERS:
                yield Dressed("".join(text[at] for at in kept), kept[0], kept[-1] + 1)
