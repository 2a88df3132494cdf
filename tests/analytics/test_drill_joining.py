"""Lines of a rate are sums of what the lists of its parts tell, and nobody is found by taking away.

A part that has no list of its own (clicks on shares with impressions) is held against what it is a
part of (all clicks), too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from operator import attrgetter

import pytest

from analytics.drill import parts
from analytics.drill.about import About, blocks, by_topic, by_words
from analytics.drill.joining import joined
from analytics.drill.parts import Cell, Part, Who
from tests.analytics.events import MONDAY

DAY = MONDAY.date()
Lists = dict[str, list[Cell]]
Cut = Callable[[list[Cell]], list[Part]]
LISTS = ("part", "whole", "left", "below")


def made_up(seed: int) -> tuple[Lists, dict[int, About]]:
    """Return cells of what is divided (`part`), of what it is a `part` of (`whole`), of what it
    leaves of that (`left`), and of what it is divided by (`below`).
    """
    chance = random.Random(seed)
    posts = {
        post: About(
            public_id=str(post),
            kind=chance.choice(["share", "prompt"]),
            campaign=chance.choice(["", "A", "B"]),
            topics=frozenset(chance.sample("TUV", chance.randrange(3))),
        )
        for post in range(1, 7)
    }
    lists: Lists = {name: [] for name in LISTS}
    for network, team, post, day in product("AB", range(3), posts, (DAY, None)):
        members = range(100 * team, 100 * team + chance.choice((2, 4, 9)))
        who = {
            name: frozenset(
                one for one in members if chance.random() < chance.choice((0, 0.3, 0.8))
            )
            for name in ("part", "left", "below")
        }
        who["whole"] = who["part"] | who["left"]
        words = chance.choice(["suggested", "own_words", ""])
        for name, people in who.items():
            if people:
                cell = Cell(network, team, post, day, people, len(people), words)
                lists[name].append(cell)
    return lists, posts


def cuts_of(posts: Mapping[int, About]) -> Iterable[tuple[str, Cut, Callable[[Cell], object]]]:
    for name in parts.ORDER:
        yield name, partial(_alone, name), attrgetter(name)
    yield "lines", parts.lines, attrgetter(*parts.ORDER)
    yield "blocks", lambda cells: blocks(cells, posts), attrgetter("post")
    yield (
        "words",
        lambda cells: by_words(blocks(cells, posts), is_whole=True),
        attrgetter("post", "words"),
    )


def _alone(name: str, cells: list[Cell]) -> list[Part]:
    return parts.cut(cells, name)


def keys(part: Part) -> frozenset[int]:
    return frozenset(id(cell) for cell in part.cells)


@pytest.fixture
def few(in_acme):
    """Ask for five people, in scope."""


def test_every_line_is_a_sum_of_what_each_list_tells(few):
    for seed in range(20):
        lists, posts = made_up(seed)
        for name, cut, atom in cuts_of(posts):
            own = {which: cut(cells) for which, cells in lists.items()}
            alike = joined(own, atom)
            for which, cells in lists.items():
                lines = [keys(part) for part in alike[which]]
                assert sorted(one for line in lines for one in line) == sorted(map(id, cells))
                for part in own[which]:
                    assert sum(bool(keys(part) & line) for line in lines) == 1, (seed, name)


def test_above_and_below_are_of_the_same(few):
    """Whatever two lists have of a line, neither has anything of it in another line."""
    for seed in range(20):
        lists, posts = made_up(seed)
        for name, cut, atom in cuts_of(posts):
            alike = joined({which: cut(cells) for which, cells in lists.items()}, atom)
            of_line: dict[tuple[object, ...], set[object]] = {}
            for found in alike.values():
                for part in found:
                    labels = tuple(sorted((k, str(v)) for k, v in part.labels.items()))
                    of_line.setdefault(labels, set()).update(atom(cell) for cell in part.cells)
            lines = list(of_line.values())
            for place, line in enumerate(lines):
                assert not any(line & other for other in lines[place + 1 :]), (seed, name)


Unit = tuple[str, tuple[object, ...]]


def shown_of(part: Part, which: str) -> dict[Unit, Cell]:
    """Return what stands in a part, person by person kept apart by what it is a part of."""
    names = ("part", "left") if which == "whole" else (which,)
    return {
        (name, (cell.network, cell.team, cell.post, cell.day, cell.words)): cell
        for cell in part.cells
        for name in names
    }


Shown = tuple[Mapping[str, object], dict[Unit, Cell]]


def all_shown(lists: Lists, posts: Mapping[int, About]) -> Iterable[Shown]:
    """Return what lists tell of the whole, what rates tell of its part, and the whole number."""
    yield {}, shown_of(Part({}, tuple(lists["whole"])), "whole")
    for by, cut, atom in cuts_of(posts):
        own = {which: cut(cells) for which, cells in lists.items()}
        alike = joined(own, atom)
        for which, found in (("whole", own["whole"]), ("part", alike["part"])):
            for part in _merged(found, by):
                if any(value is not None for value in part.labels.values()):
                    yield part.labels, shown_of(part, which)


def is_known(inner: Mapping[str, object], outer: Mapping[str, object]) -> bool:
    """Tell whether a reader knows that a line lies within another, if it does."""
    is_named = None not in inner.values() and "words" not in outer
    return outer.items() <= inner.items() or is_named


def test_no_difference_is_of_fewer_than_five(few):
    tried = 0
    for seed in range(12):
        lists, posts = made_up(seed)
        units = {
            unit: cell
            for name in ("part", "left")
            for unit, cell in shown_of(Part({}, tuple(lists[name])), name).items()
        }
        shown = [
            (labels, frozenset(found).intersection(units))
            for labels, found in all_shown(lists, posts)
        ]
        nothing: tuple[Mapping[str, object], frozenset[Unit]] = ({}, frozenset())
        for (outer, whole), (inner, piece) in product(shown, [*shown, nothing]):
            if piece < whole and is_known(inner, outer):
                tried += 1
                rest = Who.behind(units[one] for one in whole - piece)
                assert not rest.is_few, (seed, outer, inner)
    assert tried > 1000


def _merged(found: list[Part], by: str) -> list[Part]:
    if by == "blocks":
        topics = parts.merged(by_topic(found, ["", *"TUV"]), ["topic"])
        return [*topics, *parts.merged(found, ["kind"]), *parts.merged(found, ["campaign"])]
    if by == "words":
        return parts.merged(found, ["words"])
    return found
