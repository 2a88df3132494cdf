"""Bringing the lists of several numbers to lines that each of them tells.

A line is of the smallest set of which every list tells a sum: what one of them tells together stays
together. So of no number anything is told that its own list does not tell, and a line of one is of
the same as that of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

from analytics.drill.parts import Cell, Label, Part

Lists = Mapping[str, Sequence[Part]]
"""By name what may be told of a number: all of it, in parts."""
AtomOf = Callable[[Cell], Hashable]
"""What a cell is of, as finely as the lists can be cut."""


def joined(lists: Lists, atom: AtomOf, beside: Collection[str] = ()) -> dict[str, list[Part]]:
    """Return the lists with parts added up, so that all of them are cut alike.

    A set has the labels that all of its parts have. Lists that are `beside` keep nothing together:
    what remains of them are the parts that lie within one set.
    """
    sets = _Sets()
    binding = [part for name, found in lists.items() if name not in beside for part in found]
    for part in binding:
        sets.join(atom(cell) for cell in part.cells)
    labels: dict[Hashable, Mapping[str, Label]] = {}
    for part in binding:
        one = sets.of(atom(part.cells[0]))
        labels[one] = _common(labels[one], part.labels) if one in labels else part.labels
    return {name: _added_up(found, sets, atom, labels) for name, found in lists.items()}


class _Sets:
    """What belongs together, found by any of its members."""

    def __init__(self) -> None:
        self._towards: dict[Hashable, Hashable] = {}

    def of(self, atom: Hashable) -> Hashable:
        """Return the one that stands for the set of an atom; of one that is alone, itself."""
        path = []
        while (nearer := self._towards.get(atom, atom)) != atom:
            path.append(atom)
            atom = nearer
        for passed in path:
            self._towards[passed] = atom
        return atom

    def join(self, atoms: Iterable[Hashable]) -> None:
        """Put the sets of some atoms together."""
        first: Hashable = None
        for place, atom in enumerate(atoms):
            if place == 0:
                first = self.of(atom)
            else:
                self._towards[self.of(atom)] = first


def _common(some: Mapping[str, Label], others: Mapping[str, Label]) -> dict[str, Label]:
    return {
        name: some.get(name) if some.get(name) == others.get(name) else None
        for name in (*some, *others)
    }


def _added_up(
    found: Sequence[Part], sets: _Sets, atom: AtomOf, labels: Mapping[Hashable, Mapping[str, Label]]
) -> list[Part]:
    cells: dict[Hashable, list[Cell]] = defaultdict(list)
    for part in found:
        within = {sets.of(atom(cell)) for cell in part.cells}
        one = within.pop()
        if not within and one in labels:
            cells[one] += part.cells
    return [Part(labels[one], tuple(of_set)) for one, of_set in cells.items()]
