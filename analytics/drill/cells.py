"""The daily facts of a period and of the one before, as cells to be cut into parts.

They are read at once: a query that hands out its rows bit by bit is planned for the first of them,
which takes ten times as long for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd, BoolOr
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from analytics.drill.parts import NO_TEAM, Cell
from analytics.kpis import COUNTS, SUMS, Kpi
from analytics.models import Fact
from analytics.periods import Span
from sharing.models import Share

PARTS: dict[str, tuple[str, ...]] = {count.key: (count.key,) for count in COUNTS} | {
    total.key: tuple(part.key for part in total.parts) for total in SUMS
}
Alone = Literal["", "network", "team", "post", "day"]
_KEYS = ("of_network", "of_team", "of_post", "on", "whose")


@dataclass(frozen=True)
class Grain:
    """How finely facts are added up: by all that lines are of, or by one of it alone.

    Of the teams only those `apart` are told apart; of days and of whose words it was nothing is
    told unless asked for.
    """

    alone: Alone = ""
    apart: Collection[int] = ()
    days: bool = False
    words: bool = False

    def of(self, facts: QuerySet[Fact], span: Span) -> QuerySet[Fact]:
        """Name on facts what they are added up by."""
        return facts.annotate(
            of_network=F("network") if self._is_by("network") else Value(""),
            of_team=Coalesce("team_id", NO_TEAM) if self._is_by("team") else Value(NO_TEAM),
            of_post=F("post_id") if self._is_by("post") else Value(0),
            on=F("day") if self.days else Case(When(day__gte=span.starts_on, then=span.starts_on)),
            whose=Coalesce(Subquery(_whose()), Value("")) if self.words else Value(""),
        ).order_by()

    def _is_by(self, name: str) -> bool:
        return self.alone in {"", name}

    def cell(self, span: Span, key: tuple[Any, ...], who: Collection[int], total: int) -> Cell:
        """Return what some have in common; `key` is what they were added up by."""
        network, team, post, day, words = key
        return Cell(
            network=network,
            team=team if team in self.apart else NO_TEAM,
            post=post,
            day=None if day is None or day < span.starts_on else day,
            people=frozenset(who),
            value=int(total),
            words=words,
        )


ALL_OF_POSTS = Grain("post")
ALL_OF_NETWORKS = Grain("network")


def cells_of(kpi: type[Kpi], span: Span, now: datetime, grain: Grain) -> list[Cell]:
    """Return the facts of both periods, added up as far as a list needs; one query."""
    rows = (
        grain.of(_facts(PARTS[kpi.key], span, now), span)
        .values_list(*_KEYS)
        .annotate(who=ArrayAgg("member_id", distinct=True), total=Sum("value"))
    )
    return [grain.cell(span, key, who, total) for *key, who, total in rows]


def cells_by_metric(
    metrics: Collection[str], span: Span, now: datetime, grain: Grain
) -> dict[str, list[Cell]]:
    """Return the facts of both periods by metric; one query."""
    rows = (
        grain.of(_facts(metrics, span, now), span)
        .values_list("metric", *_KEYS)
        .annotate(who=ArrayAgg("member_id", distinct=True), total=Sum("value"))
    )
    found: dict[str, list[Cell]] = defaultdict(list)
    for metric, *key, who, total in rows:
        found[metric].append(grain.cell(span, key, who, total))
    return found


def cells_left(
    wholes: Mapping[str, Collection[str]], span: Span, now: datetime, grain: Grain
) -> dict[str, list[Cell]]:
    """Return by metric what it leaves of others (`wholes`) that it is a part of, person by person.

    One query. No metric may stand in two of them.
    """
    part_of = {metric: part for part, others in wholes.items() for metric in (part, *others)}
    is_part = When(metric__in=list(wholes), then=-F("value"))
    signed = Case(is_part, default="value", output_field=BigIntegerField())
    rows = (
        grain.of(_facts(list(part_of), span, now), span)
        .annotate(part=Case(*(When(metric=one, then=Value(of)) for one, of in part_of.items())))
        .values_list("part", *_KEYS, "member_id")
        .annotate(left=Sum(signed))
        .exclude(left=0)
    )
    people: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    totals: dict[tuple[Any, ...], int] = defaultdict(int)
    for *key, member, left in rows:
        people[tuple(key)].add(member)
        totals[tuple(key)] += left
    found: dict[str, list[Cell]] = defaultdict(list)
    for (part, *key), who in people.items():
        found[part].append(grain.cell(span, tuple(key), who, totals[part, *key]))
    return found


def _facts(metrics: Collection[str], span: Span, now: datetime) -> QuerySet[Fact]:
    first, end = span.so_far_before(now)
    days = Q(day__gte=span.starts_on, day__lt=span.ends_on) | Q(day__gte=first, day__lt=end)
    found: QuerySet[Fact] = Fact.objects.filter(days, metric__in=metrics)
    return found


def _whose() -> QuerySet[Share, Any]:
    """Return whose words a member posted with a post on a network; null of both, or of none."""
    rows: QuerySet[Share] = Share.objects.exclude(published_at=None, reported_at=None)
    mine = rows.filter(member=OuterRef("member"), post=OuterRef("post"))
    whose: QuerySet[Share, Any] = (
        mine.filter(network=OuterRef("network"))
        .order_by()
        .values("member")
        .annotate(
            whose=Case(
                When(Q(BoolAnd("is_suggested")), then=Value("suggested")),
                When(~Q(BoolOr("is_suggested")), then=Value("own_words")),
            )
        )
        .values("whose")
    )
    return whose
