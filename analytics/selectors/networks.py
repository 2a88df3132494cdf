"""Which networks may be told apart: never one of few people, nor a remainder of few."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.models import PeriodTotal, Subject
from analytics.periods import Span
from tenants.fewest import fewest


def networks_told(span: Span) -> set[str]:
    """Return the keys of the networks that may be told apart in a period, one query."""
    rows = PeriodTotal.objects.filter(
        period=span.period, starts_on=span.starts_on, subject=Subject.NETWORK, metric="sharers"
    )
    return told_of(dict(rows.values_list("key", "value")))


def told_of(sharers: Mapping[str, int]) -> set[str]:
    """Return which networks may be told apart by how many people shared on each.

    Where too few people shared on another, the told one of the fewest people joins it, else that
    could be found by subtracting. One is enough, for whoever shares on both counts once.
    """
    told = {key for key, people in sharers.items() if people >= fewest()}
    if told and len(told) < sum(1 for people in sharers.values() if people):
        told.remove(min(told, key=lambda key: (sharers[key], key)))
    return told
