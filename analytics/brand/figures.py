"""What brand numbers come to: for a period, and before, during and after a campaign.

Sources are never added up: each figure, and each hashtag, is of the one source that tells it up to
the latest day, and of the days on which that source tells all that the figure needs. What was
imported or entered of a hashtag goes before what we counted ourselves, whatever goes on longer.
The period before, and the line over the last ones, are of the same sources, and of mentions only
where these tell of the same hashtags and no source of another; of what has no end nothing is
compared, for how much there was nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from analytics import wording
from analytics.brand.found import ONE, Days, Found, Told, added, measured_reach, read
from analytics.kpis import OF_BRAND, HashtagMentions, Kpi, NetSentiment, ReachUplift, ShareOfVoice
from analytics.models import BrandMetric, BrandNumber
from analytics.periods import Span, Stretch
from analytics.selectors.dashboard import LOOK_BACK, SHORTEST_LINE
from content.models import Campaign, Hashtag

LEADS = (BrandMetric.LEADS_ADVOCACY.value, BrandMetric.LEADS_OTHER.value)
By = Mapping[str, str]
"""Which source tells: by hashtag, else of all as ""; empty where none does."""


@dataclass(frozen=True)
class BrandFigure:
    """A key figure of the brand in a period; `value` None while it can't be told.

    `told_before` is what it is compared with, told by the same sources: of the period before, up to
    the same day while the period runs. `trend` are the last periods, of `trend_source` all along;
    empty where too few are told.
    """

    kpi: type[Kpi]
    value: float | None
    told: Told
    told_before: Told = field(default_factory=Told)
    trend: Sequence[float | None] = ()
    trend_source: str = ""

    @property
    def source(self) -> str:
        """Return which source it is of."""
        return self.told.source

    @property
    def until(self) -> date | None:
        """Return up to which day it is told."""
        return self.told.until

    @property
    def at_least(self) -> bool:
        """Tell whether there was more than was counted."""
        return self.told.is_at_least

    @property
    def before(self) -> float | None:
        """Return the value it is compared with; None where nothing is."""
        return self.kpi.value(self.told_before.totals)

    @property
    def shown(self) -> float | str | None:
        """Return the value as words or number."""
        shown = wording.figure(self.kpi, self.value)
        return None if shown is None else wording.at_least(shown, is_so=self.at_least)

    @property
    def change(self) -> str:
        """Return how far it moved since the period before."""
        return wording.change(self.kpi, self.value, self.before)

    @property
    def direction(self) -> str:
        """Return where it moved: up, down or ""."""
        return wording.direction(self.value, self.before)

    @property
    def was(self) -> str:
        """Return the value of the period before."""
        return wording.spoken(self.kpi, self.before)

    @property
    def days(self) -> int:
        """Return how many days it is told of."""
        return len(self.told.days)

    @property
    def days_before(self) -> int | None:
        """Return how many days what it is compared with is told of; None where nothing is."""
        return None if self.before is None else len(self.told_before.days)


@dataclass(frozen=True)
class Tag:
    """Mentions of one hashtag, and our own shares with it on the same days."""

    name: str
    told: Told

    @property
    def mentions(self) -> int:
        """Return how often it was used."""
        return self.told.totals[BrandMetric.HASHTAG_MENTIONS]

    @property
    def own_shares(self) -> int | None:
        """Return how many own shares carry it on the days that tell; None where none does."""
        return self.told.totals.get("own_shares")


@dataclass(frozen=True)
class Brand:
    """What other tools tell of a period; `sources` are all there are.

    `spans` are the periods that lines are over, the last one its own.
    """

    spans: list[Span]
    figures: list[BrandFigure]
    tags: list[Tag]
    leads: Told
    sources: list[str]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was entered for the period."""
        return not self.sources


@dataclass(frozen=True)
class BrandPhases:
    """Sentiment and mentions a day, phase by phase, each of one source; None where none is told."""

    sentiment: list[float | None]
    mentions: list[float | None]
    tagged: list[float | None]
    tagged_at_least: list[bool]
    told: Told
    tagged_by: Told


def brand(span: Span, *, now: datetime) -> Brand:
    """Return what other tools tell of a period; always three queries or fewer."""
    spans = span.back(LOOK_BACK)
    rows = BrandNumber.objects.filter(
        Q(day__gte=span.starts_on) | ~Q(metric__in=LEADS),
        day__gte=spans[0].starts_on,
        day__lt=span.ends_on,
    )
    founds = read(rows, spans, summed=spans[:-2])
    here = founds[-1]
    is_told = any(found.sources for found in founds)
    reach = measured_reach(spans[0].starts_on, span.ends_on - ONE) if is_told else {}
    return Brand(
        spans=spans,
        figures=[_figure(kpi, founds, spans, reach, now) for kpi in OF_BRAND],
        tags=_tags(here),
        leads=_leads(here),
        sources=sorted(here.sources),
    )


def leads_told(span: Span) -> Told:
    """Return what is told of leads in a period. One query."""
    (found,) = read(_between(span).filter(metric__in=LEADS), [span])
    return _leads(found)


def figures_between(asked: Sequence[tuple[type[Kpi], Stretch]]) -> list[BrandFigure]:
    """Return a figure of some days for each of these; two queries or fewer, however many."""
    if not asked:
        return []
    days = Q()
    for _kpi, one in asked:
        days |= Q(day__gte=one.starts_on, day__lt=one.ends_on)
    metrics = {metric for kpi, _days in asked for metric in _needs(kpi)}
    rows = BrandNumber.objects.filter(days, metric__in=sorted(metrics))
    founds = read(rows, [one for _kpi, one in asked])
    uplifts = [one for kpi, one in asked if kpi is ReachUplift]
    reach: Mapping[date, int] = {}
    if uplifts:
        last = max(one.ends_on for one in uplifts) - ONE
        reach = measured_reach(min(one.starts_on for one in uplifts), last)
    figures = []
    for (kpi, one), found in zip(asked, founds, strict=True):
        told = _of_same(kpi, found, _by(kpi, found), one, reach=reach)
        figures.append(BrandFigure(kpi, kpi.value(told.totals), told))
    return figures


def brand_phases(campaign: Campaign, phases: Sequence[tuple[date, date]]) -> BrandPhases:
    """Return what is told of days before, during and after a campaign. One query."""
    days = Stretch(phases[0][0], phases[-1][1] + ONE)
    (found,) = read(_between(days), [days])
    told = found.best(NetSentiment.needs)
    key = campaign.hashtag.key if campaign.hashtag else ""
    tagged_by = found.best_of_tag(key) if key else Told()
    parts = [told.within(*phase) for phase in phases]
    return BrandPhases(
        sentiment=[NetSentiment.value(part.totals) for part in parts],
        mentions=[_a_day(part) for part in parts],
        tagged=[_a_day(tagged_by.within(*phase)) for phase in phases],
        tagged_at_least=[tagged_by.within(*phase).is_at_least for phase in phases],
        told=told,
        tagged_by=tagged_by,
    )


def _between(days: Span | Stretch) -> QuerySet[BrandNumber]:
    found: QuerySet[BrandNumber] = BrandNumber.objects.filter(
        day__gte=days.starts_on, day__lt=days.ends_on
    )
    return found


def _figure(
    kpi: type[Kpi],
    founds: Sequence[Found],
    spans: Sequence[Span],
    reach: Mapping[date, int],
    now: datetime,
) -> BrandFigure:
    by = _by(kpi, founds[-1])
    told = _of_same(kpi, founds[-1], by, spans[-1], reach=reach)
    until = {} if spans[-1].is_over(now) else _same_days(kpi, founds[-1], by, spans, told)
    before = _of_same(kpi, founds[-2], by, spans[-2], reach=reach, until=until)
    if told.is_at_least or before.is_at_least or kpi.value(told.totals) is None:
        before = Told()
    # where nothing is told of the period, the line is of what was told last
    drawn = by or next(filter(None, (_by(kpi, one) for one in reversed(founds))), {})
    line = [
        _of_same(kpi, found, drawn, span, reach=reach)
        for span, found in zip(spans, founds, strict=True)
    ]
    trend = [None if one.is_at_least else kpi.value(one.totals) for one in line]
    is_drawn = sum(value is not None for value in trend) >= SHORTEST_LINE
    return BrandFigure(
        kpi=kpi,
        value=kpi.value(told.totals),
        told=told,
        told_before=before,
        trend=trend if is_drawn else [],
        trend_source=", ".join(sorted(set(drawn.values()))) if is_drawn else "",
    )


def _needs(kpi: type[Kpi]) -> tuple[str, ...]:
    """Return what a source must tell on a day; own shares and their reach are not its to tell."""
    if kpi is HashtagMentions:
        return (BrandMetric.HASHTAG_MENTIONS.value,)
    return (BrandMetric.REACH.value,) if kpi is ReachUplift else kpi.needs


def _by(kpi: type[Kpi], found: Found) -> By:
    """Return which sources tell a figure, by what goes on longest."""
    if kpi is HashtagMentions:
        return {key: told.source for key, told in found.by_tag().items()}
    source = found.best(_needs(kpi)).source
    return {"": source} if source else {}


def _parts(kpi: type[Kpi], found: Found, by: By) -> dict[str, Told]:
    """Return what certain sources tell: by hashtag, else all as ""."""
    if kpi is HashtagMentions:
        return {key: found.of_tag(source, key) for key, source in by.items()}
    return {key: found.all_of(source, _needs(kpi)) for key, source in by.items()}


def _same_days(
    kpi: type[Kpi], found: Found, by: By, spans: Sequence[Span], told: Told
) -> dict[str, date]:
    """Return up to which day of the period before what is `told` of one that runs is compared: as
    far in as it is told now, each hashtag by itself.
    """
    parts = _parts(kpi, found, by) if kpi is HashtagMentions else dict.fromkeys(by, told)
    return {
        key: spans[-2].starts_on + (one.until - spans[-1].starts_on)
        for key, one in parts.items()
        if one.until is not None
    }


def _of_same(
    kpi: type[Kpi],
    found: Found,
    by: By,
    days: Span | Stretch,
    *,
    reach: Mapping[date, int],
    until: Mapping[str, date] | None = None,
) -> Told:
    """Return what certain sources tell of a figure, each of its days up to that in `until`.

    Told() where one of them tells nothing, or any source tells of another hashtag.
    """
    last = days.ends_on - ONE
    ends = {key: min(last, (until or {}).get(key, last)) for key in by}
    parts = {
        key: one.within(days.starts_on, ends[key]) for key, one in _parts(kpi, found, by).items()
    }
    if not parts or not all(one.days for one in parts.values()):
        return Told()
    latest = max(ends.values())
    if kpi is HashtagMentions:
        return _together(parts.values()) if found.tags_until(latest) == by.keys() else Told()
    known = {day: value for day, value in reach.items() if days.starts_on <= day <= latest}
    (told,) = parts.values()
    return _fitted(kpi, told, known)


def _fitted(kpi: type[Kpi], told: Told, reach: Mapping[date, int]) -> Told:
    """Return the days that a figure is of, with what we know of them."""
    kept = told.days
    if kpi is ReachUplift and reach:
        kept = {day: {**one, "reach_measured": reach.get(day, 0)} for day, one in kept.items()}
    if kpi is ShareOfVoice:
        own, market = kpi.needs
        kept = {day: one for day, one in kept.items() if one[own] <= one[market]}
    return Told(told.source, kept) if kept else Told()


def _leads(found: Found) -> Told:
    both = found.best(LEADS)
    return both if both.days else found.best(LEADS[:1])


def _tags(found: Found) -> list[Tag]:
    """Return what is told of each hashtag, the most used first. One query where there are any."""
    told = found.by_tag()
    names = dict(Hashtag.objects.values_list("key", "name")) if told else {}
    tags = [Tag(names.get(key, key), one) for key, one in told.items()]
    return sorted(tags, key=lambda tag: (-tag.mentions, tag.name))


def _together(all_told: Iterable[Told]) -> Told:
    """Put what is told of several hashtags together; each may be of another source."""
    listed = list(all_told)
    days: Days = {
        day: added(one.days[day] for one in listed if day in one.days)
        for day in {day for one in listed for day in one.days}
    }
    unended = frozenset[date]().union(*(one.unended for one in listed))
    return Told(", ".join(sorted({one.source for one in listed})), days, unended)


def _a_day(told: Told) -> float | None:
    """Return how many mentions a day brought, of the days that are told."""
    totals = told.totals.items()
    mentions = sum(value for metric, value in totals if metric != "own_shares")
    return round(mentions / len(told.days), 1) if told.days else None
