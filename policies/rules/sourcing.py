"""What looks like a source of a claim, and how far it reaches.

A label that a colon and words follow ("Source: Gartner") speaks for all of a text. All else speaks
for its own sentence: "according to" and the like with a name or a document within three words, what
stands behind whoever says so ("…에 따르면"), and a study with a name right beside it ("the Gartner
report"). A name has a capital letter, or letters of a script that has none. What claims is no
source.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policies.rules.base import Place
from policies.rules.lists import word_lists

LABELS, SAYS, SAID, STUDIES = "labels", "says", "said", "studies"
ROLES = (LABELS, SAYS, SAID, STUDIES)
"""Words before a colon, before whom they name, behind them, and of what has a name beside it."""
_REACH = 3
"""Words after "according to" in which to look for whom."""
_LONGEST_NAME = 40
_NEXT = re.compile(r"[^\S\n]*[\"'“„«(]?(\w+(?:[&'’.-]\w+)*)")
_LAST = re.compile(r"(\w+)(?:[^\S\n]|-)?\Z")
_COLON = re.compile(r"[^\S\n]*[:\uff1a]\s*\w")
_BREAK = re.compile(r"\n|[!?\u061f\u3002\u0964]|[.\u2026](?=\s+([^\s\d]))")
_Span = tuple[int, int]


@dataclass(frozen=True)
class Sources:
    """Which sentences of a text name a source; `starts` is where each begins but the first."""

    starts: Sequence[int]
    sentences: frozenset[int]
    is_for_all: bool

    def speak_for(self, start: int, end: int) -> bool:
        """Tell whether one speaks for code points `start` to `end` (exclusive)."""
        own = {bisect(self.starts, start), bisect(self.starts, end - 1)}
        return self.is_for_all or not own.isdisjoint(self.sentences)


@lru_cache(maxsize=1)
def roles() -> dict[str, str]:
    """Return what all words of our lists that name a source are for: one of `ROLES`."""
    lists = word_lists("claims").values()
    return {words: role for said in lists for role in ROLES for words in said.get(role, [])}


def sources_in(text: str, named: Iterable[Place], claimed: bytearray) -> Sources:
    """Return the sources of a text: of words that name any, those that look like one.

    In `claimed` the code points of claims are marked with 1.
    """
    starts = [found.end() for found in _BREAK.finditer(text) if _is_end(found)]
    spans: dict[str, set[_Span]] = {role: set() for role in ROLES}
    for wanted, start, end in named:
        if claimed.find(1, start, end) < 0:
            spans[roles()[wanted.words]].add((start, end))
    studies = sorted(start for start, _end in spans[STUDIES])
    told = [
        *(start for start, end in spans[SAYS] if _names_whom(text, end, studies)),
        *(start for start, _end in spans[SAID] if _word_before(text, start)),
        *(start for start, end in spans[STUDIES] if _is_named(text, start, end, starts)),
    ]
    return Sources(
        starts,
        frozenset(bisect(starts, start) for start in told),
        any(_is_label(text, start, end) for start, end in spans[LABELS]),
    )


def _is_end(found: re.Match[str]) -> bool:
    """Tell a full stop from that of "no. 1" and "e.g. this"."""
    return not (found[1] and found[1].islower())


def _is_label(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _LONGEST_NAME) : start].rstrip(" \t\u00a0")
    is_alone = not before or not (before[-1].isalnum() or before[-1] == "-")
    return is_alone and _COLON.match(text, end) is not None


def _names_whom(text: str, end: int, studies: Sequence[int]) -> bool:
    for word, start in _words_after(text, end):
        place = bisect(studies, start - 1)
        if _is_name(word) or studies[place : place + 1] == [start]:
            return True
    return False


def _is_named(text: str, start: int, end: int, starts: Sequence[int]) -> bool:
    """Tell whether a name stands beside a study; the first word of a sentence is none."""
    if text[start:end].isupper():
        return False
    before = _word_before(text, start)
    if before and before[1][:1].isupper() and not _is_first(text, before[0], starts):
        return True
    after = next(_words_after(text, end), None)
    return after is not None and _is_name(after[0])


def _is_first(text: str, start: int, starts: Sequence[int]) -> bool:
    place = bisect(starts, start)
    return not text[starts[place - 1] if place else 0 : start].strip()


def _words_after(text: str, end: int) -> Iterator[tuple[str, int]]:
    """Return the words that follow with no sign between, and where they start."""
    for _nth in range(_REACH):
        found = _NEXT.match(text, end)
        if found is None:
            return
        yield found[1], found.start(1)
        end = found.end()


def _word_before(text: str, start: int) -> tuple[int, str] | None:
    found = _LAST.search(text, max(0, start - _LONGEST_NAME), start)
    return (found.start(1), found[1]) if found else None


def _is_name(word: str) -> bool:
    is_capital = word[0].isupper() and len(word) > 1
    return is_capital or unicodedata.category(word[0]) == "Lo"
