"""Which networks may be told apart: never one of few people, nor a remainder of few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Case, Count, QuerySet, Value, When

from analytics.models import Fact, PeriodTotal, Subject
from analytics.periods import Span
from tenants.fewest import fewest


def networks_told(span: Span) -> set[str]:
    """Return the keys of the networks that may be told apart in a period, one query."""
    rows = PeriodTotal.objects.filter(
        period=span.period, starts_on=span.starts_on, subject=Subject.NETWORK, metric="sharers"
    )
    return told_of(dict(rows.values_list("key", "value")))


def apart_in(
    facts: QuerySet[Fact], starts: Collection[date], kinds: Mapping[str, str]
) -> tuple[set[str], int]:
    """Return which networks may be told apart in all stretches of days that begin with `starts`,
    by who is behind each kind of count; and how many people were looked at. One query.

    `kinds` says of which kind a metric is. Who shared does not say it: what they did before may
    still be clicked, and nobody may click what they share now.
    """
    stretches = [
        When(day__gte=start, then=Value(place))
        for place, start in reversed(list(enumerate(sorted(set(starts)))))
    ]
    of_kind = [When(metric=metric, then=Value(str(kind))) for metric, kind in kinds.items()]
    rows = (
        facts.filter(metric__in=list(kinds))
        .annotate(
            stretch=Case(*stretches, default=Value(-1)), kind=Case(*of_kind, default=Value(""))
        )
        .order_by()
        .values_list("stretch", "kind", "network")
        .annotate(people=Count("member", distinct=True))
    )
    behind: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for stretch, kind, network, people in rows:
        behind[stretch, kind][network] = people
    told = {network for people in behind.values() for network in people}
    for people in behind.values():
        told -= people.keys() - told_of(people)
    return told, sum(sum(people.values()) for people in behind.values())


def told_of(sharers: Mapping[str, int]) -> set[str]:
    """Return which networks may be told apart by how many people shared on each.

    Where too few people shared on another, the told one of the fewest people joins it, else that
    could be found by subtracting. One is enough, for whoever shares on both counts once.
    """
    told = {key for key, people in sharers.items() if people >= fewest()}
    if told and len(told) < sum(1 for people in sharers.values() if people):
        told.remove(min(told, key=lambda key: (sharers[key], key)))
    return told
