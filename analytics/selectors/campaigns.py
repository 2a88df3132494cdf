"""What campaigns brought, from stored totals alone; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.db.models import Exists, OuterRef, Q, Sum

from analytics.kpis import CampaignShareRate, Conversions, Impressions, ReachMeasured, SiteVisits
from analytics.models import CampaignMark, CampaignTotal, Fact, Period, PeriodTotal, Subject
from analytics.periods import short_day, utc_day
from analytics.selectors.reach import small_campaigns
from analytics.selectors.totals import Totals
from content.models import Campaign, Target

METRIC_OF: dict[str, tuple[str, ...]] = {
    Target.SHARES: ("shares_confirmed", "shares_self_reported"),
    Target.CLICKS: ("clicks",),
    Target.ENGAGEMENTS: ("engagements",),
    Target.PARTICIPANTS: ("joined",),
}
"""Which totals of days count towards a target; in all, people are "sharers"."""
COMPARED = ("shares_confirmed", "clicks", "engagements")
TOLD_BY_SHARES = (Impressions.told_by, ReachMeasured.told_by)
TOLD_BY_DAYS = (Conversions.told_by, SiteVisits.told_by)


@dataclass(frozen=True)
class Phase:
    """As many days before, during or after a campaign, and what the organization had in them.

    `totals` is None while none of its days has come; `is_whole` says whether all have.
    """

    key: str
    starts_on: date
    ends_on: date
    totals: Totals | None
    is_whole: bool


@dataclass(frozen=True)
class CampaignNumbers:
    """A campaign's progress; `reached` of its target, by the totals as of `filled_at`."""

    campaign: Campaign
    totals: Totals
    reached: int
    filled_at: datetime | None
    is_small: bool
    """Whether too few people are offered it: then nothing is told of how many took part."""
    points: list[tuple[str, float | None]] = field(default_factory=list)
    """The way to the target by day, added up; None lies ahead."""
    phases: list[Phase] = field(default_factory=list)

    @property
    def part(self) -> int:
        """Return how much of the target is reached, in percent; it may be more than 100."""
        return 100 * self.reached // self.campaign.target_value

    @property
    def told(self) -> int | None:
        """Return what is reached of the target; None where too few are offered it."""
        return None if self.is_small else self.reached

    @property
    def share_rate(self) -> float | None:
        """Return the campaign share rate."""
        return None if self.is_small else CampaignShareRate.value(self.totals)

    @property
    def participants(self) -> int | None:
        """Return how many people shared it; None where too few are offered it."""
        return None if self.is_small else self.totals.get("sharers", 0)

    @property
    def tagged(self) -> int | None:
        """Return how many of its shares carry the hashtag; None where it has none."""
        return self.totals.get("tagged", 0) if self.campaign.hashtag_id else None


def campaign_numbers(*, campaign: Campaign, now: datetime) -> CampaignNumbers:
    """Return all that the page of a campaign shows; always nine queries or fewer."""
    found = campaign_list(campaigns=[campaign])[0]
    today = utc_day(now)
    return CampaignNumbers(
        campaign=campaign,
        totals=found.totals,
        reached=found.reached,
        filled_at=found.filled_at,
        is_small=found.is_small,
        points=_points(campaign, today),
        phases=_phases(campaign, today),
    )


def campaign_list(*, campaigns: Sequence[Campaign]) -> list[CampaignNumbers]:
    """Return the progress of several campaigns, in their order; always seven queries or fewer."""
    ids = [campaign.pk for campaign in campaigns]
    totals = _told(ids)
    rows = CampaignTotal.objects.filter(campaign__in=ids, day=None)
    for campaign, metric, value in rows.values_list("campaign", "metric", "value"):
        totals[campaign][metric] = value
    marks = CampaignMark.objects.filter(campaign__in=ids)
    filled = dict(marks.values_list("campaign", "filled_at"))
    small = small_campaigns(ids)
    return [
        CampaignNumbers(
            campaign=campaign,
            totals=totals[campaign.pk],
            reached=_reached(campaign, totals[campaign.pk]),
            filled_at=filled.get(campaign.pk),
            is_small=campaign.pk in small,
        )
        for campaign in campaigns
    ]


def _told(ids: Sequence[int]) -> dict[int, Totals]:
    """Return what says that figures of these campaigns are told at all, 1 for each. One query.

    Totals of campaigns hold no such thing: networks told something of a share on a day of it, or
    there was a goal, or a site, on one of its days.
    """
    facts = Fact.objects.filter(
        post__campaign=OuterRef("pk"), day__range=(OuterRef("starts_on"), OuterRef("ends_on"))
    )
    days = PeriodTotal.objects.filter(
        period=Period.DAY,
        subject=Subject.ORGANIZATION,
        key="",
        value__gt=0,
        starts_on__range=(OuterRef("starts_on"), OuterRef("ends_on")),
    )
    rows = Campaign.objects.filter(pk__in=ids).values_list(
        "pk",
        *(Exists(facts.filter(metric=metric)) for metric in TOLD_BY_SHARES),
        *(Exists(days.filter(metric=metric)) for metric in TOLD_BY_DAYS),
    )
    found: dict[int, Totals] = defaultdict(dict)
    for pk, *is_told in rows:
        named = zip((*TOLD_BY_SHARES, *TOLD_BY_DAYS), is_told, strict=True)
        found[pk] = {metric: 1 for metric, is_so in named if is_so}
    return found


def _reached(campaign: Campaign, totals: Totals) -> int:
    if campaign.target == Target.PARTICIPANTS:
        return totals.get("sharers", 0)
    return sum(totals.get(metric, 0) for metric in METRIC_OF[campaign.target])


def _points(campaign: Campaign, today: date) -> list[tuple[str, float | None]]:
    rows = CampaignTotal.objects.filter(
        campaign=campaign, day__isnull=False, metric__in=METRIC_OF[campaign.target]
    )
    found = dict(rows.order_by().values_list("day").annotate(total=Sum("value")))
    length = (campaign.ends_on - campaign.starts_on).days + 1
    days = [campaign.starts_on + timedelta(days=number) for number in range(length)]
    sums = accumulate(int(found.get(day, 0)) for day in days)
    return [
        (short_day(day), total if day <= today else None)
        for day, total in zip(days, sums, strict=True)
    ]


def _phases(campaign: Campaign, today: date) -> list[Phase]:
    """Compare the organization's days: as many before and after as the campaign has had so far."""
    start, end = campaign.starts_on, min(campaign.ends_on, today)
    length = (end - start).days + 1
    if length < 1:
        return []
    one = timedelta(days=1)
    spans = {
        "before": (start - length * one, start - one),
        "during": (start, end),
        "after": (campaign.ends_on + one, campaign.ends_on + length * one),
    }
    rows = PeriodTotal.objects.filter(
        period=Period.DAY,
        subject=Subject.ORGANIZATION,
        key="",
        metric__in=COMPARED,
        starts_on__range=(spans["before"][0], spans["after"][1]),
    )
    sums = {
        key: Sum("value", filter=Q(starts_on__range=span), default=0) for key, span in spans.items()
    }
    found = {row["metric"]: row for row in rows.order_by().values("metric").annotate(**sums)}
    return [
        Phase(
            key=key,
            starts_on=first,
            ends_on=last,
            totals={metric: int(found.get(metric, {}).get(key, 0)) for metric in COMPARED}
            if first <= today
            else None,
            is_whole=last < today,
        )
        for key, (first, last) in spans.items()
    ]
