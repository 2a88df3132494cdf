"""Keeping what was read at the network for shares by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.periods import utc_day
from analytics.reported.models import MOST_VALUE, ReportedFigure, ReportSource
from analytics.retention.lines import closed_before
from sharing.models import Share, State
from sharing.services.activity import touch_days
from sharing.services.assisting import report_share
from tenants.models import Member

TOLD_FOR = timedelta(days=366)
"""For how long after a share by hand figures of it are taken."""
OPEN = (State.OFFERED, State.LAPSED)
Figures = Mapping[str, int]
"""Lifetime totals by metric (`ReportedMetric`); what is not there was not read."""
Key = tuple[int, date, str]
"""The id of a share, the day, and the metric."""


@dataclass(frozen=True)
class Told:
    """What is said of one share: figures as read on a day; where the post is, "" for nothing."""

    share: Share
    day: date
    figures: Figures
    url: str = ""


@transaction.atomic
def tell_figures(*, told: Iterable[Told], by: Member, now: datetime) -> int:
    """Keep what a member read of their own shares by hand; those not reported yet are from now on.

    All or none; returns how many figures are new or changed. Raises PermissionDenied for somebody
    else's share; ValidationError as `problem_of` and `report_share`.
    """
    listed = list(told)
    for one in listed:
        if one.share.member_id != by.pk:
            raise PermissionDenied
        if one.share.state in OPEN or one.url:
            report_share(share=one.share, url=one.url, now=now)
    return keep_figures(told=listed, by=by, source=ReportSource.SELF_REPORTED, now=now)


def keep_figures(*, told: Iterable[Told], by: Member, source: ReportSource, now: datetime) -> int:
    """Keep figures in the caller's transaction; return how many are new or changed.

    As many queries for one share as for all. Raises ValidationError as `problem_of`.
    """
    listed, line = [one for one in told if one.figures], closed_before()
    for one in listed:
        if (problem := problem_of(one, open_since=line, now=now)) is not None:
            raise problem
    who = {"source": source, "entered_by": by, "entered_at": now}
    there, changed = _there(listed), dict[Key, ReportedFigure]()
    for one in listed:
        for metric, value in one.figures.items():
            key = (one.share.pk, one.day, metric)
            if not _stays(there.get(key), value, source):
                named = {"share": one.share, "day": one.day, "metric": metric}
                changed[key] = ReportedFigure(**named, value=value, **who)
    ReportedFigure.objects.bulk_create(
        changed.values(),
        update_conflicts=True,
        unique_fields=["organization", "share", "metric", "day"],
        update_fields=["value", *who],
    )
    touch_days(days=_days_from(changed), now=now)
    return len(changed)


def problem_of(told: Told, *, open_since: date | None, now: datetime) -> ValidationError | None:
    """Say why figures can't be taken.

    Codes: "ahead" (of a day to come), "early" (before the share), "late" (more than a year after
    it), "closed" (the organization's days are closed by then), "large".
    """
    made = utc_day(told.share.created_at)
    problems = {
        "ahead": (told.day > utc_day(now), _("This day has not come yet, by UTC.")),
        "early": (told.day < made, _("The share is of a later day.")),
        "late": (told.day > made + TOLD_FOR, _("The share is more than a year older.")),
        "closed": (
            open_since is not None and told.day < open_since,
            _("The numbers of this day are closed. Choose a later one."),
        ),
        "large": (
            max(told.figures.values()) > MOST_VALUE,
            _("Larger than any number we can believe."),
        ),
    }
    for code, (is_so, words) in problems.items():
        if is_so:
            return ValidationError(words, code=code)
    return None


def _there(told: Iterable[Told]) -> dict[Key, tuple[int, str]]:
    """Return value and source of what is known of those shares."""
    rows = ReportedFigure.objects.filter(share__in={one.share.pk for one in told})
    found = rows.values_list("share", "day", "metric", "value", "source")
    return {(share, day, metric): (value, source) for share, day, metric, value, source in found}


def _stays(there: tuple[int, str] | None, value: int, source: ReportSource) -> bool:
    """Tell whether what is there is the same, or a member's own word, which stands above a list."""
    if there is None:
        return False
    return there[0] == value or (source, there[1]) == (
        ReportSource.IMPORTED,
        ReportSource.SELF_REPORTED,
    )


def _days_from(changed: Iterable[Key]) -> set[date]:
    """Return the days of shares on which something is told, from the first that changed."""
    since = dict[int, date]()
    for share, day, _metric in changed:
        since[share] = min(day, since.get(share, day))
    rows = ReportedFigure.objects.filter(share__in=since).values_list("share", "day")
    return {day for share, day in rows if day >= since[share]}
