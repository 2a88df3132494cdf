"""Trained, or not: whether those who learned something here share more, and do better.

Trained is who passed the questions on the guidelines, or opened a guide, a walk-through or a short
video, before a month began. To open it counts, not to share it: else who shares much would be
trained by sharing.

Looked at are months that are over, each one's months added up, of members who were activated when
the month began; and of these months only those with both kinds of people, so that a month is held
against itself, and no count changes from one month to the next by fewer than the organization lets
be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from analytics.active.models import CohortCount
from analytics.heads import PEOPLE
from analytics.models import Period
from analytics.periods import Span, utc_day
from content.models import Resource
from tenants.fewest import fewest, in_steps_of_fewest
from tenants.scope import current_organization_id

SIDES = ("trained", "untrained")
COUNTED = ("people", "sharers", "months", "sharing", "shares", "clicks")
"""Of each side: people, who of them shared, their months, months with a share, and what came."""
TRAINING = tuple(f"{side}_{what}" for side in SIDES for what in COUNTED)
PERCENT = 100

_COUNT = """
WITH month AS (
    SELECT starts_on::date AS starts_on, starts_on AT TIME ZONE 'UTC' AS moment
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 month') AS starts_on
), at AS (SELECT moment FROM month), {people}), learned AS MATERIALIZED (
    SELECT member_id, min(at) AS first_at FROM (
        SELECT member_id, at FROM policies_acknowledgement
        WHERE organization_id = %(organization)s AND has_passed
        UNION ALL
        SELECT mark.member_id, mark.read_at
        FROM content_post AS post JOIN content_mark AS mark
          ON mark.organization_id = %(organization)s AND mark.post_id = post.id
        WHERE post.organization_id = %(organization)s AND post.resource = ANY (%(training)s)
          AND (mark.shared_at IS NULL OR mark.read_at < mark.shared_at)
    ) AS lesson WHERE at IS NOT NULL GROUP BY member_id
), did AS (
    SELECT key, starts_on, sum(value) FILTER (WHERE metric <> 'clicks') AS shares,
           sum(value) FILTER (WHERE metric = 'clicks') AS clicks
    FROM analytics_periodtotal
    WHERE organization_id = %(organization)s AND period = 'month' AND subject = 'member'
      AND starts_on >= %(first)s AND starts_on <= %(last)s
      AND metric IN ('shares_confirmed', 'shares_self_reported', 'clicks')
    GROUP BY key, starts_on
), own AS MATERIALIZED (
    SELECT person.id, month.starts_on,
           coalesce(learned.first_at < month.moment, false) AS is_trained,
           coalesce(did.shares, 0) AS shares, coalesce(did.clicks, 0) AS clicks
    FROM person JOIN month USING (moment)
    LEFT JOIN learned ON learned.member_id = person.id
    LEFT JOIN did ON did.key = person.id::text AND did.starts_on = month.starts_on
    WHERE person.is_activated AND EXISTS (SELECT FROM learned)
), side AS (
    SELECT CASE WHEN is_trained THEN 'trained' ELSE 'untrained' END AS name,
           count(DISTINCT id) AS people, count(DISTINCT id) FILTER (WHERE shares > 0) AS sharers,
           count(*) AS months, count(*) FILTER (WHERE shares > 0) AS sharing,
           sum(shares) AS shares, sum(clicks) AS clicks
    FROM own WHERE starts_on IN (
        SELECT starts_on FROM own GROUP BY starts_on
        HAVING least(
            count(*) FILTER (WHERE is_trained), count(*) FILTER (WHERE NOT is_trained)
        ) >= %(fewest)s
    )
    GROUP BY is_trained
)
INSERT INTO analytics_cohortcount (organization_id, metric, people)
SELECT %(organization)s, side.name || '_' || counted.what, counted.number
FROM side CROSS JOIN LATERAL (VALUES
    ('people', people), ('sharers', sharers), ('months', months), ('sharing', sharing),
    ('shares', shares), ('clicks', clicks)
) AS counted(what, number)
"""
_COUNT = _COUNT.replace("{people}", PEOPLE)


@dataclass(frozen=True)
class Side:
    """What one of `SIDES` did: at least `people`, in steps of the organization's fewest.

    `part` is percent of their months in which they shared, None where fewer people did;
    `shares_per_sharer` is of a month in which they shared. All but the clicks for each share come
    of counts in steps, else the quotient would tell the size.
    """

    key: str
    people: int
    part: int | None
    shares_per_sharer: float | None
    clicks_per_share: float | None


def count_training(*, now: datetime, months: int) -> None:
    """Count both sides of the organization in scope over the last whole months.

    What was counted before is gone by then (`counting.fill_cohorts`). One statement.
    """
    whole = Span.around(Period.MONTH, utc_day(now)).previous.back(months)
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "first": whole[0].starts_on,
        "last": whole[-1].starts_on,
        "training": [one.value for one in Resource if one != Resource.ARTICLE],
        "fewest": fewest(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, parameters)


def training() -> list[Side]:
    """Return both sides, the trained first, or none where one is of too few people. One query.

    What sharers did is told of both or of neither: the other could be found by subtracting.
    """
    rows = CohortCount.objects.filter(metric__in=TRAINING)
    counts = dict(rows.values_list("metric", "people"))
    sides = [{what: counts.get(f"{side}_{what}", 0) for what in COUNTED} for side in SIDES]
    if min(side["people"] for side in sides) < fewest():
        return []
    are_sharers_told = min(side["sharers"] for side in sides) >= fewest()
    return [
        _side(key, side, are_sharers_told=are_sharers_told)
        for key, side in zip(SIDES, sides, strict=True)
    ]


def _side(key: str, side: dict[str, int], *, are_sharers_told: bool) -> Side:
    told = {what: in_steps_of_fewest(number) for what, number in side.items()}
    part = min(PERCENT, told["sharing"] * PERCENT // told["months"])
    return Side(
        key,
        told["people"],
        part if told["sharers"] else None,
        told["shares"] / told["sharing"] if are_sharers_told else None,
        side["clicks"] / side["shares"] if are_sharers_told else None,
    )
