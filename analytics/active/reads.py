"""What is read: openings of posts, and how many opened one for the first time.

Counted afresh for the periods around a day from the days of the posts: so counting again gives the
same. The organization's are told by day too, a post's are not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from analytics.heads import IS_YOUNGER
from analytics.periods import Span
from content.services.opening import count_openings, waiting_openings
from sharing.services.activity import touch_days
from tenants.guarding import Guard
from tenants.scope import current_organization_id, tenant

READS = ("item_views", "item_readers")

_COUNT = """
WITH asked(period, starts_on, ends_on) AS (VALUES {rows}),
span AS (  -- nothing is said of one that is not noted from its beginning
    SELECT period, starts_on, ends_on FROM asked AS span WHERE EXISTS (
        SELECT FROM content_postday AS first
        WHERE first.organization_id = %(organization)s AND (
            first.day <= span.starts_on OR first.day < span.ends_on AND {is_younger}
        )
    )
), opened AS (
    SELECT span.period, span.starts_on, day.post_id, sum(day.views)::bigint AS views,
           sum(day.readers)::bigint AS readers
    FROM span JOIN content_postday AS day
      ON day.organization_id = %(organization)s
     AND day.day >= span.starts_on AND day.day < span.ends_on
    GROUP BY 1, 2, 3
), about AS (
    SELECT period, starts_on, 'post' AS subject, post_id::text AS key, views, readers
    FROM opened WHERE period <> 'day'
    UNION ALL  -- a measured zero, once anything was opened before
    SELECT span.period, span.starts_on, 'organization', '', coalesce(sum(views), 0)::bigint,
           coalesce(sum(readers), 0)::bigint
    FROM span LEFT JOIN opened USING (period, starts_on)
    GROUP BY 1, 2
), counted AS (
    SELECT period, starts_on, subject, key, 'item_views' AS metric, views AS value FROM about
    UNION ALL
    SELECT period, starts_on, subject, key, 'item_readers', readers FROM about
), gone AS (
    DELETE FROM analytics_periodtotal AS total USING asked
    WHERE total.organization_id = %(organization)s AND total.period = asked.period
      AND total.starts_on = asked.starts_on AND total.metric = ANY (%(reads)s)
      AND total.subject IN ('organization', 'post')
      AND NOT EXISTS (
          SELECT FROM counted WHERE counted.period = total.period
            AND counted.starts_on = total.starts_on AND counted.subject = total.subject
            AND counted.key = total.key AND counted.metric = total.metric
      )
)
INSERT INTO analytics_periodtotal
  (organization_id, period, starts_on, subject, key, metric, value)
SELECT %(organization)s, period, starts_on, subject, key, metric, value FROM counted
ON CONFLICT (organization_id, period, starts_on, subject, metric, key)
DO UPDATE SET value = excluded.value WHERE analytics_periodtotal.value <> excluded.value
"""


def take_in_reads(*, now: datetime) -> None:
    """Count the openings that wait, in every organization, and make their days due."""
    for organization_id in waiting_openings():
        with Guard("take_in_reads", organization=organization_id), tenant(organization_id):
            touch_days(days=count_openings(), now=now)


def count_reads(spans: list[Span]) -> None:
    """Store what was read in these periods, of the organization in scope and of its posts."""
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "reads": list(READS),
    }
    rows = []
    for number, span in enumerate(spans):
        rows.append(f"(%(period{number})s, %(starts{number})s::date, %(ends{number})s::date)")
        parameters |= {
            f"period{number}": span.period.value,
            f"starts{number}": span.starts_on,
            f"ends{number}": span.ends_on,
        }
    with connection.cursor() as cursor:
        statement = _COUNT.replace("{rows}", ", ".join(rows)).replace("{is_younger}", IS_YOUNGER)
        cursor.execute(statement, parameters)
