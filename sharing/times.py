"""Moments in words, on the clock of the person who reads (the zone in force)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sharing.moments import is_twice

A_WEEK = 7


def when(at: datetime, *, now: datetime) -> str:
    """Say a moment within a sentence: "today 09:30", "tomorrow 09:30", "Fri 09:30", "3 Dec 09:30".

    The hour that comes twice when clocks go back is told with its offset.
    """
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    away = (local.date() - today).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        day = near[away]
    elif abs(away) < A_WEEK:
        day = date_format(local, "D")
    else:
        day = date_format(local, "j M" if local.year == today.year else "j M Y")
    return _("%(day)s %(time)s") % {"day": day, "time": clock(at)}


def clock(at: datetime) -> str:
    """Return the time of day, with its offset where the clock shows it twice that day."""
    local = timezone.localtime(at)
    shown = f"{local:%H:%M}"
    if is_twice(at, timezone.get_current_timezone()):
        return f"{shown} (UTC{offset(local)})"
    return shown


def offset(local: datetime) -> str:
    """Return how far a local time is from UTC, as in "+02:00"."""
    return f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]
