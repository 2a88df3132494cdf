"""What is worked out from all facts of a period, kept until these change.

Totals are read as they are; but how many people stand behind a number, and which lines may be told,
takes all facts of two periods, which are many in a large organization. So what came of it is kept
in the cache, by what was rolled up of these days, and no reader waits for it twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Max, Sum

from analytics.models import FillMark
from analytics.periods import Span, utc_day
from tenants.fewest import fewest
from tenants.scope import current_organization_id

KEPT_S = 24 * 3600
MANY = 10_000
"""So many lines are not gone through anew with every change…"""
PAUSE = timedelta(milliseconds=1)
"""…but after a pause for each of them, which is many times as long as that takes."""
T = TypeVar("T")
Mark = tuple[int | None, datetime | None]
Kept = tuple[T, int, Mark, datetime]
"""What was found, in how many lines, of which state of the facts, and when."""


def remembered(
    name: str,
    span: Span,
    work_out: Callable[[], tuple[T, int]],
    *,
    now: datetime,
    since: date | None = None,
) -> T:
    """Return what `work_out` makes of the facts of a period and of the one before, or `since`.

    It tells through how many lines it went, too. `name` says what it is, for all who may see it:
    nothing of the reader may go into it, and no words. It is of plain types, so that it can be read
    by whatever version comes next. Two queries where it is kept, else those of `work_out` besides.
    """
    first = since or span.previous.starts_on
    days = FillMark.objects.filter(day__gte=first, day__lt=span.ends_on)
    marks = days.aggregate(versions=Sum("version"), last=Max("filled_at"))
    mark = (marks["versions"], marks["last"])
    key = f"numbers:1:{current_organization_id()}:{name}:{span.code}:{utc_day(now)}:{fewest()}"
    kept: Kept[T] | None = cache.get(key)
    if kept is not None and (kept[2] == mark or _is_early(kept, now)):
        return kept[0]
    found, lines = work_out()
    cache.set(key, (found, lines, mark, now), KEPT_S)
    return found


def of_late(name: str, work_out: Callable[[], tuple[T, int]], *, now: datetime) -> T:
    """Return what `work_out` makes of how things are now, or were shortly before where that goes
    through very many lines, as `remembered`. No query where it is kept.
    """
    key = f"numbers:1:{current_organization_id()}:{name}"
    kept: Kept[T] | None = cache.get(key)
    if kept is not None and _is_early(kept, now):
        return kept[0]
    found, lines = work_out()
    if lines >= MANY:
        cache.set(key, (found, lines, (None, None), now), KEPT_S)
    return found


def _is_early(kept: Kept[T], now: datetime) -> bool:
    """Tell whether it is too early to go through so many lines again."""
    _found, lines, _mark, at = kept
    return lines >= MANY and timedelta(0) <= now - at < lines * PAUSE
