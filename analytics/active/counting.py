"""Counting cohorts: the members who joined in one month, of the last twelve.

From timestamps, totals and days alone, so counting again gives the same. A step is counted by
itself: who shares by hand needs no account.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection

from analytics.active.models import CohortCount
from analytics.active.training import count_training
from analytics.heads import IS_YOUNGER
from analytics.periods import midnight, utc_day
from content.models import Kind
from tenants.guarding import Guard
from tenants.models import Organization
from tenants.partitions import month_after
from tenants.scope import current_organization_id, platform, tenant

MONTHS = 12
STEPS = ("joined", "accepted", "connected", "shared")
KIND = "kind_"
"""Before a kind of post: how many people shared such ones."""
WAYS = (
    "one_click",
    "by_hand",
    "suggested",
    "own_words",
    *(f"{KIND}{kind}" for kind in Kind.values),
)

_SHARED = "metric IN ('shares_confirmed', 'shares_self_reported')"
_COUNT = """
WITH month AS (
    SELECT starts_on::date, (starts_on + interval '1 month')::date AS ends_on
    FROM generate_series(%(first)s::timestamp, %(this)s::timestamp, interval '1 month') AS starts_on
), person AS (
    SELECT id, date_trunc('month', joined_at AT TIME ZONE 'UTC')::date AS joined_in
    FROM tenants_member
    WHERE organization_id = %(organization)s AND joined_at >= %(since)s AND joined_at <= %(now)s
), came AS (
    SELECT joined_in,
           EXISTS (
               SELECT FROM policies_acknowledgement AS said
               WHERE said.organization_id = %(organization)s AND said.member_id = person.id
           ) AS accepted,
           EXISTS (
               SELECT FROM sharing_connection AS account
               WHERE account.organization_id = %(organization)s AND account.member_id = person.id
           ) AS connected,
           EXISTS (
               SELECT FROM analytics_fact AS fact
               WHERE fact.organization_id = %(organization)s AND fact.member_id = person.id
                 AND fact.{shared}
           ) AS shared
    FROM person
), stayed AS (  -- one look at each one's own totals and days, of months that are over
    SELECT person.joined_in, month.starts_on, month.ends_on,
           extract(year FROM age(month.starts_on, person.joined_in)) * 12
             + extract(month FROM age(month.starts_on, person.joined_in)) AS months_after,
           count(*) FILTER (WHERE sharer.is_known) AS shares,
           count(*) FILTER (WHERE sharer.is_known OR here.is_known) AS active
    FROM person JOIN month
      ON month.starts_on >= person.joined_in AND month.ends_on <= %(this)s
    LEFT JOIN LATERAL (
        SELECT true AS is_known FROM analytics_periodtotal AS total
        WHERE total.organization_id = %(organization)s AND total.period = 'month'
          AND total.starts_on = month.starts_on AND total.subject = 'member'
          AND total.{shared} AND total.key = person.id::text AND total.value > 0
        LIMIT 1
    ) AS sharer ON true
    LEFT JOIN LATERAL (
        SELECT true AS is_known FROM content_activeday AS own
        WHERE own.organization_id = %(organization)s AND own.member_id = person.id
          AND own.day >= month.starts_on AND own.day < month.ends_on
        LIMIT 1
    ) AS here ON true
    GROUP BY 1, 2, 3, 4
), sharer AS (
    SELECT coalesce(sum(value) FILTER (WHERE metric = 'shares_confirmed'), 0) AS one_click,
           coalesce(sum(value) FILTER (WHERE metric = 'shares_self_reported'), 0) AS by_hand,
           coalesce(sum(value) FILTER (WHERE metric = 'shares_suggested'), 0) AS suggested
    FROM analytics_fact
    WHERE organization_id = %(organization)s AND day >= %(first)s
      AND metric IN ('shares_confirmed', 'shares_self_reported', 'shares_suggested')
    GROUP BY member_id
), counted(joined_in, metric, months_after, people) AS (
    SELECT joined_in, 'joined', NULL::numeric, count(*) FROM came GROUP BY 1
    UNION ALL SELECT joined_in, 'accepted', NULL, count(*) FROM came WHERE accepted GROUP BY 1
    UNION ALL SELECT joined_in, 'connected', NULL, count(*) FROM came WHERE connected GROUP BY 1
    UNION ALL SELECT joined_in, 'shared', NULL, count(*) FROM came WHERE shared GROUP BY 1
    UNION ALL
    SELECT date_trunc('month', created_at AT TIME ZONE 'UTC')::date, 'unanswered', NULL, count(*)
    FROM tenants_invitation
    WHERE organization_id = %(organization)s AND created_at >= %(since)s AND created_at <= %(now)s
      AND accepted_at IS NULL AND withdrawn_at IS NULL
    GROUP BY 1
    UNION ALL
    SELECT NULL, 'joined', NULL, count(*) FROM tenants_member
    WHERE organization_id = %(organization)s AND joined_at < %(since)s
    UNION ALL SELECT joined_in, 'shares', months_after, shares FROM stayed
    UNION ALL
    SELECT joined_in, 'active', months_after, active FROM stayed
    WHERE EXISTS (  -- nothing is said of a month that was not noted from its first day
        SELECT FROM content_activeday AS any_day
        WHERE any_day.organization_id = %(organization)s AND (
            any_day.day <= stayed.starts_on
            OR any_day.day < stayed.ends_on AND {is_younger}
        )
    )
    UNION ALL SELECT NULL, 'one_click', NULL, count(*) FROM sharer WHERE one_click > 0
    UNION ALL SELECT NULL, 'by_hand', NULL, count(*) FROM sharer WHERE by_hand > 0
    UNION ALL SELECT NULL, 'suggested', NULL, count(*) FROM sharer WHERE suggested > 0
    UNION ALL
    SELECT NULL, 'own_words', NULL, count(*) FROM sharer WHERE one_click + by_hand > suggested
    UNION ALL
    SELECT NULL, 'kind_' || post.kind, NULL, count(DISTINCT fact.member_id)
    FROM analytics_fact AS fact JOIN content_post AS post
      ON post.organization_id = %(organization)s AND post.id = fact.post_id
    WHERE fact.organization_id = %(organization)s AND fact.day >= %(first)s AND fact.{shared}
    GROUP BY post.kind
)
INSERT INTO analytics_cohortcount (organization_id, joined_in, metric, months_after, people)
SELECT %(organization)s, joined_in, metric, months_after::smallint, people FROM counted
"""
_COUNT = _COUNT.replace("{shared}", _SHARED).replace(
    "{is_younger}", IS_YOUNGER.replace("span.", "stayed.")
)


def first_month(now: datetime) -> date:
    """Return the first day of the first month whose beginners are looked at."""
    return month_after(utc_day(now).replace(day=1), 1 - MONTHS)


def count_cohorts(*, now: datetime) -> None:
    """Count the cohorts of every organization anew."""
    with platform():
        organizations = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    for pk in organizations:
        with Guard("count_cohorts", organization=pk), tenant(pk):
            fill_cohorts(now=now)


def fill_cohorts(*, now: datetime) -> None:
    """Count the cohorts of the organization in scope anew, in three statements and `fewest()`."""
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "now": now,
        "first": first_month(now),
        "since": midnight(first_month(now)),
        "this": utc_day(now).replace(day=1),
    }
    CohortCount.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, parameters)
    count_training(now=now, months=MONTHS)
