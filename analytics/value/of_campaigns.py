"""What the posts of a campaign were worth between its dates, at the prices of each day.

It is told where the other numbers of the campaign are, to those who see prices. Facts are read, as
totals of campaigns know no networks, and prices are a network's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from analytics.models import Fact, Subject
from analytics.periods import utc_day
from analytics.selectors.campaigns import CampaignNumbers
from analytics.selectors.networks import apart_in
from analytics.value.figures import KIND_OF, TOLD, Row, Tariff, Worth, worth
from analytics.value.models import Rate
from content.models import Stage
from content.services.campaigns import day_of
from tenants.models import Member
from tenants.roles import Permission


@dataclass(frozen=True)
class CampaignValue:
    """What a campaign was worth so far, in `currency`; `rates` are in force on its days."""

    currency: str
    worth: Worth
    rates: list[Rate]

    @property
    def emv(self) -> float | None:
        """Return all of it; None where nothing is told."""
        return self.worth.emv


def campaign_value(
    numbers: CampaignNumbers, *, member: Member, now: datetime
) -> CampaignValue | None:
    """Return what a campaign was worth; four queries at most.

    None before any price is set, before the campaign begins or is counted, where too few are
    offered it, and for whoever may not see the dashboard.
    """
    campaign = numbers.campaign
    is_ahead = campaign.stage(day_of(member, now)) == Stage.PLANNED
    is_told = numbers.filled_at is not None and not numbers.is_small and not is_ahead
    if not is_told or not member.may(Permission.SEE_DASHBOARD):
        return None
    tariff = Tariff(Rate.objects.all())
    if not tariff.rates:
        return None
    first = campaign.starts_on
    end = min(campaign.ends_on, utc_day(now)) + timedelta(days=1)
    facts = Fact.objects.filter(post__campaign=campaign, day__gte=first, day__lt=end).order_by()
    apart, _people = apart_in(
        facts, [first, *tariff.changes(first, end)], tariff.priced(first, end)
    )
    found = worth(_rows(facts), tariff, first, end, apart)
    return CampaignValue(tariff.rates[0].currency, found, tariff.within(first, end))


def _rows(facts: QuerySet[Fact]) -> Sequence[Row]:
    """Return counts by day and network, and what says that a network told. One query."""
    rows = facts.filter(metric__in=[*KIND_OF, *TOLD])
    counted = rows.values_list("day", "network", "metric").annotate(total=Sum("value"))
    return [
        (day, Subject.ORGANIZATION, "", metric, count)
        if metric in TOLD
        else (day, Subject.NETWORK, network, metric, count)
        for day, network, metric, count in counted
    ]
