"""What one post brought in a period and in the one before, from daily facts.

A figure is what the list of posts behind that number tells of the post, by the same cut, so that
this page, the list and the dashboard can't be held against each other. Its networks and days are
those of the narrowed list. Beside it stand the parts of the engagements, which no list tells: they
are told as far as neither a part nor what is left of the engagements is of too few people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.drill.cells import ALL_OF_POSTS, PARTS, Grain, cells_by_metric, cells_of
from analytics.drill.parts import Cell, Part, Who, cut, lines, lines_by_day, merged
from analytics.kpis import (
    Clicks,
    Conversions,
    Engagements,
    Impressions,
    Kpi,
    ReachMeasured,
    SharesConfirmed,
    SharesSelfReported,
    SiteVisits,
    UniqueClicks,
)
from analytics.kpis.engagements import Comments, Reactions, Reshares
from analytics.models import Subject
from analytics.periods import Span, midnight
from analytics.posts.words import Words, words_of
from analytics.selectors.dashboard import Figure
from analytics.selectors.groups import groups
from analytics.selectors.totals import totals_by_start
from content.models import Post
from tenants.fewest import in_steps_of_fewest

FIGURES: tuple[type[Kpi], ...] = (
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    UniqueClicks,
    Engagements,
    Impressions,
    ReachMeasured,
    SiteVisits,
    Conversions,
)
"""What is told of a post, in this order."""
ENGAGED: tuple[type[Kpi], ...] = (Reactions, Comments, Reshares)
"""The parts of the engagements besides the clicks, which are a figure of their own."""
SHARED = ("shares_confirmed", "shares_self_reported")
TELLING: tuple[type[Kpi], ...] = (Impressions, ReachMeasured, *ENGAGED)
"""What only some networks tell."""
METRICS = sorted(
    {metric for kpi in (*FIGURES, *ENGAGED) for metric in PARTS[kpi.key]}.union(
        kpi.told_by for kpi in TELLING
    )
)
HEADS = (SiteVisits.told_by, Conversions.told_by)
Cells = Mapping[str, Sequence[Cell]]


@dataclass(frozen=True)
class Told(Figure):
    """A figure of a post; `is_few` where it is not told as too few people have something in it,
    or have in others that could be found from it.
    """

    is_few: bool = False


@dataclass(frozen=True)
class PostNumbers:
    """All that is told of a post in a period.

    `people` shared it, in steps of so many as may be told of; None: of too few to tell. `networks`
    are of the chosen figure, the most first, and `other_networks` what is not told apart. Its
    `days` (weeks of a quarter) are None where they are not told apart or lie ahead; `apart` is what
    they leave out.
    """

    post: Post
    span: Span
    figures: list[Told]
    engaged: list[Told]
    people: int | None
    chosen: Told
    networks: list[tuple[str, int]]
    other_networks: int
    days: list[tuple[date, int | None]]
    apart: int
    words: Words | None

    @property
    def is_few(self) -> bool:
        """Tell whether people did something with it, but too few to tell of."""
        return not self.is_told and any(one.is_few for one in self.figures)

    @property
    def is_told(self) -> bool:
        """Tell whether there is anything to tell of the period or the one before."""
        return any(one.value or one.before for one in self.figures)


def post_numbers(*, post: Post, span: Span, key: str, now: datetime) -> PostNumbers:
    """Return what a post brought in a period; six queries at most, however much there is.

    `key` names the figure whose networks and days are told: the clicks where there is none.
    """
    cells = cells_by_metric(METRICS, span, now, ALL_OF_POSTS)
    heads = totals_by_start([span, span.previous], Subject.ORGANIZATION, "", HEADS)
    told_by = (heads.get(span.starts_on, {}), heads.get(span.previous.starts_on, {}))
    figures = [_told(kpi, cells, post.pk, told_by) for kpi in FIGURES]
    engaged, is_safe = _engaged(cells, post.pk, figures)
    if not is_safe:
        figures = [_hidden(one.kpi) if one.kpi is Engagements else one for one in figures]
    chosen = next((one for one in figures if one.kpi.key == key), figures[2])
    networks, days = _parts(chosen, span, post.pk, now)
    told = sum(value for _network, value in networks)
    told_days = sum(value for _day, value in days if value)
    return PostNumbers(
        post=post,
        span=span,
        figures=figures,
        engaged=engaged,
        people=_people(cells, post.pk),
        chosen=chosen,
        networks=networks,
        other_networks=int(chosen.value or 0) - told,
        days=days,
        apart=int(chosen.value or 0) - told_days,
        words=words_of(post, span),
    )


def _of(cells: Cells, metrics: Collection[str]) -> list[Cell]:
    return [cell for metric in metrics for cell in cells.get(metric, ())]


def _line(cells: Sequence[Cell], post: int) -> Part | None:
    """Return the line of a post among all posts; None where there is none of it."""
    return next((part for part in cut(cells, "post") if part.labels["post"] == post), None)


def _told(
    kpi: type[Kpi], cells: Cells, post: int, heads: tuple[Mapping[str, int], Mapping[str, int]]
) -> Told:
    mine = _of(cells, PARTS[kpi.key])
    line = _line(mine, post)
    if line is None and any(cell.post == post for cell in mine):
        return _hidden(kpi)
    now, before = dict(heads[0]), dict(heads[1])
    if kpi.told_by in cells and (aid := _line(cells[kpi.told_by], post)):
        now[kpi.told_by], before[kpi.told_by] = aid.now, aid.before
    if line is not None:
        now[kpi.key], before[kpi.key] = line.now, line.before
    return Told(kpi, kpi.value(now), kpi.value(before))


def _hidden(kpi: type[Kpi]) -> Told:
    return Told(kpi, None, None, is_few=True)


def _engaged(cells: Cells, post: int, figures: Sequence[Told]) -> tuple[list[Told], bool]:
    """Return the parts of the engagements, and whether these may be told at all beside the clicks.

    What is left when the parts that are told are taken away is of nobody or of people enough.
    """
    parts = [_told(kpi, cells, post, ({}, {})) for kpi in ENGAGED]
    clicks, all_of_it = (
        next(one for one in figures if one.kpi is kpi) for kpi in (Clicks, Engagements)
    )
    beside = [Clicks.key] if clicks.is_few else []
    left = [*beside, *(one.kpi.key for one in parts if one.is_few)]
    if all_of_it.is_few:
        return [_hidden(one.kpi) for one in parts], True
    if _is_few(cells, left, post):
        left = [*beside, *(kpi.key for kpi in ENGAGED)]
        parts = [_hidden(one.kpi) for one in parts]
    return parts, not _is_few(cells, left, post)


def _is_few(cells: Cells, metrics: Collection[str], post: int) -> bool:
    return Who.behind(cell for cell in _of(cells, metrics) if cell.post == post).is_few


def _people(cells: Cells, post: int) -> int | None:
    """Return how many people shared a post in the period, in steps; None: of too few to tell."""
    mine = _of(cells, SHARED)
    line = _line(mine, post)
    if line is None:
        return None if any(cell.post == post for cell in mine) else 0
    return in_steps_of_fewest(len(Who.behind(line.cells).now))


def _parts(
    chosen: Told, span: Span, post: int, now: datetime
) -> tuple[list[tuple[str, int]], list[tuple[date, int | None]]]:
    """Return what networks and days of a figure brought, as the narrowed list behind it tells.

    Three queries, or none where the figure is not told.
    """
    if not chosen.value:
        return [], []
    cells = cells_of(chosen.kpi, span, now, Grain(apart={one.id for one in groups()}, days=True))
    rows = [part for part in lines(cells) if part.labels["post"] == post]
    networks = [
        (str(part.labels["network"]), part.now)
        for part in merged(rows, ("network",))
        if part.labels["network"] and part.now
    ]
    told: dict[date, int | None] = {
        cell.day: None for cell in cells if cell.post == post and cell.day is not None
    }
    for part in lines_by_day(cells):
        day = part.labels["day"]
        if part.labels["post"] == post and isinstance(day, date):
            told[day] = (told[day] or 0) + part.now
    return sorted(networks, key=lambda one: (-one[1], one[0])), _drawn(told, span, now)


def _drawn(
    told: Mapping[date, int | None], span: Span, now: datetime
) -> list[tuple[date, int | None]]:
    """Return the days, or the weeks of a quarter, with what is told of them; 0 where nobody did
    anything.
    """
    firsts = sorted({span.starts_on, *(part.starts_on for part in span.parts)})
    found: list[tuple[date, int | None]] = []
    for first, end in zip(firsts, [*firsts[1:], span.ends_on], strict=True):
        within = [value for day, value in told.items() if first <= day < end]
        known = [value for value in within if value is not None]
        is_told = bool(known) or not within
        found.append((first, sum(known) if is_told and midnight(first) <= now else None))
    return found
