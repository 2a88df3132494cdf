"""Brand numbers as they are read: by source and day, never added up over sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, DateField, F, Max, Q, QuerySet, Sum, Value, When

from analytics.brand.keeping import COUNTED_BY_US
from analytics.models import BrandMetric, BrandNumber, Period, PeriodTotal, Subject
from analytics.periods import Span, Stretch

ONE = timedelta(days=1)
Totals = dict[str, int]
Days = dict[date, Totals]
Row = tuple[str, str, str, date, int, int | None, bool]
"""Source, kind, hashtag, day, value, own shares, whether there was more."""


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
        return added(self.days.values())

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


class Found:
    """The numbers of some days: days × sources (20) × kinds and hashtags at most."""

    def __init__(self) -> None:
        self.sources: dict[str, Days] = defaultdict(lambda: defaultdict(dict))
        self.tags: dict[tuple[str, str], Days] = defaultdict(lambda: defaultdict(dict))
        self.unended: dict[tuple[str, str], set[date]] = defaultdict(set)

    def add(self, row: Row) -> None:
        """Take in what a source tells of a day."""
        source, metric, hashtag, day, value, own, at_least = row
        self._add(self.sources[source][day], metric, value, own)
        if hashtag and metric == BrandMetric.HASHTAG_MENTIONS:
            self._add(self.tags[source, hashtag][day], metric, value, own)
            if at_least:
                self.unended[source, hashtag].add(day)

    def all_of(self, source: str, needs: Iterable[str]) -> Told:
        """Return the days on which a source tells all of `needs`."""
        return Told(source, _whole(self.sources.get(source, {}), set(needs)))

    def best(self, needs: Iterable[str]) -> Told:
        """Return what is told of all of `needs` by the source that tells it up to the last day."""
        wanted = set(needs)
        return _latest(self.all_of(source, wanted) for source in self.sources)

    def of_tag(self, source: str, key: str) -> Told:
        """Return what a source tells of one hashtag."""
        days = self.tags.get((source, key), {})
        return Told(source, dict(days), frozenset(self.unended.get((source, key), ())))

    def best_of_tag(self, key: str) -> Told:
        """Return what is told of one hashtag by the source that tells it up to the last day.

        Our own count stands only where no other source tells of it.
        """
        told = [self.of_tag(source, tag) for source, tag in list(self.tags) if tag == key]
        return _latest([one for one in told if not one.is_ours] or told)

    def by_tag(self) -> dict[str, Told]:
        """Return what is told of each hashtag, by its key."""
        return {key: self.best_of_tag(key) for key in sorted({tag for _source, tag in self.tags})}

    def tags_until(self, last: date) -> set[str]:
        """Return the keys of the hashtags that any source tells of up to a day."""
        return {key for (_source, key), days in self.tags.items() if min(days) <= last}

    @staticmethod
    def _add(totals: Totals, metric: str, value: int, own: int | None) -> None:
        totals[metric] = totals.get(metric, 0) + value
        if own is not None:
            totals["own_shares"] = totals.get("own_shares", 0) + own


def read(
    rows: QuerySet[BrandNumber],
    stretches: Sequence[Span | Stretch],
    *,
    summed: Sequence[Span] = (),
) -> list[Found]:
    """Return what there is of each of some stretches of days, which may overlap. One query.

    Of hashtags the spans in `summed` are read as one sum each, on the last day that tells.
    """
    columns = ("source", "metric", "hashtag")
    sums = {
        "last": Max("day"),
        "total": Sum("value"),
        "own": Sum("own_shares"),
        "unended": BoolOr("at_least"),
    }
    grouped = rows.order_by().annotate(bucket=_bucket(summed)).values_list(*columns, "bucket")
    told = grouped.annotate(**sums).values_list(*columns, *sums)
    founds = [(one.starts_on, one.ends_on, Found()) for one in stretches]
    for row in told:
        for first, end, found in founds:
            if first <= row[3] < end:
                found.add(row)
    return [found for _first, _end, found in founds]


def _bucket(summed: Sequence[Span]) -> Case | F:
    whens = [
        When(
            ~Q(hashtag="") & Q(day__gte=span.starts_on, day__lt=span.ends_on),
            then=Value(span.starts_on),
        )
        for span in summed
    ]
    return Case(*whens, default=F("day"), output_field=DateField()) if whens else F("day")


def measured_reach(first: date, last: date) -> dict[date, int]:
    """Return the reach of shares by day, as networks report it; empty where none does. One query.

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


def added(days: Iterable[Totals]) -> Totals:
    """Return the totals of several days as one."""
    sums: Totals = {}
    for totals in days:
        for metric, value in totals.items():
            sums[metric] = sums.get(metric, 0) + value
    return sums


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
