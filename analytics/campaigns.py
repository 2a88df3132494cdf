"""Counting campaigns: what their posts brought between their dates, from facts, in a worker.

A campaign is counted as a whole, so moving a post or a date puts everything right. It is due when a
day of it was filled since, or when it was changed (`Campaign.version`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from analytics.facts import HELPERS
from analytics.heads import PEOPLE
from analytics.kpis import SUMS
from analytics.models import CampaignMark, CampaignTotal, FillMark
from analytics.periods import midnight
from analytics.rollup import take_turn
from content.models import Campaign
from content.services.hashtags import keys_in
from sharing.models import Share
from tenants.guarding import Guard
from tenants.scope import current_organization_id, platform, tenant

AT_MOST_EVERY = timedelta(minutes=1)
MOST = 100

_DUE = """
SELECT campaign.organization_id, campaign.id FROM content_campaign AS campaign
LEFT JOIN analytics_campaignmark AS mark
  ON mark.organization_id = campaign.organization_id AND mark.campaign_id = campaign.id
WHERE campaign.archived_at IS NULL AND (
  mark.version IS DISTINCT FROM campaign.version
  OR mark.filled_at < %(before)s AND EXISTS (
    SELECT FROM analytics_fillmark AS day
    WHERE day.organization_id = campaign.organization_id
      AND day.day BETWEEN campaign.starts_on AND campaign.ends_on
      AND day.filled_at > mark.filled_at))
ORDER BY mark.filled_at NULLS FIRST, campaign.id LIMIT %(limit)s
"""
_SUMMED = " UNION ALL ".join(
    f"SELECT '{total.key}'::text WHERE metric IN ({', '.join(f'{part.key!r}' for part in parts)})"
    for total, parts in ((total, total.parts) for total in SUMS)
)
_COUNT = """
WITH at AS (
    SELECT %(moment)s::timestamptz AS moment
), {people}), fact AS MATERIALIZED (
    SELECT day, member_id, metric, value FROM analytics_fact
    WHERE organization_id = %(organization)s AND day BETWEEN %(starts_on)s AND %(ends_on)s
      AND metric <> ALL (%(helpers)s) AND post_id IN (
        SELECT id FROM content_post
        WHERE organization_id = %(organization)s AND campaign_id = %(campaign)s)
), counted AS (
    SELECT day, counted.metric, value
    FROM fact CROSS JOIN LATERAL (SELECT fact.metric UNION ALL {summed}) AS counted(metric)
), sharer AS (
    SELECT member_id, min(day) AS day FROM fact
    WHERE metric IN ('shares_confirmed', 'shares_self_reported') GROUP BY member_id
)
INSERT INTO analytics_campaigntotal (organization_id, campaign_id, day, metric, value)
SELECT %(organization)s, %(campaign)s, day, metric, sum(value) FROM counted
GROUP BY GROUPING SETS ((metric), (metric, day))
UNION ALL
SELECT %(organization)s, %(campaign)s, day, 'joined', count(*) FROM sharer GROUP BY day
UNION ALL
SELECT %(organization)s, %(campaign)s, NULL, 'sharers', count(*) FROM sharer
UNION ALL
SELECT %(organization)s, %(campaign)s, NULL, 'activated', count(*) FROM person WHERE is_activated
UNION ALL
SELECT %(organization)s, %(campaign)s, NULL, 'sharers_activated', count(*)
FROM person JOIN sharer ON sharer.member_id = person.id WHERE is_activated
"""


def fill_campaigns(*, now: datetime, limit: int = MOST) -> int:
    """Count the campaigns that are due, those that wait longest first; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(_DUE, {"before": now - AT_MOST_EVERY, "limit": limit})
        due = cursor.fetchall()
    filled = 0
    for organization_id, pk in due:
        with Guard("campaigns", organization=organization_id, campaign=pk):
            filled += _fill(organization_id, pk, now)
    return filled


def fill_campaign(campaign: Campaign, *, now: datetime) -> None:
    """Count one campaign of the organization in scope afresh."""
    ends_at = midnight(campaign.ends_on + timedelta(days=1))
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "campaign": campaign.pk,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "helpers": HELPERS,
        "moment": min(now, ends_at),
    }
    CampaignTotal.objects.filter(campaign=campaign).delete()
    with connection.cursor() as cursor:
        statement = _COUNT.replace("{people}", PEOPLE).replace("{summed}", _SUMMED)
        cursor.execute(statement, parameters)
    if campaign.hashtag is not None:
        CampaignTotal.objects.create(campaign=campaign, metric="tagged", value=_tagged(campaign))
    days = FillMark.objects.filter(day__gte=campaign.starts_on, day__lte=campaign.ends_on)
    seen = days.aggregate(last=Max("filled_at"))["last"] or now
    CampaignMark.objects.update_or_create(
        campaign=campaign, defaults={"version": campaign.version, "filled_at": max(now, seen)}
    )


def _fill(organization_id: int, pk: int, now: datetime) -> bool:
    """Count one campaign unless another worker does just now, or it is gone.

    Not while days are filled: what is not yet to be seen would be marked as counted.
    """
    with tenant(organization_id):
        if not take_turn():
            return False
        rows = Campaign.objects.filter(pk=pk).select_related("hashtag")
        campaign = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if campaign is None:
            return False
        fill_campaign(campaign, now=now)
        return True


def _tagged(campaign: Campaign) -> int:
    """Return how many shares of a campaign carry its hashtag, live ones and those by hand."""
    key = campaign.hashtag.key if campaign.hashtag else ""
    start, end = midnight(campaign.starts_on), midnight(campaign.ends_on + timedelta(days=1))
    rows = Share.objects.out_between(start, end).with_hashtags().filter(post__campaign=campaign)
    texts = rows.values_list("text", flat=True)
    return sum(key in keys_in(text) for text in texts.iterator())
