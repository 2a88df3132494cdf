"""Which networks may be told apart: never one of few people, nor a remainder of few."""

from __future__ import annotations

from analytics.models import PeriodTotal, Subject
from analytics.periods import Span
from tenants.fewest import fewest


def networks_told(span: Span) -> set[str]:
    """Return the keys of the networks that may be told apart in a period, of all people; one query.

    Where too few people shared on another, the told one of the fewest people joins it, else that
    could be found by subtracting. One is enough, for whoever shares on both counts once.
    """
    rows = PeriodTotal.objects.filter(
        period=span.period, starts_on=span.starts_on, subject=Subject.NETWORK, metric="sharers"
    )
    people = dict(rows.values_list("key", "value"))
    told = {key for key, size in people.items() if size >= fewest()}
    if told and len(told) < sum(1 for size in people.values() if size):
        told.remove(min(told, key=lambda key: (people[key], key)))
    return told
