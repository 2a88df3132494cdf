"""Cutting a number into parts that tell of no group under five people.

A part says what the period brought and what the one before did, so each of the two is asked for
by itself: a part is told when nobody or five people or more have something in it, on both sides.
What is left over is told as one part of its own, "not told apart"; where that would be of too few,
the smallest told part that helps joins it, else it could be found by subtracting.
`docs/behind-the-numbers.md` says it for readers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tenants.fewest import fewest

NO_TEAM = 0
"""The team of those in none, and of the teams that are never told apart."""
NEVER_TOLD = (("team", NO_TEAM), ("words", ""))
ORDER = ("network", "team", "post")
"""By what lines are cut, one after the other; by day last."""
Label = str | int | date | frozenset[str] | None
K = TypeVar("K")


@dataclass(frozen=True)
class Cell:
    """What people of one team brought with one post on one network, on one day or in one period.

    `day` is a day of the period, or its first day where days are not asked for; None: the period
    before. `people` are ids of members; they never leave this package. `words` says whose words
    went with it, "" where that was not asked or is not known.
    """

    network: str
    team: int
    post: int
    day: date | None
    people: frozenset[int]
    value: int
    words: str = ""


@dataclass(frozen=True)
class Part:
    """Cells told as one number; of a label that is None they are not told apart."""

    labels: Mapping[str, Label]
    cells: tuple[Cell, ...]

    @property
    def now(self) -> int:
        """Return what the period brought."""
        return sum(cell.value for cell in self.cells if cell.day is not None)

    @property
    def before(self) -> int:
        """Return what the period before had brought by then."""
        return sum(cell.value for cell in self.cells if cell.day is None)


@dataclass
class Who:
    """Who has something in some cells: in those of the period, and in those of the one before."""

    now: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)

    @classmethod
    def behind(cls, cells: Iterable[Cell]) -> Who:
        """Return who has something in some cells."""
        found = cls()
        for cell in cells:
            found.add(cell)
        return found

    def add(self, cell: Cell) -> None:
        """Count in those of one more cell."""
        (self.before if cell.day is None else self.now).update(cell.people)

    def join(self, other: Who) -> None:
        """Count in others."""
        self.now |= other.now
        self.before |= other.before

    @property
    def size(self) -> int:
        """Return how many people they are, each once."""
        return len(self.now | self.before)

    @property
    def is_few(self) -> bool:
        """Tell whether they are somebody, but too few, on either side."""
        return any(0 < len(side) < fewest() for side in (self.now, self.before))

    def helps(self, other: Who) -> bool:
        """Tell whether those who are too few on a side of another would be more with these."""
        sides = ((self.now, other.now), (self.before, other.before))
        return any(0 < len(theirs) < fewest() and ours for ours, theirs in sides)


def split(
    part: Part,
    dimension: str,
    *,
    of: Callable[[Cell], Label] | None = None,
    named: Collection[int] = (),
) -> list[Part]:
    """Cut a part by one dimension as far as it may be; what is left over comes last.

    `of` says where a cell stands, if it does not say so itself. Of cells that are told besides in
    smaller lines (`named`, by `id`) it is not asked whether they are of enough: the others must be.
    """
    by_value: dict[Label, list[Cell]] = defaultdict(list)
    for cell in part.cells:
        by_value[of(cell) if of else getattr(cell, dimension)].append(cell)
    who = {
        value: Who.behind(cell for cell in cells if id(cell) not in named)
        for value, cells in by_value.items()
    }
    told = {
        value: found
        for value, found in who.items()
        if not found.is_few and (dimension, value) not in NEVER_TOLD
    }
    left = Who()
    for value in who.keys() - told.keys():
        left.join(who[value])
    for value in _joining(left, told):
        del told[value]
    rest = [cell for value, cells in by_value.items() if value not in told for cell in cells]
    parts = [_labelled(part, dimension, value, by_value[value]) for value in told]
    return [*parts, _labelled(part, dimension, None, rest)] if rest else parts


def cut(cells: Sequence[Cell], dimension: str) -> list[Part]:
    """Cut everything by one dimension alone."""
    return split(Part({}, tuple(cells)), dimension)


def lines(cells: Sequence[Cell]) -> list[Part]:
    """Cut everything by network, team and post, so that no list by one of them gives more away."""
    parts = [Part({}, tuple(cells))] if cells else []
    for dimension in ORDER:
        parts = [piece for part in parts for piece in split(part, dimension)]
    return _settled(_settled(parts, ("team",)), ("post",))


def lines_by_day(cells: Sequence[Cell]) -> list[Part]:
    """Cut the lines of a period by day besides; the period before has no days."""
    parts = []
    for part in lines(cells):
        of_days = tuple(cell for cell in part.cells if cell.day is not None)
        parts += split(Part(part.labels, of_days), "day") if of_days else []
    return _settled(_settled(parts, ("team", "day")), ("day",))


def hidden(parts: Iterable[Part], labels: Mapping[str, Label]) -> tuple[Cell, ...]:
    """Return the cells that have some labels but are in parts that don't say so."""
    return tuple(
        cell
        for part in parts
        if not _has(part, labels)
        for cell in part.cells
        if all(getattr(cell, name) == value for name, value in labels.items())
    )


def merged(parts: Iterable[Part], dimensions: Sequence[str]) -> list[Part]:
    """Add up parts that are alike in some dimensions, forgetting the others."""
    found: dict[tuple[Label, ...], list[Cell]] = defaultdict(list)
    for part in parts:
        found[tuple(part.labels.get(name) for name in dimensions)] += part.cells
    return [
        Part(dict(zip(dimensions, values, strict=True)), tuple(cells))
        for values, cells in found.items()
    ]


def _labelled(part: Part, dimension: str, value: Label, cells: Sequence[Cell]) -> Part:
    return Part({**part.labels, dimension: value}, tuple(cells))


def _has(part: Part, labels: Mapping[str, Label]) -> bool:
    return all(part.labels.get(name) == value for name, value in labels.items())


def _joining(left: Who, told: Mapping[K, Who]) -> list[K]:
    """Return what is not told after all, so that those left over are nobody or enough.

    One for each side is enough, as what is told is of enough; all of it where none helps.
    """
    left = Who(set(left.now), set(left.before))
    waiting = sorted(told, key=lambda key: (told[key].size, str(key))) if left.is_few else []
    found: list[K] = []
    while left.is_few:
        helping = next((key for key in waiting if told[key].helps(left)), None)
        if helping is None:
            return [*found, *waiting]
        waiting.remove(helping)
        found.append(helping)
        left.join(told[helping])
    return found


def _settled(parts: list[Part], dimensions: tuple[str, ...]) -> list[Part]:
    """Take back cuts until what the whole of a label has besides its parts is nobody, or five.

    A list by that label alone tells the whole, so the difference could be told. Each cell is looked
    at a fixed number of times: a quarter by day has tens of thousands. Of equal parts it is always
    the same that goes, in whatever order they were read: else two lists would tell both.
    """
    parts = sorted(parts, key=lambda part: [str(value) for value in part.labels.values()])
    inside: dict[tuple[Label, ...], dict[int, Who]] = defaultdict(dict)
    left: dict[tuple[Label, ...], Who] = defaultdict(Who)
    for number, part in enumerate(parts):
        whole = tuple(part.labels[name] for name in dimensions)
        if None not in whole:
            inside[whole][number] = Who.behind(part.cells)
            continue
        for cell in part.cells:
            left[tuple(getattr(cell, name) for name in dimensions)].add(cell)
    taken = {
        number
        for whole, told in inside.items()
        if whole in left
        for number in _joining(left[whole], told)
    }
    return _taken_back(parts, taken, dimensions[-1]) if taken else parts


def _taken_back(parts: list[Part], taken: set[int], dimension: str) -> list[Part]:
    """Put some parts, by place, to what is not told apart beside them."""
    found: dict[tuple[Label, ...], tuple[Mapping[str, Label], list[Cell]]] = {}
    for number, part in enumerate(parts):
        labels = {**part.labels, dimension: None} if number in taken else part.labels
        found.setdefault(tuple(labels.values()), (labels, []))[1].extend(part.cells)
    return [Part(labels, tuple(cells)) for labels, cells in found.values()]
