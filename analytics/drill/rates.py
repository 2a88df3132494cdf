"""Rates by line: what is divided, as far as the lists of both sides tell the very same.

Some rates are of counts that have no list of their own, as clicks on shares whose impressions are
told. These are told of a line where the list of what they are a part of tells it, too, and that of
what they leave of it: so nobody can be found by taking one from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from analytics.drill.cells import Grain, cells_by_metric, cells_left
from analytics.drill.parts import Cell, Part, Who
from analytics.kpis import AIDS, COUNTS, Narrowed, Ratio, SharesConfirmed, SharesWithReach
from analytics.periods import Span

PART_OF: dict[str, tuple[str, ...]] = {
    count.key: tuple(part.key for part in count.parts)
    for count in AIDS
    if issubclass(count, Narrowed)
} | {SharesWithReach.key: (SharesConfirmed.key,)}
"""Of what counts without a list of their own are a part."""
LABELS = {count.key: count.label for count in (*COUNTS, *AIDS)}
TOLD_BY = "told by"
"""The list of the shares for which a rate is told: it says whether, never how many."""
Totals = Mapping[str, int]


@dataclass(frozen=True)
class Numbers:
    """What a line tells: in the period, in the one before, and of a rate what is divided by what.

    None: nothing to divide by, or not told.
    """

    now: float | None
    before: float | None
    numerator: int | None = None
    denominator: int | None = None


def lists_of(kpi: type[Ratio], span: Span, now: datetime, grain: Grain) -> dict[str, list[Cell]]:
    """Return by name the cells of all lists that must tell a line of a rate, and `TOLD_BY`.

    Of a count that the rate is computed from the name is its key. Two queries at most.
    """
    counts = _counts(kpi)
    wholes = {count: PART_OF[count] for count in counts if count in PART_OF}
    others = [metric for whole in wholes.values() for metric in whole]
    told_by = [kpi.told_by] if kpi.told_by in LABELS else []
    cells = cells_by_metric({*counts, *others, *told_by}, span, now, grain)
    left = cells_left(wholes, span, now, grain) if wholes else {}
    found = {count: cells.get(count, []) for count in counts}
    for count, whole in wholes.items():
        found[f"whole of {count}"] = [cell for one in whole for cell in cells.get(one, [])]
        found[f"left by {count}"] = left.get(count, [])
    return found | ({TOLD_BY: cells.get(kpi.told_by, [])} if told_by else {})


def counted(kpi: type[Ratio], line: Mapping[str, Part]) -> tuple[Totals, Totals] | None:
    """Return what a line's rate is computed from, in the period and before, by metric.

    None where a list has too few people in it, as only a rest of everything can.
    """
    if any(Who.behind(part.cells).is_few for name, part in line.items() if name != TOLD_BY):
        return None
    names = {count: count for count in _counts(kpi)} | {kpi.told_by: TOLD_BY}
    told = {metric: line[name] for metric, name in names.items() if name in line}
    return (
        {metric: part.now for metric, part in told.items()},
        {metric: part.before for metric, part in told.items()},
    )


def rate_of(kpi: type[Ratio], of_line: Totals, of_all: Totals) -> float | None:
    """Return a line's rate; `of_all` are everything's totals, which say whether goals are named."""
    is_by_shares = kpi.told_by in LABELS
    heads = {} if is_by_shares else {kpi.told_by: of_all.get(kpi.told_by, 0)}
    return kpi.value({**heads, **of_line})


def numbers_of(
    kpi: type[Ratio], line: Mapping[str, Part], totals: Totals, so_far: Totals
) -> Numbers | None:
    """Return what is told of a line by its lists; None where it has nothing of the rate.

    `totals` and `so_far` are everything's, in the period and in the one before.
    """
    if not any(count in line for count in _counts(kpi)):
        return None
    found = counted(kpi, line)
    if found is None:
        return Numbers(None, None)
    now, before = found
    value = rate_of(kpi, now, totals)
    below = _sum(kpi.denominator, now)
    is_unknown = value is None and below > 0
    return Numbers(
        now=value,
        before=rate_of(kpi, before, so_far),
        numerator=None if is_unknown else _sum(kpi.numerator, now),
        denominator=below,
    )


def sides_of(kpi: type[Ratio]) -> tuple[str, str]:
    """Return what is divided by what, in words."""
    above, below = (
        " + ".join(str(LABELS[count]) for count in side)
        for side in (kpi.numerator, kpi.denominator)
    )
    return above, below


def _counts(kpi: type[Ratio]) -> tuple[str, ...]:
    return (*kpi.numerator, *kpi.denominator)


def _sum(counts: Iterable[str], totals: Totals) -> int:
    return sum(totals.get(count, 0) for count in counts)
