"""Keeping what was read at the network for shares by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.periods import utc_day
from analytics.reported.models import ReportedFigure, ReportedMetric, ReportSource
from analytics.retention.lines import closed_before
from sharing.models import Share, State
from sharing.services.activity import touch_days
from sharing.services.assisting import report_share
from tenants.models import Member

MOST_VALUE = 1_000_000_000
TOLD_FOR = timedelta(days=366)
"""For how long after a share by hand figures of it are taken."""
OPEN = (State.OFFERED, State.LAPSED)
Figures = Mapping[str, int]
"""Lifetime totals by metric (`ReportedMetric`); what is not there was not read."""


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

    Raises ValidationError as `problem_of`.
    """
    changed, days = 0, set[date]()
    for one in told:
        if not one.figures:
            continue
        if (problem := problem_of(one, now)) is not None:
            raise problem
        who = {"source": source, "entered_by": by, "entered_at": now}
        changed_here = sum(_keep(one, metric, who) for metric in one.figures)
        if changed_here:
            changed += changed_here
            later = ReportedFigure.objects.filter(share=one.share, day__gte=one.day)
            days.update(later.values_list("day", flat=True))
    touch_days(days=days, now=now)
    return changed


def problem_of(told: Told, now: datetime) -> ValidationError | None:
    """Say why figures can't be taken.

    Codes: "ahead" (of a day to come), "early" (before the share), "late" (more than a year after
    it), "closed" (the organization's days are closed by then), "large".
    """
    made = utc_day(told.share.created_at)
    line = closed_before()
    problems = {
        "ahead": (told.day > utc_day(now), _("This day has not come yet, by UTC.")),
        "early": (told.day < made, _("The share is of a later day.")),
        "late": (told.day > made + TOLD_FOR, _("The share is more than a year older.")),
        "closed": (
            line is not None and told.day < line,
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


def _keep(told: Told, metric: str, who: Mapping[str, Any]) -> bool:
    key = {"share": told.share, "day": told.day, "metric": ReportedMetric(metric)}
    value, there = told.figures[metric], ReportedFigure.objects.filter(**key)
    is_kept = Q(value=value)
    if who["source"] == ReportSource.IMPORTED:
        is_kept |= Q(source=ReportSource.SELF_REPORTED)  # their own word stands above a list's
    if there.filter(is_kept).exists():
        return False
    ReportedFigure.objects.update_or_create(**key, defaults={"value": value, **who})
    return True
