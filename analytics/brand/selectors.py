"""Brand numbers as they are stored: a page of them, all of them, the lists they came by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from analytics.models import BrandImport, BrandMetric, BrandNumber

PAGE = 50
RECENT = 5
HEADER = ("day", "metric", "hashtag", "value", "source", "at_least", "own_shares", "entered_at")


@dataclass(frozen=True)
class NumbersPage:
    """A page of numbers, the latest day first; `older` names where the next begins, None: none."""

    numbers: list[BrandNumber]
    older: UUID | None


def numbers_of(metric: str = "") -> QuerySet[BrandNumber]:
    """Return the numbers of a kind, of all for "", with who entered them."""
    rows: QuerySet[BrandNumber] = BrandNumber.objects.select_related("entered_by")
    return rows.filter(metric=metric) if metric in BrandMetric.values else rows


def numbers_page(*, metric: str, after: UUID | None) -> NumbersPage:
    """Return a page of numbers, after the one that `after` names. Two queries or fewer."""
    rows = numbers_of(metric)
    last = BrandNumber.objects.filter(public_id=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(day__lt=last.day) | Q(day=last.day, pk__lt=last.pk))
    found = list(rows.order_by("-day", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return NumbersPage(shown, shown[-1].public_id if len(found) > PAGE else None)


def number_lines() -> Iterator[tuple[object, ...]]:
    """Yield all numbers as lines of a file, by `HEADER`."""
    rows = BrandNumber.objects.order_by("day", "metric", "hashtag", "source")
    for *cells, own, at in rows.values_list(*HEADER).iterator():
        yield *cells, "" if own is None else own, at.isoformat()


def recent_lists() -> list[BrandImport]:
    """Return the lists that were sent in last."""
    rows = BrandImport.objects.select_related("by").order_by("-created_at", "-pk")
    return list(rows[:RECENT])
