"""Where things stand in a drawn chart, in percent of its width and height. Plain values only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

HEADROOM = 1.1
GRID_LINES = 4
MOST_TICKS = 5
LONE = 0.1
"""How far a lone point goes to either side, of the way to the next."""


@dataclass(frozen=True)
class Spot:
    """A place in the plot, percent from its left and from its top, and how words hang on it."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Line:
    """A stretch without gaps: `points` and `area` as SVG wants them."""

    points: str
    area: str


@dataclass(frozen=True)
class Plot:
    """All that a chart draws: its lines, the period before, the grid and the highest point."""

    last: int
    lines: list[Line]
    before: list[Line]
    grid: list[tuple[float, float]]
    peak: tuple[int, Spot] | None
    before_end: Spot | None
    reference: float | None
    """How far down the reference stands, in percent."""
    base: float
    """How far down zero stands: at the bottom, unless something is below it."""


def anchor(x: float) -> str:
    """Return on which side words must hang so that they stay inside."""
    return "start" if x < 8 else "end" if x > 92 else "middle"  # noqa: PLR2004 - percent


def across(place: int, count: int) -> Spot:
    """Return where the place-th of `count` points stands, at the top."""
    x = round(100 * place / max(1, count - 1), 2)
    return Spot(x, 0, "end" if x > 70 else "start")  # noqa: PLR2004 - percent


def step_for(most: float) -> float:
    """Return a round step (1, 2, 2.5 or 5 times ten) that needs at most four grid lines."""
    if most <= 0:
        return 1.0
    rough = most / GRID_LINES
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(ten * round_ for round_ in (1, 2, 2.5, 5, 10) if ten * round_ >= rough)
    return max(1.0, step) if most >= 1 else step


def _down(value: float, top: float, floor: float = 0) -> float:
    return round(100 - 100 * (value - floor) / ((top - floor) or 1), 2)


def lines(
    values: Sequence[float | None], top: float, floor: float = 0, base: float = 100
) -> list[Line]:
    """Return the stretches of a line, broken where a value is not known; areas stand on `base`."""
    stretches: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((place, _down(value, top, floor)))
    return [_line(stretch, base) for stretch in stretches if stretch]


def trend(values: Sequence[float | None]) -> list[Line]:
    """Return a line that fills its height: for a spark, which shows movement and no amounts."""
    known = [value for value in values if value is not None]
    return lines(values, max(known, default=1), min(known, default=0))


def _line(stretch: list[tuple[int, float]], base: float) -> Line:
    ((first, y), (last, _end_y)) = stretch[0], stretch[-1]
    if len(stretch) == 1:  # between two gaps, where a line of no length would not be seen
        return Line(f"{first - LONE},{y} {first + LONE},{y}", f"{first},{base} {first},{y}")
    points = " ".join(f"{x},{y}" for x, y in stretch)
    return Line(points, f"{first},{base} {points} {last},{base}")


def plot(
    values: Sequence[float | None],
    before: Sequence[float | None] = (),
    reference: float | None = None,
) -> Plot:
    """Lay out a trend on a zero baseline, with the period before on the same scale.

    `reference` is a height that must be in sight too. Where values are below zero, so is the floor.
    """
    known = [value for value in (*values, *before, reference) if value is not None]
    most, least = max(known, default=0.0), min([0.0, *known])
    step = step_for(max(most, 0.0) - least)
    top = max(most * HEADROOM, 0.0 if least else step)
    floor = least * HEADROOM
    base = _down(0, top, floor) if least else 100
    count = max(len(values), len(before))
    grid = [
        (_down(step * n, top, floor), step * n)
        for n in range(-GRID_LINES, GRID_LINES + 1)
        if n and floor <= step * n <= top
    ]
    return Plot(
        last=max(1, count - 1),
        lines=lines(values, top, floor, base),
        before=lines(before, top, floor, base),
        grid=grid,
        peak=_peak(values, top, floor, count),
        before_end=_end(before, top, floor, count),
        reference=None if reference is None else _down(reference, top, floor),
        base=base,
    )


def _peak(
    values: Sequence[float | None], top: float, floor: float, count: int
) -> tuple[int, Spot] | None:
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if not known or max(known)[0] <= 0:
        return None
    value, place = max(known)
    x = round(100 * place / max(1, count - 1), 2)
    return place, Spot(x, _down(value, top, floor), anchor(x))


def _end(values: Sequence[float | None], top: float, floor: float, count: int) -> Spot | None:
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if not known:
        return None
    place, value = known[-1]
    return Spot(round(100 * place / max(1, count - 1), 2), _down(value, top, floor), "end")


def ticks(labels: Sequence[str]) -> list[tuple[Spot, str, bool]]:
    """Return at most five labels below the plot; True marks those a phone may leave out."""
    if not labels:
        return []
    count = len(labels)
    number = min(MOST_TICKS, count)
    places = sorted({round(n * (count - 1) / max(1, number - 1)) for n in range(number)})
    return [
        (
            Spot(x := round(100 * place / max(1, count - 1), 2), 100, anchor(x)),
            labels[place],
            n % 2 == 1,
        )
        for n, place in enumerate(places)
    ]
