"""How far goals are, from stored totals and from the numbers of other tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Q

from analytics.brand.figures import BrandFigure, figures_between
from analytics.goals.models import Goal, GoalPeriod
from analytics.kpis import (
    KPIS,
    OF_BRAND,
    AudienceSize,
    ImpressionsEst,
    Kpi,
    PotentialReach,
    TimeToFirstShare,
)
from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Stretch, utc_day
from tenants.fewest import fewest
from tenants.models import Member

_NOT_AIMED = (AudienceSize, ImpressionsEst, PotentialReach, TimeToFirstShare)
AIMED: dict[str, type[Kpi]] = {kpi.key: kpi for kpi in (*KPIS, *OF_BRAND) if kpi not in _NOT_AIMED}
"""The figures a goal may be about: more of them is better, and past ones are kept."""
PERCENT = 100
ONE = timedelta(days=1)
MOST_PEOPLE = 10_000_000
"""Quotients of so large numbers are told apart."""
Row = tuple[str, date, str, int]


@dataclass(frozen=True)
class Progress:
    """How far a goal is. `value` is in its unit, of rates in percent; None: not known, or not told
    because fewer than five people are behind it. `brand` is what other tools tell of it, None of
    what they don't.
    """

    goal: Goal
    kpi: type[Kpi]
    value: float | None
    passed: float
    """How much of its time has passed, of 1."""
    brand: BrandFigure | None = None

    @property
    def source(self) -> str:
        """Return which tool tells it; "" of our own figures, and while none does."""
        return self.brand.source if self.brand else ""

    @property
    def until(self) -> date | None:
        """Return up to which day a tool tells it."""
        return self.brand.until if self.brand else None

    @property
    def at_least(self) -> bool:
        """Tell whether there was more than was counted."""
        return self.brand is not None and self.brand.at_least

    @property
    def target(self) -> float:
        """Return what is to be reached."""
        return float(self.goal.target)

    @property
    def part(self) -> float:
        """Return how much of it is reached, from 0 to 1."""
        return max(0.0, min(1.0, (self.value or 0) / self.target))

    @property
    def is_reached(self) -> bool:
        """Tell whether it is reached: exactly, not as rounded."""
        return self.value is not None and self.value >= self.target

    @property
    def is_ahead(self) -> bool:
        """Tell whether its time has yet to begin."""
        return self.passed <= 0

    @property
    def is_over(self) -> bool:
        """Tell whether its time is over."""
        return self.passed >= 1


def running(now: datetime) -> list[Progress]:
    """Return the goals that run, those that end first before. Six queries or fewer."""
    today = utc_day(now)
    rows = Goal.objects.filter(starts_on__lte=today, ends_on__gte=today)
    return progress(list(rows.order_by("ends_on", "pk")), now)


def progress(goals: Sequence[Goal], now: datetime) -> list[Progress]:
    """Return how far some goals are. Five queries or fewer, however many they are."""
    goals = [goal for goal in goals if goal.metric in AIMED]
    if not goals:
        return []
    is_told = Member.objects.active()[: fewest()].count() >= fewest()
    if not is_told:
        return [_progress(goal, None, now) for goal in goals]
    of_brand = [goal for goal in goals if AIMED[goal.metric] in OF_BRAND]
    asked = [(AIMED[one.metric], Stretch(one.starts_on, one.ends_on + ONE)) for one in of_brand]
    brands = dict(zip([goal.pk for goal in of_brand], figures_between(asked), strict=True))
    rows = _rows([goal for goal in goals if goal.pk not in brands])
    return [
        _progress(goal, brand.value, now, brand)
        if (brand := brands.get(goal.pk))
        else _progress(goal, AIMED[goal.metric].value(_totals(goal, rows)), now)
        for goal in goals
    ]


def _rows(goals: Sequence[Goal]) -> list[Row]:
    """Return the totals that some goals are computed from. One query, none for none."""
    if not goals:
        return []
    meant = Q()
    for goal in goals:
        when = {"period": goal.period, "starts_on": goal.starts_on}
        if goal.period == GoalPeriod.DAYS:
            when = {"period": Period.DAY, "starts_on__range": (goal.starts_on, goal.ends_on)}
        meant |= Q(metric__in=AIMED[goal.metric].needs, **when)
    stored = PeriodTotal.objects.filter(meant, subject=Subject.ORGANIZATION, key="")
    return list(stored.values_list("period", "starts_on", "metric", "value"))


def _totals(goal: Goal, rows: Iterable[Row]) -> dict[str, int]:
    """Return a goal's totals by metric; days add up."""
    kind = Period.DAY if goal.period == GoalPeriod.DAYS else goal.period
    last = goal.ends_on if goal.period == GoalPeriod.DAYS else goal.starts_on
    found: dict[str, int] = defaultdict(int)
    for period, starts_on, metric, value in rows:
        if period == kind and goal.starts_on <= starts_on <= last:
            found[metric] += value
    return found


def _progress(
    goal: Goal, value: float | None, now: datetime, brand: BrandFigure | None = None
) -> Progress:
    kpi = AIMED[goal.metric]
    if value is not None and kpi.is_rate:
        # as the quotient that it is: as floats 29 of 100 are 28.999… percent
        value = float(Fraction(value).limit_denominator(MOST_PEOPLE) * PERCENT)
    days = (goal.ends_on - goal.starts_on).days + 1
    passed = (utc_day(now) - goal.starts_on).days + (utc_day(now) <= goal.ends_on)
    return Progress(goal, kpi, value, max(0.0, min(1.0, passed / days)), brand)
