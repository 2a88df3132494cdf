"""Numbers as people write them: digits in groups, dotted, spaced or dashed, among other numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

GAP = r"[\s._\u00b7\u2010-\u2015\u2212-]"
"""A sign between the groups of one number, of up to three in a row."""
_GROUP = r"\d++(?![a-z])"
_RUN = re.compile(rf"(?<![a-z\d]){_GROUP}(?:{GAP}{{1,3}}{_GROUP})*")
_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"(?<![\d.,/-])(\d++)[.,](\d++)(?![.,/-]?\d)")
_LEAST_REGULAR = 3
"""Digits in each group of a number in groups of one size: fewer are a list of numbers."""

Shapes = Collection[tuple[int, ...]]


@dataclass(frozen=True)
class DigitRun:
    """Groups of digits with nothing but gaps between them: one number, or several in a row.

    `groups` are their places in the text; in `fractions` are those at either side of a decimal
    sign.
    """

    text: str
    groups: Sequence[tuple[int, int]]
    fractions: frozenset[int]

    def find(
        self, lengths: range, shapes: Shapes, is_one: Callable[[str], bool]
    ) -> Iterator[tuple[int, int]]:
        """Return where numbers of so many digits stand, the longest first, none over another.

        One begins and ends with a group. It is all there is, or one group, or groups as such
        numbers have them (`shapes`: how many digits each), or parted otherwise than from others.
        """
        digits = "".join(self.text[start:end] for start, end in self.groups)
        before = [*accumulate((end - start for start, end in self.groups), initial=0)]
        place_of = {count: place for place, count in enumerate(before)}
        free = 1 if self.text[self.groups[0][0] - 1 : self.groups[0][0]] == "+" else 0
        for first, passed in enumerate(before[:-1]):
            for length in reversed(lengths) if first >= free else ():
                until = passed + length
                last = place_of.get(until, 0)
                if last and self._holds(first, last, shapes) and is_one(digits[passed:until]):
                    yield self.groups[first][0], self.groups[last - 1][1]
                    free = last
                    break

    def _holds(self, first: int, last: int, shapes: Shapes) -> bool:
        """Tell whether groups from `first` to before `last` belong together."""
        if last == first + 1:
            return self.groups[first][0] not in self.fractions
        if last - first == len(self.groups):
            return True
        sizes = tuple(end - start for start, end in self.groups[first:last])
        return _is_regular(sizes) or sizes in shapes or self._is_apart(first, last)

    def _is_apart(self, first: int, last: int) -> bool:
        own = self._gap(first)
        around = {self._gap(first - 1), self._gap(last - 1)}
        return own not in around and all(self._gap(at) == own for at in range(first, last - 1))

    def _gap(self, after: int) -> str | None:
        """Return what stands between a group and the next, None at either end."""
        if not 0 <= after < len(self.groups) - 1:
            return None
        return self.text[self.groups[after][1] : self.groups[after + 1][0]]


def digit_runs(text: str) -> list[DigitRun]:
    """Return the runs of a folded text with digits of ASCII alone."""
    fractions = frozenset(
        found.start(side) for found in _FRACTION.finditer(text) for side in (1, 2)
    )
    runs = []
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _DIGITS.finditer(text, *run.span())]
        runs.append(DigitRun(text, groups, fractions))
    return runs


def _is_regular(sizes: tuple[int, ...]) -> bool:
    size = sizes[0]
    return size >= _LEAST_REGULAR and sizes[-1] <= size and all(one == size for one in sizes[1:-1])
