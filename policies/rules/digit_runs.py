"""Numbers as people write them: digits in groups, dotted, spaced or dashed, among other numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate, pairwise

GAP = r"[\s._\u00b7\u2010-\u2015\u2212-]"
"""A sign between the groups of one number, of up to three in a row."""
_GROUP = r"\d++(?![a-z])"
_RUN = re.compile(rf"(?<![a-z\d]){_GROUP}(?:{GAP}{{1,3}}{_GROUP})*")
_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"(?<![\d.,/-])(\d++)[.,](\d++)(?![.,/-]?\d)")
_LEAST_REGULAR = 3
"""Digits in each group of a number in groups of one size: fewer are a list of numbers."""

Shapes = Collection[tuple[int, ...]]


class DigitRun:
    """Groups of digits with nothing but gaps between them: one number, or several in a row."""

    def __init__(
        self, text: str, groups: Sequence[tuple[int, int]], fractions: Collection[int]
    ) -> None:
        """Take the places of the groups; in `fractions` are those beside a decimal sign."""
        self._groups = groups
        self._fractions = fractions
        self._digits = "".join(text[start:end] for start, end in groups)
        self._sizes = tuple(end - start for start, end in groups)
        self._before = [*accumulate(self._sizes, initial=0)]
        self._place_of = {count: place for place, count in enumerate(self._before)}
        gaps = (text[one[1] : other[0]] for one, other in pairwise(groups))
        self._gaps: list[str | None] = [None, *gaps, None]
        start = groups[0][0]
        self._is_phone = start > 0 and text[start - 1] == "+"

    def find(
        self, lengths: range, shapes: Shapes, is_one: Callable[[str], bool]
    ) -> Iterator[tuple[int, int]]:
        """Return where numbers of so many digits stand, the longest first, none over another.

        One begins and ends with a group. It is all there is, or one group, or groups as such
        numbers have them (`shapes`: how many digits each), or parted otherwise than from others.
        """
        heads = {shape[0] for shape in shapes}
        free = int(self._is_phone)
        for first, passed in enumerate(self._before[:-1]):
            if first < free or not self._may_begin(first, lengths, heads):
                continue
            for length in reversed(lengths):
                last = self._place_of.get(passed + length, 0)
                is_whole = last and self._holds(first, last, shapes)
                if is_whole and is_one(self._digits[passed : passed + length]):
                    yield self._groups[first][0], self._groups[last - 1][1]
                    free = last
                    break

    def _may_begin(self, first: int, lengths: range, heads: Collection[int]) -> bool:
        """Tell in no time where nothing can begin, which is nearly everywhere in a long row."""
        size = self._sizes[first]
        if size >= _LEAST_REGULAR:
            return size <= lengths[-1]
        return first == 0 or size in heads or self._gaps[first] != self._gaps[first + 1]

    def _holds(self, first: int, last: int, shapes: Shapes) -> bool:
        """Tell whether groups from `first` to before `last` belong together."""
        if last == first + 1:
            return self._groups[first][0] not in self._fractions
        if last - first == len(self._groups):
            return True
        sizes = self._sizes[first:last]
        return _is_regular(sizes) or sizes in shapes or self._is_apart(first, last)

    def _is_apart(self, first: int, last: int) -> bool:
        before, own, after = self._gaps[first], self._gaps[first + 1], self._gaps[last]
        inner = self._gaps[first + 1 : last]
        return own not in {before, after} and inner.count(own) == len(inner)


def digit_runs(text: str, least: int) -> list[DigitRun]:
    """Return the runs of `least` digits and more of a folded text with digits of ASCII alone."""
    runs = [found.span() for found in _RUN.finditer(text)]
    long = [(start, end) for start, end in runs if end - start >= least]
    if not long:
        return []
    fractions = {found.start(side) for found in _FRACTION.finditer(text) for side in (1, 2)}
    return [
        DigitRun(text, [one.span() for one in _DIGITS.finditer(text, *run)], fractions)
        for run in long
    ]


def _is_regular(sizes: tuple[int, ...]) -> bool:
    size = sizes[0]
    return size >= _LEAST_REGULAR and sizes[-1] <= size and all(one == size for one in sizes[1:-1])
