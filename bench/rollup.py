"""Roll-up against the bare aggregation: what exactness costs, in events for each second.

The baseline is what somebody would type who wants the same facts and totals once: two INSERT …
SELECT over the same shares, clicks and snapshots, into empty copies of the same tables with the
same indexes. It compares nothing, can't be repeated and counts no heads. Against it:

- the same facts and totals, which is the like for like, and has the aim;
- the rebuild, which forgets everything, counts all days again, and heads too: those cost by members
  and days, whatever was shared;
- day by day from nothing, as a history comes that was never rolled up;
- the days again after one in a hundred shares was clicked once more, as every ten seconds.

Sizes are printed; the ratio is the baseline's time by ours, so 1 is as fast and 0.5 half as fast.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import connection
from django.utils import timezone

from analytics.facts import fill_all
from analytics.models import Fact, FillMark, PeriodTotal
from analytics.rollup import rebuild, sweep
from bench.data import Size, make_organization_of, own_database
from bench.timing import seconds, verdict
from sharing.models import ActivityDay, Click, Share
from tenants.models import Organization
from tenants.scope import platform, tenant

SIZE = Size(members=1000, posts=1000, shares=10_000)
AIM = 0.5
TURNS = 2

COPIES = """
DROP TABLE IF EXISTS bare_fact, bare_total;
CREATE TABLE bare_fact (LIKE analytics_fact INCLUDING ALL);
CREATE TABLE bare_total (LIKE analytics_periodtotal INCLUDING ALL)
"""
FACTS = """
INSERT INTO bare_fact
  (organization_id, day, member_id, team_id, network, post_id, topic_ids, metric, value)
SELECT %(organization)s, event.day, share.member_id, share.team_id, share.network, share.post_id,
       share.topic_ids, event.metric, sum(event.value)
FROM (
    SELECT id, (published_at AT TIME ZONE 'UTC')::date, counted.metric, 1
    FROM sharing_share
    CROSS JOIN (VALUES ('shares_confirmed'), ('shares_suggested'))
      AS counted(metric)
    WHERE organization_id = %(organization)s
    UNION ALL
    SELECT share.id, (click.at AT TIME ZONE 'UTC')::date, counted.metric,
           CASE counted.metric WHEN 'unique_clicks' THEN count(DISTINCT visitor) ELSE count(*) END
    FROM sharing_click AS click JOIN sharing_share AS share
      ON share.organization_id = click.organization_id AND share.link_id = click.link_id
    JOIN (VALUES ('clicks'), ('unique_clicks'), ('clicks_suggested'), ('clicks_by_hand'))
      AS counted(metric) ON counted.metric <> 'clicks_by_hand' OR share.connection_id IS NULL
    WHERE click.organization_id = %(organization)s AND click.kind = 'human'
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT share.id, (click.at AT TIME ZONE 'UTC')::date, 'site_visits', count(*)
    FROM sharing_click AS click JOIN sharing_share AS share
      ON share.organization_id = click.organization_id AND share.link_id = click.link_id
    JOIN sharing_shortlink AS link ON link.code = share.link_id
    WHERE click.organization_id = %(organization)s AND click.kind = 'human'
      AND link.url LIKE 'https://www.example.com/%%'
    GROUP BY 1, 2
    UNION ALL
    SELECT share_id, day, metric, highest - coalesce(lag(highest) OVER shares, 0)
    FROM (
        SELECT share_id, metric, (at AT TIME ZONE 'UTC')::date AS day, max(value) AS highest
        FROM analytics_snapshot WHERE organization_id = %(organization)s GROUP BY 1, 2, 3
    ) AS daily WINDOW shares AS (PARTITION BY share_id, metric ORDER BY day)
    UNION ALL
    SELECT id, (published_at AT TIME ZONE 'UTC')::date, 'shares_with_reactions', 1
    FROM sharing_share AS share WHERE organization_id = %(organization)s AND EXISTS (
        SELECT FROM analytics_snapshot AS told
        WHERE told.organization_id = %(organization)s AND told.share_id = share.id)
) AS event(share_id, day, metric, value)
JOIN sharing_share AS share
  ON share.organization_id = %(organization)s AND share.id = event.share_id
WHERE event.value > 0 GROUP BY 2, 3, 4, 5, 6, 7, 8
"""
TOTALS = """
INSERT INTO bare_total (organization_id, period, starts_on, subject, key, metric, value)
SELECT %(organization)s, period, date_trunc(period, day)::date, subject, key, counted.metric,
       sum(value)
FROM bare_fact AS fact
CROSS JOIN (VALUES ('day'), ('week'), ('month'), ('quarter')) AS span(period)
CROSS JOIN LATERAL (
    SELECT 'organization', '' UNION ALL SELECT 'team', team_id::text
    UNION ALL SELECT 'network', network UNION ALL SELECT 'post', post_id::text
    UNION ALL SELECT 'member', member_id::text
    UNION ALL SELECT 'topic', topic_id::text FROM unnest(topic_ids) AS topic(topic_id)
) AS about(subject, key)
CROSS JOIN LATERAL (
    SELECT metric UNION ALL SELECT 'engagements' WHERE metric IN ('clicks', 'reactions')
) AS counted(metric)
WHERE (period <> 'day' OR subject NOT IN ('member', 'post'))
  AND (counted.metric NOT IN ('shares_with_reactions', 'shares_suggested', 'clicks_suggested',
         'clicks_by_hand') OR subject IN ('organization', 'team'))
GROUP BY 2, 3, 4, 5, 6
UNION ALL
SELECT %(organization)s, period, date_trunc(period, day)::date, subject, key, 'sharers',
       count(DISTINCT member_id)
FROM bare_fact AS fact
CROSS JOIN (VALUES ('day'), ('week'), ('month'), ('quarter')) AS span(period)
CROSS JOIN LATERAL (
    SELECT 'organization', '' UNION ALL SELECT 'team', team_id::text
    UNION ALL SELECT 'network', network UNION ALL SELECT 'post', post_id::text
    UNION ALL SELECT 'topic', topic_id::text FROM unnest(topic_ids) AS topic(topic_id)
) AS about(subject, key)
WHERE metric = 'shares_confirmed' AND (period <> 'day' OR subject <> 'post')
GROUP BY 2, 3, 4, 5
"""
SAME = """
SELECT (SELECT count(*) FROM bare_fact), (SELECT count(*) FROM analytics_fact),
       (SELECT sum(value) FROM bare_fact), (SELECT sum(value) FROM analytics_fact),
       (SELECT count(*) FROM (SELECT period, starts_on, subject, key, metric, value FROM bare_total
         EXCEPT SELECT period, starts_on, subject, key, metric, value
         FROM analytics_periodtotal) AS missing)
"""
AGAIN = """
INSERT INTO sharing_click (organization_id, id, link_id, at, kind, visitor)
SELECT organization_id, gen_random_uuid(), link_id, published_at + interval '1 minute', 'human',
       decode(lpad(to_hex(id %% 65536), 4, '0'), 'hex')
FROM sharing_share WHERE organization_id = %(organization)s AND id %% 100 = 0;
UPDATE sharing_activityday SET version = version + 1, touched_at = %(now)s
WHERE organization_id = %(organization)s
"""


def main() -> None:
    """Make an organization, aggregate it bare, rebuild it, and fill it day by day."""
    now = timezone.now()
    with own_database():
        pk = make_organization_of("large", SIZE, now)
        with platform():
            organization = Organization.objects.get(pk=pk)
        with tenant(organization):
            events = sum(model.objects.count() for model in (Share, Click))
        events += _snapshots(pk)
        print(f"{SIZE}: {events:,} events (shares, clicks, snapshots) in 60 days")
        turns = [
            (
                seconds(partial(_bare, pk)),
                seconds(partial(rebuild, organization=organization, now=now)),
            )
            for _turn in range(TURNS)
        ]
        _check(pk)
        best, again = (min(times) for times in zip(*turns, strict=True))
        _print("bare INSERT … SELECT", events, best, "1.00")
        with tenant(organization):
            _forget()
            days = list(ActivityDay.objects.order_by("day").values_list("day", flat=True))
            took = seconds(partial(fill_all, days))
        _print("the same facts and totals", events, took, verdict(best / took, AIM, at_least=True))
        _print("rebuild, heads too", events, again, f"{best / again:.2f}")
        with tenant(organization):
            _forget()
        with platform(), connection.cursor() as cursor:
            cursor.execute("ANALYZE analytics_fact, analytics_periodtotal")
        took = seconds(partial(sweep, now=now))
        _print("day by day from nothing", events, took, f"{best / took:.2f}")
        _click_again(pk, now)
        took = seconds(partial(sweep, now=now))
        _print("all days again, 1 % clicked", events, took, f"{best / took:.2f}")


def _bare(pk: int) -> None:
    with platform(), connection.cursor() as cursor:
        cursor.execute(COPIES)
        for statement in (FACTS, TOTALS):
            cursor.execute(statement, {"organization": pk})


def _forget() -> None:
    for model in (Fact, PeriodTotal, FillMark):
        model.objects.all().delete()


def _snapshots(pk: int) -> int:
    with platform(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM analytics_snapshot WHERE organization_id = %s", [pk])
        return int(cursor.fetchone()[0])


def _check(pk: int) -> None:
    """Stop when both did not count the same."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(SAME)
        bare, ours, bare_sum, our_sum, missing = cursor.fetchone()
    if (bare, bare_sum, missing) != (ours, our_sum, 0):
        raise SystemExit(f"they differ: {bare} and {ours} facts, {missing} totals, of {pk}")
    print(f"both wrote the same {ours:,} facts, and all totals of the bare one are ours")


def _click_again(pk: int, now: datetime) -> None:
    with platform(), connection.cursor() as cursor:
        cursor.execute(AGAIN, {"organization": pk, "now": now})


def _print(name: str, events: int, took: float, ratio: str) -> None:
    print(f"{name:<30}{took:>7.1f} s {events / took:>10,.0f} events/s   {ratio}")


if __name__ == "__main__":
    main()
