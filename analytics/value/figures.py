"""What the shares of a period were worth: stored totals by day and network, at the day's prices.

Nothing of it is stored. Only measured counts are taken, and of those of networks only what they
tell: where nothing is told, or no price was in force, there is no value, which is not zero.
A network's own price counts where the network may be told apart in the period, else the one for
all: two prices and their sum would tell the counts of both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Q

from analytics.kpis import Emv
from analytics.models import Fact, Period, PeriodTotal, Subject
from analytics.periods import Span, utc_day
from analytics.selectors.networks import apart_in
from analytics.selectors.remembered import remembered
from analytics.value.models import Rate, RateKind

KIND_OF = {
    "clicks": RateKind.CPC,
    "impressions": RateKind.CPM,
    "reactions": RateKind.CPE,
    "comments": RateKind.CPE,
    "reshares": RateKind.CPE,
}
"""Which price a count is paid by."""
TOLD = {
    "shares_with_impressions": RateKind.CPM,
    "shares_with_reactions": RateKind.CPE,
    "shares_with_comments": RateKind.CPE,
    "shares_with_reshares": RateKind.CPE,
}
"""What says that a network told, if only zero."""
UNITS = {RateKind.CPC: 1, RateKind.CPM: 1000, RateKind.CPE: 1}
PART_OF = {
    RateKind.CPC: "emv_clicks",
    RateKind.CPM: "emv_impressions",
    RateKind.CPE: "emv_engagements",
}
"""The totals that the key figure is computed from."""

Row = tuple[date, str, str, str, int]
"""Day, subject, its key, metric, value."""


@dataclass(frozen=True)
class Worth:
    """What some days were worth, in parts by kind of price; a part is None where it is not told.

    `networks` are those that may be told apart, and what the others were worth together.
    """

    parts: dict[RateKind, Decimal | None] = field(default_factory=dict)
    counts: dict[RateKind, int] = field(default_factory=dict)
    networks: dict[str, Decimal] = field(default_factory=dict)
    others: Decimal = Decimal(0)

    @property
    def emv(self) -> float | None:
        """Return all of it; None where no part is told."""
        told = {PART_OF[kind]: part for kind, part in self.parts.items() if part is not None}
        return Emv.value(told)


@dataclass(frozen=True)
class Value:
    """What a period was worth, and the one before, up to the same day while it runs.

    `rates` are in force in it; `currency` is "" while no price is set.
    """

    span: Span
    currency: str
    now: Worth
    before: Worth
    rates: list[Rate]

    @property
    def is_set(self) -> bool:
        """Tell whether any price was set, for whatever time."""
        return bool(self.currency)


class Tariff:
    """Prices by day: a network's own, else the one for all."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self.rates = sorted(rates, key=lambda rate: rate.starts_on)
        self._lists: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for rate in self.rates:
            self._lists[rate.kind, rate.network].append(rate)

    def on(self, day: date, network: str, kind: str) -> Rate | None:
        """Return the price in force on a day."""
        for key in ((kind, network), (kind, "")):
            rates = self._lists.get(key, [])
            place = bisect_right(rates, day, key=lambda rate: rate.starts_on)
            if place:
                return rates[place - 1]
        return None

    def changes(self, first: date, end: date) -> list[date]:
        """Return the days after `first` and before `end` from which on another price holds.

        An amount before and after one, at two prices, tells the counts of both.
        """
        return sorted({one.starts_on for one in self.rates if first < one.starts_on < end})

    def priced(self, first: date, end: date) -> dict[str, str]:
        """Return which counts have any price on these days, with the kind of it."""
        kinds = {rate.kind for rate in self.within(first, end)}
        return {metric: kind for metric, kind in KIND_OF.items() if kind in kinds}

    def within(self, first: date, end: date) -> list[Rate]:
        """Return those that are in force on any day from `first` to before `end`, in order."""
        found = []
        for rates in self._lists.values():
            ends = [*(rate.starts_on for rate in rates[1:]), None]
            found += [
                rate
                for rate, until in zip(rates, ends, strict=True)
                if rate.starts_on < end and (until is None or until > first)
            ]
        order = [kind.value for kind in RateKind]
        return sorted(found, key=lambda one: (order.index(one.kind), one.network, one.starts_on))


def value(*, span: Span, now: datetime) -> Value:
    """Return what the organization's shares of a period were worth; seven queries at most."""
    tariff = Tariff(Rate.objects.all())
    if not tariff.rates:
        return Value(span, "", Worth(), Worth(), [])
    end = min(span.ends_on, utc_day(now) + timedelta(days=1))
    first, until = span.so_far_before(now)
    rows, days = _rows(first, end), ((span.starts_on, end), (first, until))
    changes = "".join(str(day) for day in tariff.changes(first, end))
    apart = remembered(f"apart:{changes}", span, partial(_apart, tariff, days), now=now)
    return Value(
        span,
        tariff.rates[0].currency,
        worth(rows, tariff, span.starts_on, end, apart[0]),
        worth(rows, tariff, first, until, apart[1]),
        tariff.within(span.starts_on, end),
    )


def _apart(tariff: Tariff, days: Sequence[tuple[date, date]]) -> tuple[list[set[str]], int]:
    """Return which networks may be told apart in each of some stretches of days. A query each."""
    found = [
        apart_in(
            Fact.objects.filter(day__gte=first, day__lt=end),
            [first, *tariff.changes(first, end)],
            tariff.priced(first, end),
        )
        for first, end in days
    ]
    return [told for told, _lines in found], sum(lines for _told, lines in found)


def worth(
    rows: Sequence[Row], tariff: Tariff, first: date, end: date, apart: Collection[str]
) -> Worth:
    """Price what came from `first` to before `end`; the networks of `apart` may be told apart."""
    rates = tariff.within(first, end)
    kinds = {RateKind(rate.kind) for rate in rates if rate.network in {"", *apart}}
    told = {RateKind.CPC}
    counts = dict.fromkeys(kinds, 0)
    sums = dict.fromkeys(kinds, Decimal(0))
    networks: dict[str, Decimal] = defaultdict(Decimal)
    for day, subject, key, metric, count in rows:
        if not first <= day < end:
            continue
        kind = TOLD[metric] if subject == Subject.ORGANIZATION else KIND_OF[metric]
        told.add(kind)
        network = key if key in apart else ""
        rate = tariff.on(day, network, kind) if subject == Subject.NETWORK else None
        if rate is not None:
            amount = count * rate.amount / UNITS[kind]
            sums[kind] += amount
            counts[kind] += count
            networks[network] += amount
    parts = {kind: sums[kind] if kind in told else None for kind in RateKind if kind in kinds}
    others = networks.pop("", Decimal(0))
    return Worth(parts, counts, dict(networks), others)


def _rows(first: date, end: date) -> Sequence[Row]:
    counted = Q(subject=Subject.NETWORK, metric__in=list(KIND_OF))
    told = Q(subject=Subject.ORGANIZATION, metric__in=list(TOLD), value__gt=0)
    rows: Sequence[Row] = PeriodTotal.objects.filter(
        counted | told, period=Period.DAY, starts_on__gte=first, starts_on__lt=end
    ).values_list("starts_on", "subject", "key", "metric", "value")
    return rows
