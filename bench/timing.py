"""Timing two things against each other, in turns, so that what else the machine does hits both."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def in_turns(
    first: Callable[[], object], second: Callable[[], object], pairs: int
) -> tuple[list[float], list[float]]:
    """Return the seconds of each, called alternately `pairs` times; the order changes each time."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        order = ((0, first), (1, second)) if number % 2 == 0 else ((1, second), (0, first))
        for place, work in order:
            times[place].append(seconds(work))
    return times


def milliseconds(times: list[float]) -> float:
    """Return the median in milliseconds."""
    return statistics.median(times) * 1000


def verdict(ratio: float, aim: float, *, at_least: bool = False) -> str:
    """Say whether a ratio meets its aim."""
    met = ratio >= aim if at_least else ratio <= aim
    sign = "≥" if at_least else "≤"
    return f"{ratio:.2f} (aim {sign} {aim:.2f}: {'met' if met else 'MISSED'})"
