"""Reading the stored totals; nothing here looks at events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from analytics.models import PeriodTotal, Subject
from analytics.periods import Span

Totals = dict[str, int]


def totals_by_start(
    spans: Sequence[Span], subject: Subject, key: str, metrics: Iterable[str]
) -> dict[date, Totals]:
    """Return one subject's totals by metric for spans of one kind; one query."""
    rows = PeriodTotal.objects.filter(
        subject=subject,
        key=key,
        period=spans[0].period,
        metric__in=sorted(set(metrics)),
        starts_on__in=[span.starts_on for span in spans],
    ).values_list("starts_on", "metric", "value")
    found: dict[date, Totals] = defaultdict(dict)
    for starts_on, metric, value in rows:
        found[starts_on][metric] = value
    return found


def of_metric(span: Span, subject: Subject, metric: str) -> QuerySet[PeriodTotal]:
    """Return the totals of all subjects of one kind in a span."""
    found: QuerySet[PeriodTotal] = PeriodTotal.objects.filter(
        period=span.period, starts_on=span.starts_on, subject=subject, metric=metric
    )
    return found
