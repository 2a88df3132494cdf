"""What brand numbers come to: for a period, and before, during and after a campaign.

Sources are never added up: each figure, and each hashtag, is of the one source that tells it up to
the latest day, and of the days on which that source tells all that the figure needs. What was
imported or entered of a hashtag goes before what we counted ourselves, whatever goes on longer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, Sum

from analytics.brand.keeping import COUNTED_BY_US
from analytics.kpis import OF_BRAND, HashtagMentions, Kpi, NetSentiment, ReachUplift, ShareOfVoice
from analytics.models import BrandMetric, BrandNumber, Period, PeriodTotal, Subject
from analytics.periods import Span
from content.models import Campaign, Hashtag

ONE = timedelta(days=1)
Totals = dict[str, int]
Days = dict[date, Totals]
LEADS = (BrandMetric.LEADS_ADVOCACY.value, BrandMetric.LEADS_OTHER.value)


@dataclass(frozen=True)
class Told:
    """What one source tells, day by day; "" while there is none.

    `unended` are the days on which we counted ourselves and saw no end.
    """

    source: str = ""
    days: Days = field(default_factory=dict)
    unended: frozenset[date] = frozenset()

    @property
    def until(self) -> date | None:
        """Return the latest day of it."""
        return max(self.days, default=None)

    @property
    def totals(self) -> Totals:
        """Return all days added up."""
        return _added(self.days.values())

    @property
    def is_at_least(self) -> bool:
        """Tell whether there was more than was counted on any of the days."""
        return not self.unended.isdisjoint(self.days)

    @property
    def is_ours(self) -> bool:
        """Tell whether we counted it ourselves."""
        return self.source.endswith(COUNTED_BY_US)

    def within(self, first: date, last: date) -> Told:
        """Return the part of it from one day to another."""
        days = {d: one for d, one in self.days.items() if first <= d <= last}
        return Told(self.source, days, self.unended)


@dataclass(frozen=True)
class BrandFigure:
    """A key figure of the brand in a period; `value` None while it can't be told."""

    kpi: type[Kpi]
    value: float | None
    told: Told

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
    """What other tools tell of a period; `sources` are all there are."""

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


def brand(span: Span) -> Brand:
    """Return what other tools tell of a period; always three queries or fewer."""
    last = span.ends_on - ONE
    found = _Found(span.starts_on, last)
    reach = _measured_reach(span.starts_on, last) if found.sources else {}
    return Brand(
        figures=[_figure(kpi, found, reach) for kpi in OF_BRAND],
        tags=_tags(found),
        leads=found.best(LEADS) if found.best(LEADS).days else found.best(LEADS[:1]),
        sources=sorted(found.sources),
    )


def brand_phases(campaign: Campaign, phases: Sequence[tuple[date, date]]) -> BrandPhases:
    """Return what is told of days before, during and after a campaign. One query."""
    found = _Found(phases[0][0], phases[-1][1])
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


class _Found:
    """The numbers of some days, read at once: days × sources (20) × kinds and hashtags at most."""

    def __init__(self, first: date, last: date) -> None:
        rows = BrandNumber.objects.filter(day__range=(first, last)).order_by()
        self.sources: dict[str, Days] = defaultdict(lambda: defaultdict(dict))
        self.tags: dict[tuple[str, str], Days] = defaultdict(lambda: defaultdict(dict))
        self.unended: dict[tuple[str, str], set[date]] = defaultdict(set)
        columns = ("source", "day", "metric", "hashtag", "value", "own_shares", "at_least")
        for source, day, metric, hashtag, value, own, at_least in rows.values_list(*columns):
            self._add(self.sources[source][day], metric, value, own)
            if hashtag and metric == BrandMetric.HASHTAG_MENTIONS:
                self._add(self.tags[source, hashtag][day], metric, value, own)
                if at_least:
                    self.unended[source, hashtag].add(day)

    def best(self, needs: Iterable[str]) -> Told:
        """Return what is told of all of `needs` by the source that tells it up to the last day."""
        wanted = set(needs)
        return _latest(Told(source, _whole(days, wanted)) for source, days in self.sources.items())

    def best_of_tag(self, key: str) -> Told:
        """Return what is told of one hashtag by the source that tells it up to the last day.

        Our own count stands only where no other source tells of it.
        """
        told = [
            Told(source, dict(days), frozenset(self.unended.get((source, tag), ())))
            for (source, tag), days in self.tags.items()
            if tag == key
        ]
        return _latest([one for one in told if not one.is_ours] or told)

    def by_tag(self) -> dict[str, Told]:
        """Return what is told of each hashtag, by its key."""
        return {key: self.best_of_tag(key) for key in sorted({tag for _source, tag in self.tags})}

    @staticmethod
    def _add(totals: Totals, metric: str, value: int, own: int | None) -> None:
        totals[metric] = totals.get(metric, 0) + value
        if own is not None:
            totals["own_shares"] = totals.get("own_shares", 0) + own


def _figure(kpi: type[Kpi], found: _Found, reach: Mapping[date, int]) -> BrandFigure:
    if kpi is ReachUplift:
        told = found.best([BrandMetric.REACH])
        if told.source and reach:
            days = {
                day: {**one, "reach_measured": reach.get(day, 0)} for day, one in told.days.items()
            }
            told = Told(told.source, days)
    elif kpi is HashtagMentions:
        told = _together(found.by_tag().values())
    else:
        told = found.best(kpi.needs)
    if kpi is ShareOfVoice:
        own, market = kpi.needs
        days = {day: one for day, one in told.days.items() if one[own] <= one[market]}
        told = Told(told.source, days) if days else Told()
    return BrandFigure(kpi, kpi.value(told.totals), told)


def _tags(found: _Found) -> list[Tag]:
    """Return what is told of each hashtag, the most used first. One query where there are any."""
    told = found.by_tag()
    names = dict(Hashtag.objects.values_list("key", "name")) if told else {}
    tags = [Tag(names.get(key, key), one) for key, one in told.items()]
    return sorted(tags, key=lambda tag: (-tag.mentions, tag.name))


def _together(all_told: Iterable[Told]) -> Told:
    """Put what is told of several hashtags together; each may be of another source."""
    listed = list(all_told)
    days: Days = {
        day: _added(one.days[day] for one in listed if day in one.days)
        for day in {day for one in listed for day in one.days}
    }
    unended = frozenset[date]().union(*(one.unended for one in listed))
    return Told(", ".join(sorted({one.source for one in listed})), days, unended)


def _measured_reach(first: date, last: date) -> dict[date, int]:
    """Return the reach of shares by day, as networks report it; empty where none does.

    A share whose reach is told to be 0 is a day with 0.
    """
    rows = PeriodTotal.objects.filter(
        period=Period.DAY,
        subject=Subject.ORGANIZATION,
        key="",
        metric__in=("reach_measured", "shares_with_reach"),
        starts_on__range=(first, last),
        value__gt=0,
    )
    reached = Sum("value", filter=Q(metric="reach_measured"), default=0)
    return dict(rows.order_by().values_list("starts_on").annotate(total=reached))


def _latest(all_told: Iterable[Told]) -> Told:
    known = [told for told in all_told if told.days]
    return max(known, key=lambda one: (one.until, len(one.days), one.source), default=Told())


def _whole(days: Days, wanted: set[str]) -> Days:
    """Return the days that have all that is wanted, with nothing else."""
    return {
        day: {metric: totals[metric] for metric in wanted}
        for day, totals in days.items()
        if wanted <= totals.keys()
    }


def _added(days: Iterable[Totals]) -> Totals:
    sums: Totals = {}
    for totals in days:
        for metric, value in totals.items():
            sums[metric] = sums.get(metric, 0) + value
    return sums


def _a_day(told: Told) -> float | None:
    """Return how many mentions a day brought, of the days that are told."""
    totals = told.totals.items()
    mentions = sum(value for metric, value in totals if metric != "own_shares")
    return round(mentions / len(told.days), 1) if told.days else None
