"""One UTC day's facts, and what their change means for the totals of the periods around it.

A day is counted afresh from the events and compared with the facts stored for it; only differences
are written, and the same differences are added to the totals. So the work depends on the changed
day, never on how long the history is, and counting twice changes nothing. One statement does both:
whatever happens, facts and totals agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from analytics.kpis import AIDS, COUNTS, SUMS, Narrowed
from analytics.models import Period, Subject
from analytics.periods import Span, midnight, spans_around
from sharing.services.landing import own_hosts
from tenants.scope import current_organization_id, platform

MEASURED_FOR = timedelta(days=100)
"""No snapshot of a share is older than this before its last one: it is measured for 90 days."""
ROUGH = [Subject.MEMBER.value, Subject.POST.value]
"""No totals by day for these: they are many, and their days are few facts each."""
WITH_RATES = [Subject.ORGANIZATION.value, Subject.TEAM.value]
"""Totals of what only rates need are for these alone."""
HELPERS = [count.key for count in AIDS]
_KEPT = {"rough": ROUGH, "with_rates": WITH_RATES, "helpers": HELPERS}

_SOURCES = " UNION ALL ".join(
    f"SELECT '{count.key}'::text, * FROM ({count.source}) AS of_{count.key}(share_id, value)"  # noqa: S608 - our own constants
    for count in (*COUNTS, *AIDS)
    if not issubclass(count, Narrowed)
)
_NARROWED = "".join(
    f"""
        UNION ALL
        SELECT '{count.key}', counted.share_id, counted.value FROM counted
        JOIN sharing_share AS share
          ON share.organization_id = %(organization)s AND share.id = counted.share_id
        {count.among}
        WHERE counted.metric IN ({", ".join(f"{part.key!r}" for part in count.parts)})
    """  # noqa: S608 - our own constants
    for count in (*COUNTS, *AIDS)
    if issubclass(count, Narrowed)
)
_SUMMED = " UNION ALL ".join(
    f"SELECT '{total.key}'::text WHERE metric IN ({', '.join(f'{part.key!r}' for part in parts)})"
    for total, parts in ((total, total.parts) for total in SUMS)
)
_PERIODS = "(VALUES {rows}) AS span(period, starts_on, ends_on)"

_FRESH = """
    SELECT share.member_id, coalesce(share.team_id, 0) AS team_id, share.network, share.post_id,
           share.topic_ids, event.metric, sum(event.value)::bigint AS value
    FROM (
        WITH counted(metric, share_id, value) AS MATERIALIZED ({sources})
        SELECT metric, share_id, value FROM counted
        {narrowed}
    ) AS event(metric, share_id, value)
    JOIN sharing_share AS share
      ON share.organization_id = %(organization)s AND share.id = event.share_id
    GROUP BY 1, 2, 3, 4, 5, 6
"""
_FILL = """
WITH fresh AS (
{fresh}), stored AS (
    SELECT id, member_id, coalesce(team_id, 0) AS team_id, network, post_id, topic_ids, metric,
           value
    FROM analytics_fact WHERE organization_id = %(organization)s AND day = %(day)s
), day AS (
    SELECT stored.id, member_id, team_id, network, post_id, topic_ids, metric,
           coalesce(fresh.value, 0) AS after, coalesce(stored.value, 0) AS before
    FROM fresh FULL JOIN stored
      USING (member_id, team_id, network, post_id, topic_ids, metric)
), changed AS (
    SELECT * FROM day WHERE after <> before
), gone AS (
    DELETE FROM analytics_fact
    WHERE organization_id = %(organization)s
      AND id IN (SELECT changed.id FROM changed WHERE changed.after = 0)
), put AS (
    INSERT INTO analytics_fact
      (organization_id, day, member_id, team_id, network, post_id, topic_ids, metric, value)
    SELECT %(organization)s, %(day)s, member_id, nullif(team_id, 0), network, post_id, topic_ids,
           metric, after
    FROM changed WHERE after > 0
    ON CONFLICT (organization_id, day, metric, member_id, network, post_id, team_id, topic_ids)
    DO UPDATE SET value = excluded.value
), added AS (
    SELECT subject, key, counted.metric, sum(after - before) AS value
    FROM changed CROSS JOIN LATERAL (
        {subjects}
        UNION ALL SELECT 'member', member_id::text
    ) AS about(subject, key)
    CROSS JOIN LATERAL (SELECT changed.metric UNION ALL {summed}) AS counted(metric)
    WHERE changed.metric <> ALL (%(helpers)s) OR subject = ANY (%(with_rates)s)
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT subject, key, 'shares_counted', sum(least(after, most) - least(before, most))
    FROM (
        SELECT 'member' AS subject, member_id::text AS key, sum(after) AS after,
               sum(before) AS before
        FROM day WHERE metric = 'shares_confirmed' GROUP BY member_id
        UNION ALL
        SELECT 'team', team_id::text, sum(after), sum(before)
        FROM day WHERE metric = 'shares_confirmed' AND team_id <> 0 GROUP BY team_id, member_id
    ) AS shared
    CROSS JOIN (SELECT ({cap}) AS most) AS cap  -- none: least() passes it over
    GROUP BY 1, 2
), came AS (
    SELECT subject, key, member_id, bool_or(after > 0) AS shares
    FROM day CROSS JOIN LATERAL ({subjects}) AS about(subject, key)
    WHERE metric IN ('shares_confirmed', 'shares_self_reported')
    GROUP BY 1, 2, 3 HAVING bool_or(after > 0) <> bool_or(before > 0)
), sharers AS (
    SELECT span.period, span.starts_on, subject, key,
           sum(CASE WHEN came.shares THEN 1 ELSE -1 END) AS value
    FROM came CROSS JOIN {periods}
    LEFT JOIN LATERAL (  -- one look at the member's own days, never at everybody's
        SELECT true AS is_known FROM analytics_fact AS other
        WHERE other.organization_id = %(organization)s AND other.member_id = came.member_id
          AND other.day >= span.starts_on AND other.day < span.ends_on AND other.day <> %(day)s
          AND other.metric IN ('shares_confirmed', 'shares_self_reported')
          AND CASE came.subject
                WHEN 'organization' THEN true
                WHEN 'team' THEN other.team_id::text = came.key
                WHEN 'network' THEN other.network = came.key
                WHEN 'post' THEN other.post_id::text = came.key
                ELSE came.key = ANY (other.topic_ids::text[])
              END
        LIMIT 1
    ) AS already ON true
    WHERE already.is_known IS NULL
    GROUP BY 1, 2, 3, 4
), total AS (
    INSERT INTO analytics_periodtotal
      (organization_id, period, starts_on, subject, key, metric, value)
    SELECT %(organization)s, span.period, span.starts_on, subject, key, metric, value
    FROM added CROSS JOIN {periods}
    WHERE value <> 0 AND (span.period <> 'day' OR subject <> ALL (%(rough)s))
    UNION ALL
    SELECT %(organization)s, period, starts_on, subject, key, 'sharers', value
    FROM sharers WHERE value <> 0 AND (period <> 'day' OR subject <> ALL (%(rough)s))
    ON CONFLICT (organization_id, period, starts_on, subject, metric, key)
    DO UPDATE SET value = analytics_periodtotal.value + excluded.value
    RETURNING subject, metric, value
)
SELECT subject, metric, bool_or(value = 0) FROM total GROUP BY 1, 2
"""
_SUBJECTS = """
        SELECT 'organization'::text, ''::text
        UNION ALL SELECT 'team', team_id::text WHERE team_id <> 0
        UNION ALL SELECT 'network', network
        UNION ALL SELECT 'post', post_id::text
        UNION ALL SELECT 'topic', topic_id::text FROM unnest(topic_ids) AS topic(topic_id)
"""
_START = """
INSERT INTO analytics_fact
  (organization_id, day, member_id, team_id, network, post_id, topic_ids, metric, value)
SELECT %(organization)s, %(day)s, member_id, nullif(team_id, 0), network, post_id, topic_ids,
       metric, value
FROM ({fresh}) AS fresh
"""
_ADD_UP = """
WITH about AS (
    SELECT date_trunc(%(period)s, day)::date AS starts_on, metric, value, member_id, subject, key
    FROM (SELECT day, metric, value, member_id, coalesce(team_id, 0) AS team_id, network, post_id,
                 topic_ids
          FROM analytics_fact WHERE organization_id = %(organization)s) AS fact
    CROSS JOIN LATERAL (
        {subjects}
        UNION ALL SELECT 'member', member_id::text
    ) AS about(subject, key)
    WHERE (%(period)s <> 'day' OR subject <> ALL (%(rough)s))
      AND (metric <> ALL (%(helpers)s) OR subject = ANY (%(with_rates)s))
)
INSERT INTO analytics_periodtotal
  (organization_id, period, starts_on, subject, key, metric, value)
SELECT %(organization)s, %(period)s, starts_on, subject, key, counted.metric AS metric, sum(value)
FROM about CROSS JOIN LATERAL (SELECT about.metric UNION ALL {summed}) AS counted(metric)
GROUP BY starts_on, subject, key, counted.metric
UNION ALL
SELECT %(organization)s, %(period)s, starts_on, subject, key, 'sharers', count(DISTINCT member_id)
FROM about
WHERE metric IN ('shares_confirmed', 'shares_self_reported') AND subject <> 'member'
GROUP BY starts_on, subject, key
UNION ALL
SELECT %(organization)s, %(period)s, starts_on, subject, key, 'shares_counted', sum(value)
FROM (
    SELECT date_trunc(%(period)s, fact.day)::date AS starts_on, 'member' AS subject,
           member_id::text AS key, least(sum(value), ({cap})) AS value
    FROM analytics_fact AS fact
    WHERE organization_id = %(organization)s AND metric = 'shares_confirmed'
    GROUP BY fact.day, member_id
    UNION ALL
    SELECT date_trunc(%(period)s, fact.day)::date, 'team', team_id::text,
           least(sum(value), ({cap}))
    FROM analytics_fact AS fact
    WHERE organization_id = %(organization)s AND metric = 'shares_confirmed'
      AND team_id IS NOT NULL
    GROUP BY fact.day, team_id, member_id
) AS counted
WHERE %(period)s <> 'day' OR subject <> ALL (%(rough)s)
GROUP BY starts_on, subject, key
ORDER BY starts_on, subject, metric, key  -- as the index has them: millions come one after another
"""
_CAP = """
SELECT most FROM analytics_sharecap AS cap
WHERE cap.organization_id = %(organization)s AND cap.since <= {day}
ORDER BY cap.since DESC LIMIT 1
"""
"""How many shares of a member count of a day; nothing where all of them do."""
_ROOM = "SET LOCAL work_mem = '64MB'"
"""Enough to sort and group many facts without writing most of them to disk first."""
_CLEAR = """
DELETE FROM analytics_periodtotal USING {periods}
WHERE organization_id = %(organization)s AND analytics_periodtotal.period = span.period
  AND analytics_periodtotal.starts_on = span.starts_on
  AND subject = ANY (%(subjects)s) AND metric = ANY (%(metrics)s) AND value = 0
"""


def fill_day(day: date) -> None:
    """Count one UTC day of the organization in scope afresh and correct facts and totals."""
    parameters, spans = _parameters(day, own_hosts()), spans_around(day)
    with connection.cursor() as cursor:
        cursor.execute(_statement(_FILL, spans, parameters), parameters)
        emptied = [(subject, metric) for subject, metric, is_empty in cursor.fetchall() if is_empty]
        if emptied:
            parameters["subjects"] = sorted({subject for subject, _ in emptied})
            parameters["metrics"] = sorted({metric for _, metric in emptied})
            cursor.execute(_statement(_CLEAR, spans, parameters), parameters)


def fill_all(days: Iterable[date]) -> None:
    """Count these days of an organization that has no facts and totals, then add all of them up.

    Gives what `fill_day` gives day by day, in a fraction of the time. The database is told how much
    there is now: it would look for one day's facts among all, as if there were none.
    """
    sites = own_hosts()
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        for day in days:
            parameters = _parameters(day, sites)
            cursor.execute(_statement(_START, [], parameters), parameters)
        _look_at("analytics_fact")
        for period in Period:
            parameters = {
                "organization": current_organization_id(),
                "period": period.value,
                **_KEPT,
            }
            cursor.execute(_statement(_ADD_UP, [], parameters), parameters)
        _look_at("analytics_periodtotal")


def _look_at(table: str) -> None:
    """Let the database see how much a table holds; the role of a tenant may not ask for that."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _parameters(day: date, sites: list[str]) -> dict[str, Any]:
    return {
        "organization": current_organization_id(),
        "day": day,
        "start": midnight(day),
        "end": midnight(day + timedelta(days=1)),
        "since": midnight(day - MEASURED_FOR),
        "measured_for": MEASURED_FOR,
        "sites": sites,
        **_KEPT,
    }


def _statement(text: str, spans: list[Span], parameters: dict[str, Any]) -> str:
    """Return the statement for these spans, whose bounds it adds to `parameters`."""
    rows = []
    for span in spans:
        kind = span.period.value
        rows.append(f"('{kind}', %({kind}_starts)s::date, %({kind}_ends)s::date)")
        parameters |= {f"{kind}_starts": span.starts_on, f"{kind}_ends": span.ends_on}
    return (
        text.replace("{periods}", _PERIODS.replace("{rows}", ", ".join(rows)))
        .replace("{fresh}", _FRESH)
        .replace("{cap}", _CAP)
        .replace("{day}", "%(day)s" if "day" in parameters else "fact.day")
        .replace("{sources}", _SOURCES)
        .replace("{narrowed}", _NARROWED)
        .replace("{summed}", _SUMMED)
        .replace("{subjects}", _SUBJECTS)
    )
