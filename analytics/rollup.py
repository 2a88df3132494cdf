"""Roll-up: days that have something new become facts and totals, soon and exactly.

A day is due when its version (`ActivityDay`, raised by whoever stores something countable) differs
from the one it was filled at (`FillMark`), or when it was filled before we counted all that we do
now (`FIGURES`). The version is read before the events, so what arrives meanwhile makes the day due
again. Heads of periods that run are counted with it, but where there are very many of them only
after a pause: they take all members each time. One transaction fills one day: after a crash the day
is simply still due. One worker at a time fills an organization; a second one passes it over. Closed
days (`retention`) keep what they have: their events may be gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import itemgetter
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import F, Q

from analytics.active.reads import count_reads
from analytics.facts import fill_all, fill_day
from analytics.heads import ACTIVE, SITES, count_people
from analytics.models import Fact, FillMark, Period, PeriodTotal, Subject
from analytics.periods import Span, spans_around, utc_day
from analytics.retention.lines import closed_before
from content.services.active_days import kept_from
from sharing.models import ActivityDay
from sharing.services.activity import touch_days
from tenants.guarding import Guard
from tenants.models import Organization
from tenants.scope import current_organization_id, platform, tenant

RECENT = timedelta(days=1)
EVER = timedelta(days=36525)
MOST_DAYS = 400
MANY = 10_000
"""So many members are not gone through with every fill…"""
PAUSE = timedelta(milliseconds=3)
"""…but after a pause for each of them, which is many times as long as that takes."""
FIGURES = 4
"""Raised whenever something else is counted of a day: then all open days are filled again."""

_DUE = """
SELECT activity.organization_id, activity.day FROM sharing_activityday AS activity
LEFT JOIN analytics_fillmark AS mark
  ON mark.organization_id = activity.organization_id AND mark.day = activity.day
WHERE activity.touched_at >= %(since)s
  AND (mark.version IS DISTINCT FROM activity.version OR mark.figures < %(figures)s)
ORDER BY activity.touched_at DESC, activity.organization_id, activity.day LIMIT %(limit)s
"""


def roll_up(*, now: datetime, since: datetime | None = None, limit: int = MOST_DAYS) -> int:
    """Fill the days that are due, those touched last first; return how many were filled.

    Looks at what was touched since yesterday unless `since` says otherwise.
    """
    return _fill_all(_due_days(since or now - RECENT, limit), now).count(True)


def sweep(*, now: datetime) -> int:
    """Fill whatever is due, however long ago it was touched, up to `MOST_DAYS` days."""
    return roll_up(now=now, since=now - EVER)


def sweep_on(*, now: datetime, limit: int = MOST_DAYS) -> bool:
    """Do as `sweep`; tell whether there may be more: as many were due, and not all in vain."""
    due = _due_days(now - EVER, limit)
    done = _fill_all(due, now)
    return len(due) == limit and bool(done)


def count_heads(*, now: datetime) -> None:
    """Make today due everywhere, so that head-counts move without activity; finish days that ended.

    A day that was last filled before it ended gets its final head-counts.
    """
    today = utc_day(now)
    with platform():
        organizations = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    for pk in organizations:
        with tenant(pk):
            unfinished = FillMark.objects.filter(
                day__lt=today, filled_at__lt=F("day") + timedelta(days=1)
            ).values_list("day", flat=True)
            touch_days(days=[today, *unfinished], now=now)


def rebuild(*, organization: Organization, now: datetime) -> int:
    """Count an organization's facts and totals again from the events; closed days keep their facts.

    But for who was active in periods that are over, and of closed ones how many sites there were:
    that stays as it was counted.
    One transaction: pages show the old numbers until the new ones are there. Returns how many days
    were counted.
    """
    with tenant(organization):
        take_turn(wait=True)
        line = closed_before() or date.min
        Fact.objects.filter(day__gte=line).delete()
        final = Q(starts_on__lt=kept_from(now)) | _before(utc_day(now))  # marks say which are
        kept = Q(final, metric__in=ACTIVE) | Q(_before(line), metric=SITES)
        PeriodTotal.objects.exclude(kept).delete()
        versions = dict(ActivityDay.objects.order_by("day").values_list("day", "version"))
        is_open = [day for day in versions if day >= line]
        fill_all(is_open)
        spans = {span for day in versions for span in spans_around(day)}
        for span in spans:
            count_people([span], now)
            count_reads([span])
        FillMark.objects.all().delete()
        FillMark.objects.bulk_create(
            FillMark(day=day, version=version, figures=FIGURES, filled_at=now)
            for day, version in versions.items()
        )
        return len(is_open)


def _before(day: date) -> Q:
    """Return which periods end by the beginning of a day."""
    found = Q()
    for period in Period:
        found |= Q(period=period, starts_on__lt=Span.around(period, day).starts_on)
    return found


def close_days(*, before: date, now: datetime) -> None:
    """Fill what is due of the days before one, in the scope of an organization.

    Nobody else rolls it up until the caller's transaction ends, which has to write the line.
    """
    take_turn(wait=True)
    days = ActivityDay.objects.filter(day__lt=before)
    line = closed_before()
    for day in days.order_by("day").values_list("day", flat=True):
        if (line is None or day >= line) and is_waiting(day):
            _count(day, now)


def is_waiting(day: date) -> bool:
    """Tell whether a day of the organization in scope has something not rolled up yet, or is filled
    with less than we count now.
    """
    touched = ActivityDay.objects.filter(day=day).values_list("version", flat=True).first()
    mark = FillMark.objects.filter(day=day).values_list("version", "figures").first()
    version, figures = mark or (None, FIGURES)
    return bool(touched != version or figures < FIGURES)


def _due_days(since: datetime, limit: int) -> list[tuple[int, date]]:
    with platform(), connection.cursor() as cursor:
        cursor.execute(_DUE, {"since": since, "limit": limit, "figures": FIGURES})
        return [(organization_id, day) for organization_id, day in cursor.fetchall()]


def _fill_all(due: Iterable[tuple[int, date]], now: datetime) -> list[bool]:
    """Return of each day that is due no more whether it was filled; one that is closed is not.

    A mark says when its own day was filled, not when all of them began: campaigns go by it.
    """
    done, began = list[bool](), monotonic()
    for organization_id, day in sorted(due, key=itemgetter(0)):
        with Guard("roll_up", organization=organization_id, day=str(day)):
            moment = now + timedelta(seconds=monotonic() - began)
            is_filled = _fill(organization_id, day, moment)
            done += [] if is_filled is None else [is_filled]
    return done


def _fill(organization_id: int, day: date, now: datetime) -> bool | None:
    with tenant(organization_id):
        if not take_turn() or not is_waiting(day):
            return None
        line = closed_before()
        is_open = line is None or day >= line
        _count(day, now, is_open=is_open)
        return is_open


def _count(day: date, now: datetime, *, is_open: bool = True) -> None:
    """Fill a day and mark it; one that is closed is marked alone."""
    version = ActivityDay.objects.values_list("version", flat=True).get(day=day)
    filled: dict[str, Any] = {"version": version, "figures": FIGURES, "filled_at": now}
    if is_open:
        fill_day(day)
        spans = spans_around(day)
        if _is_early(day, now):
            spans = [span for span in spans if span.is_over(now)]
        else:
            filled["heads_at"] = now
        count_people(spans, now)
        count_reads(spans_around(day))
    FillMark.objects.update_or_create(day=day, defaults=filled)


def _is_early(day: date, now: datetime) -> bool:
    """Tell whether it is too early to go through all members again for periods that run."""
    counted = PeriodTotal.objects.filter(subject=Subject.ORGANIZATION, metric="members")
    of_day = counted.filter(period=Period.DAY, starts_on=day, key="")
    members = of_day.values_list("value", flat=True).first() or 0
    if members < MANY:
        return False
    at = FillMark.objects.filter(day=day).values_list("heads_at", flat=True).first()
    return at is not None and timedelta(0) <= now - at < members * PAUSE


def take_turn(*, wait: bool = False) -> bool:
    """Be the only one who rolls up the organization in scope until the transaction ends."""
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtextextended('analytics.rollup', %s))",
            [current_organization_id()],
        )
        return bool(cursor.fetchone() != (False,))
