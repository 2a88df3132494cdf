"""The daily facts of a period and of the one before, as cells to be cut into parts.

They are read at once: a query that hands out its rows bit by bit is planned for the first of them,
which takes ten times as long for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd, BoolOr
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from analytics.drill.parts import NO_TEAM, Cell
from analytics.kpis import COUNTS, SUMS, Kpi
from analytics.models import Fact
from analytics.periods import Span
from sharing.models import Share

PARTS: dict[str, tuple[str, ...]] = {count.key: (count.key,) for count in COUNTS} | {
    total.key: tuple(part.key for part in total.parts) for total in SUMS
}


def cells_of(
    kpi: type[Kpi],
    span: Span,
    now: datetime,
    apart: Collection[int] = (),
    *,
    days: bool = False,
    words: bool = False,
) -> list[Cell]:
    """Return the facts of both periods, added up as far as a list needs; one query.

    Of the teams only those `apart` are told apart; of days and of whose words it was nothing is
    told unless asked for.
    """
    rows = (
        _facts(PARTS[kpi.key], span, now)
        .annotate(
            on=F("day") if days else Case(When(day__gte=span.starts_on, then=span.starts_on)),
            of_team=Coalesce("team_id", NO_TEAM),
            whose=Coalesce(Subquery(_whose()), Value("")) if words else Value(""),
        )
        .order_by()
        .values_list("network", "of_team", "post_id", "on", "whose")
        .annotate(who=ArrayAgg("member_id", distinct=True), total=Sum("value"))
    )
    return [
        Cell(
            network=network,
            team=team if team in apart else NO_TEAM,
            post=post,
            day=None if day is None or day < span.starts_on else day,
            people=frozenset(who),
            value=int(total),
            words=whose,
        )
        for network, team, post, day, whose, who, total in rows
    ]


def cells_by_metric(
    metrics: Collection[str], span: Span, now: datetime, by: Literal["post", "network"] = "post"
) -> dict[str, list[Cell]]:
    """Return the facts of both periods by metric, added up by post or network alone; one query."""
    rows = (
        _facts(metrics, span, now)
        .annotate(on=Case(When(day__gte=span.starts_on, then=span.starts_on)))
        .order_by()
        .values_list("metric", by, "on")
        .annotate(who=ArrayAgg("member_id", distinct=True), total=Sum("value"))
    )
    found: dict[str, list[Cell]] = defaultdict(list)
    for metric, which, day, who, total in rows:
        network, post = (which, 0) if by == "network" else ("", which)
        found[metric].append(Cell(network, NO_TEAM, post, day, frozenset(who), int(total)))
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
