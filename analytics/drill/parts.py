"""Cutting a number into parts that tell of no group under five people.

A part is told when five people or more have something in it. What is left over is told as one part
of its own, "not told apart"; where that would be fewer than five people, the smallest told part
joins it, else it could be found by subtracting. `docs/behind-the-numbers.md` says it for readers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenants.fewest import fewest

NO_TEAM = 0
"""The team of those in none, and of the teams that are never told apart."""
ORDER = ("network", "team", "post")
"""By what lines are cut, one after the other; by day last."""
Label = str | int | date | None


@dataclass(frozen=True)
class Cell:
    """What people of one team brought with one post on one network, on one day or in one period.

    `day` is a day of the period, or its first day where days are not asked for; None: the period
    before. `people` are ids of members; they never leave this package.
    """

    network: str
    team: int
    post: int
    day: date | None
    people: frozenset[int]
    value: int


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


def people(cells: Iterable[Cell]) -> int:
    """Return how many people have something in some cells, each once."""
    return len(set[int]().union(*(cell.people for cell in cells)))


def split(part: Part, dimension: str) -> list[Part]:
    """Cut a part by one dimension as far as it may be; what is left over comes last."""
    by_value: dict[Label, list[Cell]] = defaultdict(list)
    for cell in part.cells:
        by_value[getattr(cell, dimension)].append(cell)
    rest = by_value.pop(NO_TEAM, []) if dimension == "team" else []
    told: dict[Label, list[Cell]] = {}
    for value, cells in by_value.items():
        if people(cells) >= fewest():
            told[value] = cells
        else:
            rest += cells
    for value in sorted(told, key=lambda value: (people(told[value]), str(value))):
        if not rest or people(rest) >= fewest():
            break
        rest += told.pop(value)
    parts = [_labelled(part, dimension, value, cells) for value, cells in told.items()]
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


def _settled(parts: list[Part], dimensions: tuple[str, ...]) -> list[Part]:
    """Take back cuts until what the whole of a label has besides its parts is nobody, or five.

    A list by that label alone tells the whole, so the difference could be told.
    """
    wholes = {tuple(part.labels[name] for name in dimensions) for part in parts}
    for whole in sorted(wholes, key=str):
        labels = dict(zip(dimensions, whole, strict=True))
        while None not in whole and 0 < people(hidden(parts, labels)) < fewest():
            inside = [part for part in parts if _has(part, labels)]
            if not inside:
                break
            smallest = min(inside, key=lambda part: (people(part.cells), str(part.labels)))
            parts = _taken_back(parts, smallest, dimensions[-1])
    return parts


def _taken_back(parts: list[Part], part: Part, dimension: str) -> list[Part]:
    """Put a part to what is not told apart beside it."""
    labels = {**part.labels, dimension: None}
    beside = [one for one in parts if one is part or one.labels == labels]
    cells = tuple(cell for one in beside for cell in one.cells)
    return [*(one for one in parts if one not in beside), Part(labels, cells)]
