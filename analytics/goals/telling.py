"""Goals in words: how far they are, without nagging anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import wording
from analytics.brand.telling import imported_from
from analytics.goals.models import Goal, GoalPeriod
from analytics.goals.progress import Progress
from analytics.kpis import Basis
from analytics.models import Period
from analytics.periods import Span, short_day


@dataclass(frozen=True)
class Told:
    """A goal with its words; `value` and `target` are for the meter.

    `source` says of what other tools tell that it is imported, from which and up to when; "" of our
    own figures.
    """

    goal: Goal
    line: str
    when: str
    state: str
    source: str
    value: float
    target: float


def tell_goals(found: Sequence[Progress], *, to_all: bool) -> list[Told]:
    """Return goals in words; everybody is told what is reached, those who steer what lags too."""
    return [
        Told(
            goal=one.goal,
            line=_line(one),
            when=when(one.goal),
            state=_gently(one) if to_all else _state(one),
            source=_source(one),
            value=max(0, min(one.value or 0, one.target)),
            target=one.target,
        )
        for one in found
    ]


def when(goal: Goal) -> str:
    """Return the time of a goal in words."""
    if goal.period != GoalPeriod.DAYS:
        return Span(Period(goal.period), goal.starts_on).label
    days = {"first": short_day(goal.starts_on), "last": short_day(goal.ends_on)}
    return _("%(first)s to %(last)s") % days


def _line(one: Progress) -> str:
    words = {"name": one.kpi.label, "target": _number(one, one.target)}
    if one.value is None:
        return _("%(name)s: %(target)s is the goal") % words
    value = wording.at_least(_number(one, one.value), is_so=one.at_least)
    return _("%(name)s: %(value)s of %(target)s") % {**words, "value": value}


def _source(one: Progress) -> str:
    if one.kpi.basis != Basis.IMPORTED:
        return ""
    known = imported_from(one.brand.told) if one.brand and one.value is not None else ""
    return known or str(one.kpi.basis.label)


def _number(one: Progress, value: float) -> str:
    if one.kpi.is_rate:
        return wording.percent(value / 100, 1)
    return wording.whole(round(value, 2), 2)


def _gently(one: Progress) -> str:
    if one.is_reached:
        return _("Reached, together.")
    days = round((1 - one.passed) * ((one.goal.ends_on - one.goal.starts_on).days + 1))
    if days == 0:
        return _("The last day.")
    return ngettext("%(days)s day to go.", "%(days)s days to go.", days) % {"days": days}


def _state(one: Progress) -> str:
    """Say whether it is yet to begin, reached, on the way or behind an even pace."""
    words = {"part": wording.percent(one.part), "passed": wording.percent(one.passed)}
    if one.is_ahead:
        return _("It begins on %(day)s.") % {"day": short_day(one.goal.starts_on)}
    if one.value is None:
        return _("Not known yet.")
    if one.is_reached:
        return _("Reached.")
    if one.is_over:
        text = _("Not reached: %(part)s of it when its time was over.")
    elif not one.kpi.adds_up:  # of what other tools count neither: it comes late
        text = _("Not reached yet: %(part)s of it.")
    elif one.part >= one.passed:
        text = _("On the way: %(part)s of it after %(passed)s of its time.")
    else:
        text = _("Behind an even pace: %(part)s of it after %(passed)s of its time.")
    return text % words
