"""Which goals were reached in a period, and what the site said they were worth.

Told by goal as lines behind a number are: of five people or more whose shares led to it, and so
that what is left is too; an amount of a goal by currency likewise, beside what came without one.
Amounts are what the organization's own site told, added up and not checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, Sum

from analytics.conversions.models import Conversion, ConversionGoal
from analytics.drill.parts import NO_TEAM, Cell, Part, Who, cut, split
from analytics.periods import Span, midnight
from analytics.retention.lines import kept_since

Key = tuple[int, str]
"""A goal and a currency, "" where no amount was told."""


class Amount(NamedTuple):
    """An amount in a currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True)
class Reached:
    """How often a goal was reached, and amounts by currency, those of too few people left out.

    `is_worth_whole` says whether none were.
    """

    name: str
    count: int
    worth: list[Amount]
    is_worth_whole: bool


@dataclass(frozen=True)
class Goals:
    """The goals of a period, the most reached first; `others` is what is not told apart.

    `others` is None where that is of too few people.
    """

    reached: list[Reached]
    others: int | None


def goals_reached(span: Span) -> Goals | None:
    """Return which goals were reached in a period; None of one before what is kept, or without a
    goal. Three queries.
    """
    since = kept_since()
    names = _names(span)
    if not names or (since is not None and span.starts_on < since):
        return None
    cells, amounts = _cells(span)
    parts = {part.labels["post"]: part for part in cut(cells, "post")}
    rest = parts.pop(None, None)
    left = {cell.post for cell in rest.cells} if rest else set()
    reached = [
        _reached(name, parts.get(pk), amounts) for pk, name in names.items() if pk not in left
    ]
    return Goals(
        reached=sorted(reached, key=lambda one: (-one.count, one.name)),
        others=0 if rest is None else None if Who.behind(rest.cells).is_few else rest.now,
    )


def _names(span: Span) -> dict[int, str]:
    """Return the goals that could be reached on a day of a period. One query."""
    begins, ends = midnight(span.starts_on), midnight(span.ends_on)
    rows = ConversionGoal.objects.filter(added_at__lt=ends)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=begins))
    return dict(rows.order_by("name", "pk").values_list("pk", "name"))


def _cells(span: Span) -> tuple[list[Cell], dict[Key, Decimal]]:
    """Return what was reached by goal and currency as cells, and the amounts. One query."""
    rows = (
        Conversion.objects.filter(at__gte=midnight(span.starts_on), at__lt=midnight(span.ends_on))
        .order_by()
        .values_list("goal", "currency")
        .annotate(
            who=ArrayAgg("share__member_id", distinct=True), total=Count("pk"), worth=Sum("value")
        )
    )
    cells: list[Cell] = []
    amounts: dict[Key, Decimal] = {}
    for goal, currency, who, total, worth in rows:
        cells.append(Cell(currency, NO_TEAM, goal, span.starts_on, frozenset(who), total))
        amounts[goal, currency] = worth or Decimal(0)
    return cells, amounts


def _reached(name: str, part: Part | None, amounts: dict[Key, Decimal]) -> Reached:
    if part is None:
        return Reached(name, 0, [], is_worth_whole=True)
    told: Sequence[Part] = split(part, "network")
    worth = [
        Amount(cell.network, amounts[cell.post, cell.network])
        for one in told
        if one.labels["network"]
        for cell in one.cells
    ]
    hidden = [cell for one in told if one.labels["network"] is None for cell in one.cells]
    is_whole = not any(cell.network for cell in hidden)
    return Reached(name, part.now, sorted(worth), is_whole)
