"""How often shares were probably seen: those who might have seen them, at the organization's view
rate of the days on which they went live. Computed when read, stored nowhere.

Of a period in which one rate held it is a product. Where the rate changed within it, the sum would
tell of the days before and after apart: so each part is of nobody or of as many members as may be
told of, and the sum has two digits, as rates set for other days would move the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Count, DateField, Q, Sum, Value, When

from analytics.kpis import ImpressionsEst, PotentialReach
from analytics.models import Fact
from analytics.periods import Span, utc_day
from analytics.selectors.audience import in_two_digits
from analytics.selectors.totals import Totals
from analytics.value.models import ViewRate
from tenants.fewest import fewest

Rates = list[tuple[date, Decimal]]
"""Each day from which on another rate holds, and the rate, in percent; in order."""
Parts = dict[date, tuple[int, int]]
"""How many members' followers are counted from a day on, and how many followers they are."""


def add_estimates(history: Sequence[Span], stored: dict[date, Totals], now: datetime) -> None:
    """Add the estimate to the totals of the organization's spans whose potential reach is told.

    One query, and a second one where the rate changed within a span.
    """
    told = {
        span: reach
        for span in history
        if (reach := PotentialReach.value(stored.get(span.starts_on, {}))) is not None
    }
    rates = _rates(now) if told else []
    cuts = {span: _cuts(span, rates) for span in told}
    parts = _parts([span for span in told if len(cuts[span]) > 1], cuts)
    for span, reach in told.items():
        percent = _percent(span.starts_on, rates)
        found = None if percent is None else round(int(reach) * percent / 100)
        if len(cuts[span]) > 1:
            found = _added_up({cut: parts[cut] for cut in cuts[span] if cut in parts}, rates)
        if found is not None:
            stored[span.starts_on][ImpressionsEst.key] = found


def _rates(now: datetime) -> Rates:
    """Return the rates so far, one that says the same as the one before it left out."""
    found: Rates = []
    rows = ViewRate.objects.filter(starts_on__lte=utc_day(now)).order_by("starts_on")
    for starts_on, percent in rows.values_list("starts_on", "percent"):
        if not found or found[-1][1] != percent:
            found.append((starts_on, percent))
    return found


def _cuts(span: Span, rates: Rates) -> list[date]:
    """Return the first days of a span's parts at one rate each, or before there was any."""
    changes = [day for day, _percent in rates if span.starts_on < day < span.ends_on]
    return [span.starts_on, *changes]


def _percent(day: date, rates: Rates) -> Decimal | None:
    """Return the rate in force on a day."""
    return next((percent for starts_on, percent in reversed(rates) if starts_on <= day), None)


def _parts(spans: Sequence[Span], cuts: dict[Span, list[date]]) -> Parts:
    """Return what the facts of some spans are from each cut on to the next. One query at most."""
    if not spans:
        return {}
    days, firsts = Q(), sorted({cut for span in spans for cut in cuts[span]}, reverse=True)
    for span in spans:
        days |= Q(day__gte=span.starts_on, day__lt=span.ends_on)
    since = Case(*[When(day__gte=cut, then=Value(cut)) for cut in firsts], output_field=DateField())
    rows = Fact.objects.filter(days, metric=PotentialReach.key).annotate(since=since).order_by()
    found = rows.values_list("since").annotate(
        people=Count("member", distinct=True), total=Sum("value")
    )
    return {since: (people, int(total)) for since, people, total in found}


def _added_up(parts: Parts, rates: Rates) -> int | None:
    """Return the sum over the parts that have a rate; None where none has, or one is of too few."""
    if any(people < fewest() for people, _total in parts.values()):
        return None
    at_rates = [
        total * percent / 100
        for since, (_people, total) in parts.items()
        if (percent := _percent(since, rates)) is not None
    ]
    return in_two_digits(round(sum(at_rates))) if at_rates else None
