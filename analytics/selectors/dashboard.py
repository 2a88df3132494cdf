"""The dashboard of an organization or one group, from stored totals.

Its tops come from facts, by the rule of what stands behind a number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import Count
from django.db.models import Sum as SumOf
from django.utils.translation import gettext as _

from analytics import wording
from analytics.drill import rates
from analytics.drill.cells import ALL_OF_NETWORKS, ALL_OF_POSTS, PARTS, Grain, cells_by_metric
from analytics.drill.joining import joined
from analytics.drill.parts import Cell, Label, Part, Who, cut, merged
from analytics.kpis import (
    KPIS,
    OF_SHARES,
    RATES,
    Kpi,
    PotentialReach,
    Ratio,
    SharesConfirmed,
    Sum,
)
from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Span, Stretch, midnight, short_day
from analytics.selectors.audience import audience, audience_at_end
from analytics.selectors.estimates import add_estimates
from analytics.selectors.groups import Group, sizes_in
from analytics.selectors.remembered import remembered
from analytics.selectors.totals import Totals, of_metric, totals_by_start
from content.models import Post
from sharing.assisted import label_of
from tenants.fewest import fewest, in_steps_of_fewest

LOOK_BACK = 13
SHORTEST_LINE = 3
TOP = 5
OF_DAYS = frozenset(metric for kpi in KPIS if kpi.adds_up for metric in kpi.needs)


@dataclass(frozen=True)
class Figure:
    """One key figure of the period, as a tile shows it.

    `before` is the period before: of a count up to the same day while the period runs, else, and of
    a rate, as a whole; None of what grows all through a period that runs. `parts` are what a sum is
    made of, those that are told.
    """

    kpi: type[Kpi]
    value: float | None
    before: float | None
    trend: Sequence[float | None] = field(default_factory=list)
    parts: Sequence[tuple[type[Kpi], float]] = ()

    @property
    def shown(self) -> float | str | None:
        """Return the value as words or number."""
        return wording.figure(self.kpi, self.value)

    @property
    def change(self) -> str:
        """Return how far it moved since the period before."""
        return wording.change(self.kpi, self.value, self.before)

    @property
    def direction(self) -> str:
        """Return where it moved: up, down or ""."""
        return "" if self.kpi.is_duration else wording.direction(self.value, self.before)

    @property
    def was(self) -> str:
        """Return the value of the period before."""
        return wording.spoken(self.kpi, self.before)


@dataclass(frozen=True)
class Trend:
    """A line over time with the sentence it shows; `before` is the period before, by place.

    `starts_on` is the first day of what each point is of.
    """

    points: list[tuple[str, float | None]]
    before: list[float | None]
    sentence: str
    starts_on: list[date]


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows. The three tops are rows for bars; empty for a single group."""

    span: Span
    figures: list[Figure]
    chosen: Figure
    trend: Trend
    posts: list[dict[str, object]]
    groups: list[dict[str, object]]
    networks: list[dict[str, object]]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was shared or clicked in the period or the one before."""
        return not any(
            figure.value or figure.before for figure in self.figures if figure.kpi in OF_SHARES
        )


def dashboard(
    *, span: Span, group: Group | None, groups: Sequence[Group], key: str, now: datetime
) -> Dashboard:
    """Return the dashboard of a period for the organization, or for one group; 19 queries at most.

    `groups` are those that may be told apart; `key` names the figure whose trend is drawn.
    """
    subject, of = (Subject.TEAM, str(group.id)) if group else (Subject.ORGANIZATION, "")
    history = span.back(LOOK_BACK)
    metrics = [metric for kpi in KPIS for metric in kpi.needs]
    stored = totals_by_start(history, subject, of, metrics)
    if stored and group is None:
        _add_people(history, stored, now)
        add_estimates(history, stored, now)
        is_running = span.moment(now) == now
        stored[span.starts_on] |= audience(now) if is_running else audience_at_end(span)
    so_far = before_so_far(span, subject, of, now)
    told = [kpi for kpi in KPIS if group is None or not kpi.is_of_all]
    figures = [_figure(kpi, history, stored, so_far, now) for kpi in told]
    chosen = next((one for one in figures if one.kpi.key == key), figures[2])
    metric = chosen.kpi.key if chosen.kpi.adds_up else "shares_confirmed"
    return Dashboard(
        span=span,
        figures=figures,
        chosen=chosen,
        trend=_trend(chosen, history, subject, of, now),
        groups=_groups(span, metric, groups) if group is None else [],
        **_tops(chosen.kpi, span, now, stored.get(span.starts_on, {}), is_of_all=group is None),
    )


def _tops(
    kpi: type[Kpi], span: Span, now: datetime, totals: Totals, *, is_of_all: bool
) -> dict[str, Any]:
    """Return the top posts and the networks, by the rule of what stands behind a number.

    Of a figure that does not add up they are of the shares, but for the networks of a rate.
    """
    if not is_of_all:
        return {"posts": [], "networks": []}
    if kpi.is_of_posts:
        return {"posts": _opened(span, kpi.key), "networks": []}
    counted = kpi if kpi.adds_up else SharesConfirmed
    posts, networks = remembered(
        f"tops:{counted.key}", span, partial(_parts_told, counted, span, now), now=now
    )
    if kpi in RATES and issubclass(kpi, Ratio):
        by_network = remembered(
            f"networks:{kpi.key}", span, partial(_rates_told, kpi, span, now), now=now
        )
        return {"posts": _named(posts), "networks": _rated(kpi, by_network, totals)}
    return {"posts": _named(posts), "networks": _networks(networks)}


_Told = tuple[list[tuple[int, int]], list[tuple[str | None, int]]]
"""What may be told: the posts that brought most, and all networks; None: not told apart."""


def _parts_told(kpi: type[Kpi], span: Span, now: datetime) -> tuple[_Told, int]:
    """Return what may be told of a figure by post and by network, and of how many cells that is.

    Two queries.
    """
    of_posts = _cells(kpi, span, now, ALL_OF_POSTS)
    posts = [
        (int(str(key)), part.now) for part in cut(of_posts, "post") if (key := part.labels["post"])
    ]
    networks: list[tuple[str | None, int]] = []
    for part in cut(_cells(kpi, span, now, ALL_OF_NETWORKS), "network"):
        key = part.labels["network"]
        if part.now and (key is not None or not Who.behind(part.cells).is_few):
            networks.append((None if key is None else str(key), part.now))
    best = sorted((one for one in posts if one[1]), key=lambda one: (-one[1], -one[0]))
    return (best[:TOP], networks), len(of_posts)


def _cells(kpi: type[Kpi], span: Span, now: datetime, grain: Grain) -> list[Cell]:
    found = cells_by_metric(PARTS[kpi.key], span, now, grain)
    return [cell for cells in found.values() for cell in cells]


def _rates_told(
    kpi: type[Ratio], span: Span, now: datetime
) -> tuple[list[tuple[str | None, dict[str, int]]], int]:
    """Return by network what a rate is computed from, as far as it may be told, and of how many
    cells that is. Two queries at most.
    """
    lists = rates.lists_of(kpi, span, now, ALL_OF_NETWORKS)
    alike = joined(
        {name: cut(cells, "network") for name, cells in lists.items()},
        attrgetter("network"),
        beside=[rates.TOLD_BY],
    )
    lines: dict[Label, dict[str, Part]] = defaultdict(dict)
    for name, listed in alike.items():
        for part in merged(listed, ("network",)):
            lines[part.labels["network"]][name] = part
    found = [
        (None if key is None else str(key), dict(counts[0]))
        for key, line in lines.items()
        if (counts := rates.counted(kpi, line)) is not None
    ]
    return found, sum(len(cells) for cells in lists.values())


def _add_people(history: Sequence[Span], stored: dict[date, Totals], now: datetime) -> None:
    """Add to the totals how many members' followers the potential reach is of."""
    people = remembered(
        "people", history[-1], partial(_people, history), now=now, since=history[0].starts_on
    )
    for starts_on, count in people.items():
        stored[starts_on][PotentialReach.people] = count


def _people(history: Sequence[Span]) -> tuple[dict[date, int], int]:
    """Return how many members had followers in each period, and how many that are. One query."""
    rows = PeriodTotal.objects.filter(
        subject=Subject.MEMBER,
        period=history[0].period,
        metric=PotentialReach.key,
        starts_on__in=[span.starts_on for span in history],
        value__gt=0,
    )
    found = dict(rows.order_by().values_list("starts_on").annotate(people=Count("pk")))
    return found, sum(found.values())


def before_so_far(
    span: Span, subject: Subject, of: str, now: datetime, metrics: Iterable[str] = OF_DAYS
) -> Totals:
    """Return the counts of the period before, up to the same day while the period runs.

    Counts add up by day.
    """
    first, end = span.so_far_before(now)
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    rows = PeriodTotal.objects.filter(
        subject=subject,
        key=of,
        period=Period.DAY,
        metric__in=sorted(set(metrics)),
        starts_on__in=days,
    )
    return dict(rows.order_by().values_list("metric").annotate(total=SumOf("value")))


def _figure(
    kpi: type[Kpi],
    history: Sequence[Span],
    stored: dict[date, Totals],
    so_far: Totals,
    now: datetime,
) -> Figure:
    first = min(stored, default=None)
    values = [
        kpi.value(stored.get(span.starts_on, {}))
        if first is not None and span.starts_on >= first
        else None
        for span in history
    ]
    before = values[-2]
    if kpi.adds_up and first is not None and history[-2].starts_on >= first:
        before = kpi.value(so_far)
    elif kpi.grows and history[-1].moment(now) == now:
        before = None  # a part of a month against a whole one would look like a fall
    known = sum(value is not None for value in values)
    parts = _parts(kpi, stored.get(history[-1].starts_on, {}))
    return Figure(kpi, values[-1], before, values if known >= SHORTEST_LINE else [], parts)


def _parts(kpi: type[Kpi], totals: Totals) -> list[tuple[type[Kpi], float]]:
    parts = kpi.parts if issubclass(kpi, Sum) else ()
    told = [(part, part.value(totals)) for part in parts]
    return [(part, value) for part, value in told if value is not None]


def _trend(
    figure: Figure, history: Sequence[Span], subject: Subject, of: str, now: datetime
) -> Trend:
    span = history[-1]
    if not figure.kpi.adds_up:
        points = [
            (short_day(one.starts_on), value)
            for one, value in zip(history, figure.trend, strict=False)
        ]
        starts = [one.starts_on for one in history[: len(points)]]
        return Trend(points, [], _sentence(figure, span, now), starts)
    parts, parts_before = span.parts, span.previous.parts
    days = [day for part in (*parts_before, *parts) for day in part.days]
    stored = totals_by_start(days, subject, of, figure.kpi.needs)
    is_unknown = figure.value is None

    def values(of_parts: Sequence[Stretch]) -> list[float | None]:
        return [
            # of days on which nothing came: told in the period, so it is 0
            figure.kpi.value(_added(stored, part)) or (None if is_unknown else 0)
            if midnight(part.starts_on) <= now
            else None
            for part in of_parts
        ]

    labels = [short_day(part.starts_on) for part in parts]
    points = list(zip(labels, values(parts), strict=True))
    before = values(parts_before)[: len(parts)]
    starts = [part.starts_on for part in parts]
    return Trend(points, before if any(before) else [], _sentence(figure, span, now), starts)


def _added(stored: Mapping[date, Totals], part: Stretch) -> Totals:
    """Return the totals of some days in a row."""
    added: Counter[str] = Counter()
    for day in part.days:
        added.update(stored.get(day.starts_on, {}))
    return added


def _sentence(figure: Figure, span: Span, now: datetime) -> str:
    is_whole = not figure.kpi.adds_up or span.is_over(now)
    return wording.after(figure.kpi, span.label, figure.value, figure.before, is_whole=is_whole)


def _opened(span: Span, metric: str) -> list[dict[str, object]]:
    """Return the posts that were read most, in steps of five."""
    rows = of_metric(span, Subject.POST, metric).filter(value__gte=fewest())
    best = list(rows.order_by("-value", "-key").values_list("key", "value")[:TOP])
    return _named([(int(key), in_steps_of_fewest(value)) for key, value in best])


def _named(best: Sequence[tuple[int, int]]) -> list[dict[str, object]]:
    found = Post.objects.in_bulk([key for key, _value in best])
    return [
        {"label": post.title, "value": value, "public_id": post.public_id}
        for key, value in best
        if (post := found.get(key)) is not None
    ]


def _networks(told: Sequence[tuple[str | None, float]]) -> list[dict[str, object]]:
    """Return what may be told of networks, and the others in one line."""
    rows: list[dict[str, object]] = [
        {"label": label_of(key), "value": value, "network": key} for key, value in told if key
    ]
    rows.sort(key=lambda row: (-float(str(row["value"])), str(row["network"])))
    others = [value for key, value in told if key is None]
    return rows + [{"label": _("Networks not told apart"), "value": value} for value in others]


def _rated(
    kpi: type[Ratio], told: Sequence[tuple[str | None, Mapping[str, int]]], totals: Totals
) -> list[dict[str, object]]:
    """Return the rate by network, the highest first, and that of the others, where there is one."""
    found = [
        (key, value)
        for key, counts in told
        if (value := rates.rate_of(kpi, counts, totals)) is not None
    ]
    rows = _networks(found)
    return [row | {"text": wording.spoken(kpi, float(str(row["value"])))} for row in rows]


def _groups(span: Span, metric: str, groups: Sequence[Group]) -> list[dict[str, object]]:
    """Return what each group brought per member it had, so that small ones have a chance."""
    sizes = sizes_in(span, groups)
    keys = [str(pk) for pk in sizes]
    values = dict(
        of_metric(span, Subject.TEAM, metric).filter(key__in=keys).values_list("key", "value")
    )
    rows = [
        {"label": group.name, "value": round(values[str(group.id)] / sizes[group.id], 1)}
        for group in groups
        if str(group.id) in values
    ]
    return sorted(rows, key=lambda row: -float(str(row["value"])))[:TOP]
