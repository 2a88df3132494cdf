"""What becomes of those who begin together, and what each way of sharing brings.

From head-counts and totals alone, in a fixed number of queries. Counts of people are told in fives;
a month in which fewer than five joined is not told apart, nor one that is left over from the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Sum

from analytics.active.counting import KIND, MONTHS, STEPS, WAYS
from analytics.active.models import CohortCount
from analytics.active.training import TRAINING
from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Span, utc_day
from analytics.selectors.groups import told_apart
from analytics.selectors.totals import Totals
from content.models import Kind
from tenants.fewest import fewest, in_steps_of_fewest
from tenants.scope import current_organization_id

STAYED = ("shares", "active")
"""What can be looked at of later months: who shared, and who was here at all."""
PERCENT = 100
LIVE, BY_HAND = "shares_confirmed", "shares_self_reported"
_TOLD = (LIVE, BY_HAND, "clicks", "clicks_by_hand", "shares_suggested", "clicks_suggested")
_BY_KIND = """
SELECT post.kind, coalesce(sum(total.value) FILTER (WHERE total.metric <> 'clicks'), 0)::bigint,
       coalesce(sum(total.value) FILTER (WHERE total.metric = 'clicks'), 0)::bigint
FROM analytics_periodtotal AS total JOIN content_post AS post
  ON post.organization_id = %(organization)s AND post.id::text = total.key
WHERE total.organization_id = %(organization)s AND total.period = 'month'
  AND total.starts_on = ANY (%(months)s) AND total.subject = 'post'
  AND total.metric IN ('shares_confirmed', 'shares_self_reported', 'clicks')
GROUP BY post.kind
"""


@dataclass(frozen=True)
class Stayed:
    """How many of a cohort were there in a month: at least `people`, in fives, 0 for under five."""

    people: int
    part: int
    """Percent of the cohort, of `people`; both in fives, else the quotient would tell the size."""


@dataclass(frozen=True)
class Cohort:
    """Who joined in a month. `steps` are invited and `STEPS`, in fives; `stayed` by months after,
    None where it is not known.
    """

    starts_on: date
    steps: dict[str, int]
    stayed: list[Stayed | None]


@dataclass(frozen=True)
class Cohorts:
    """The cohorts that may be told apart, oldest first. `is_counted`: that has been done once."""

    of: str
    rows: list[Cohort]
    is_counted: bool


@dataclass(frozen=True)
class Way:
    """A way of sharing: its shares in twelve months, and how many clicks there were for each."""

    key: str
    shares: int
    clicks: int

    @property
    def clicks_per_share(self) -> float:
        """Return how many clicks there were for each share."""
        return self.clicks / self.shares


@dataclass(frozen=True)
class Ways:
    """Ways of sharing side by side; each list is empty where one of its ways would tell of fewer
    than five people, or there is only one.
    """

    by_place: list[Way]
    by_words: list[Way]
    by_kind: list[Way]


def cohorts(of: str) -> Cohorts:
    """Return the cohorts of the last twelve months; `of` is one of `STAYED`. One query."""
    heads: dict[date | None, dict[tuple[str, int | None], int]] = defaultdict(dict)
    rows = CohortCount.objects.exclude(metric__in=(*WAYS, *TRAINING))
    for joined_in, metric, after, people in rows.values_list(
        "joined_in", "metric", "months_after", "people"
    ):
        heads[joined_in][metric, after] = people
    sizes = {
        month.toordinal() if month else None: counts.get(("joined", None), 0)
        for month, counts in heads.items()
    }
    shown = sorted(date.fromordinal(key) for key in told_apart(sizes))
    return Cohorts(of, [_cohort(month, heads[month], of) for month in shown], bool(heads))


def _cohort(month: date, counts: dict[tuple[str, int | None], int], of: str) -> Cohort:
    steps = {step: counts.get((step, None), 0) for step in STEPS}
    size = steps["joined"]
    invited = size + counts.get(("unanswered", None), 0)
    told = {"invited": invited, **steps}
    return Cohort(
        starts_on=month,
        steps={step: in_steps_of_fewest(people) for step, people in told.items()},
        stayed=[_stayed(counts.get((of, after)), size) for after in range(MONTHS - 1)],
    )


def _stayed(people: int | None, size: int) -> Stayed | None:
    if people is None:
        return None
    told, whole = in_steps_of_fewest(people), in_steps_of_fewest(size)
    return Stayed(told, min(PERCENT, told * PERCENT // whole) if whole else 0)


def ways(now: datetime) -> Ways:
    """Return the ways of sharing over the last twelve months; three queries."""
    months = Span.around(Period.MONTH, utc_day(now)).back(MONTHS)
    starts = [month.starts_on for month in months]
    rows = PeriodTotal.objects.filter(
        period=Period.MONTH, starts_on__in=starts, subject=Subject.ORGANIZATION, metric__in=_TOLD
    )
    totals: Totals = dict(rows.order_by().values_list("metric").annotate(total=Sum("value")))
    people = dict(CohortCount.objects.filter(metric__in=WAYS).values_list("metric", "people"))
    found = {key: totals.get(key, 0) for key in _TOLD}
    shares = found[LIVE] + found[BY_HAND]
    return Ways(
        by_place=_pair(
            Way("one_click", found[LIVE], found["clicks"] - found["clicks_by_hand"]),
            Way("by_hand", found[BY_HAND], found["clicks_by_hand"]),
            people,
        ),
        by_words=_pair(
            Way("suggested", found["shares_suggested"], found["clicks_suggested"]),
            Way(
                "own_words",
                shares - found["shares_suggested"],
                found["clicks"] - found["clicks_suggested"],
            ),
            people,
        ),
        by_kind=_kinds(starts, people),
    )


def _pair(one: Way, other: Way, people: dict[str, int]) -> list[Way]:
    """Return both ways, or neither: the other could be found by subtracting."""
    if min(people.get(way.key, 0) for way in (one, other)) < fewest():
        return []
    return [one, other] if one.shares > 0 and other.shares > 0 else []


def _kinds(starts: list[date], people: dict[str, int]) -> list[Way]:
    """Return all kinds that were shared, or none: one could be found by subtracting."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND, {"organization": current_organization_id(), "months": starts})
        found = [Way(*row) for row in cursor.fetchall()]
    order = list(Kind.values)
    shared = sorted((way for way in found if way.shares), key=lambda way: order.index(way.key))
    if any(people.get(f"{KIND}{way.key}", 0) < fewest() for way in shared):
        return []
    return shared if len(shared) > 1 else []
