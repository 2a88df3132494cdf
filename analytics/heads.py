"""Head-counts of a period: how many were members, invited and activated at its end, or now while it
runs, how many had accepted the guidelines then in force, how long the new ones took to share, and
how many shared in suggested words and in their own. Beside them, how many goals there were that
conversions could count for, and how many sites there are that visits count for.

All but the sites come from timestamps and facts alone, so counting again gives the same, however
much later. A team's counts are about the people who were in it at the time, as far back as moves
are noted; the time to the first share and whose words it was are of all alone, and so is who was
active: opened, sent in or answered something on a day of the period, or shared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from analytics.periods import Span, midnight
from content.services.active_days import kept_from
from tenants.models import FEWEST
from tenants.scope import current_organization_id

HEADS = (
    "members",
    "invited",
    "activated",
    "acknowledged",
    "sharers_activated",
    "starters",
    "time_to_first_share",
    "sharers_suggested",
    "sharers_own",
    "goals",
)
SITES = "sites"
"""Which sites visits count for: those that are named now; closed periods keep those of then."""
ACTIVE = ("active", "active_activated")
"""Heads that stay as they were counted after the end of their period: who is erased later, or left
the days that are kept, was here all the same.
"""

PEOPLE = """
accepted AS (
    SELECT member_id, min(at) AS first_at FROM policies_acknowledgement
    WHERE organization_id = %(organization)s GROUP BY member_id
), equipped AS (  -- by an account, by a network they chose to finish by hand, or as they did so
    SELECT at.moment, account.member_id
    FROM sharing_connection AS account JOIN at
      ON account.connected_at < at.moment
     AND (account.disconnected_at IS NULL OR account.disconnected_at >= at.moment)
    WHERE account.organization_id = %(organization)s
    UNION
    SELECT at.moment, choice.member_id
    FROM sharing_assistednetwork AS choice JOIN at
      ON (choice.chosen_at IS NULL OR choice.chosen_at < at.moment)
     AND (choice.ended_at >= at.moment OR choice.ended_at IS NULL AND choice.network <> '')
    WHERE choice.organization_id = %(organization)s
    UNION
    SELECT at.moment, told.member_id
    FROM (
        SELECT member_id, min(reported_at) AS first_at FROM sharing_share
        WHERE organization_id = %(organization)s
          AND reported_at < (SELECT max(moment) FROM at)
        GROUP BY member_id
    ) AS told JOIN at ON told.first_at < at.moment
), been AS (  -- in which team somebody was who moved since: where their next move found them
    SELECT DISTINCT ON (at.moment, move.member_id) at.moment, move.member_id, move.left_id
    FROM tenants_teammove AS move JOIN at ON move.moved_at >= at.moment
    WHERE move.organization_id = %(organization)s
    ORDER BY at.moment, move.member_id, move.moved_at, move.id
), person AS (
    SELECT at.moment, member.id, member.joined_at,
           CASE WHEN been.member_id IS NULL THEN member.team_id ELSE been.left_id END AS team_id,
           equipped.member_id IS NOT NULL AND accepted.first_at < at.moment AS is_activated
    FROM tenants_member AS member
    JOIN at ON member.joined_at < at.moment
      AND (member.left_at IS NULL OR member.left_at >= at.moment)
    LEFT JOIN accepted ON accepted.member_id = member.id
    LEFT JOIN equipped ON equipped.member_id = member.id AND equipped.moment = at.moment
    LEFT JOIN been ON been.member_id = member.id AND been.moment = at.moment
    WHERE member.organization_id = %(organization)s
"""
"""Who was a member at each moment of the table `at`, and who was activated: had accepted the
guidelines, and had an account connected, wanted to post somewhere by hand, or had done so.
"""

_LAST_DAY = "((span.moment AT TIME ZONE 'UTC') - interval '1 microsecond')::date"
IS_YOUNGER = """NOT EXISTS (
    SELECT FROM tenants_member AS first_one
    WHERE first_one.organization_id = %(organization)s
      AND first_one.joined_at < span.starts_on::timestamp AT TIME ZONE 'UTC'
)"""
"""Whether nobody was a member before a span, so that nothing of it was missed."""
_COUNT = """
WITH span(period, starts_on, moment, is_over) AS (VALUES {rows}),
final AS (  -- who was here then is known no more, or was counted with its last day, after it
    SELECT span.period, span.starts_on FROM span
    WHERE span.starts_on < %(kept_from)s OR span.is_over AND EXISTS (
        SELECT FROM analytics_fillmark AS mark
        WHERE mark.organization_id = %(organization)s
          AND mark.day = {last_day} AND mark.filled_at >= span.moment
    )
), closed AS (
    SELECT span.period, span.starts_on FROM span
    JOIN analytics_retention AS kept ON kept.organization_id = %(organization)s
      AND span.is_over AND (span.moment AT TIME ZONE 'UTC')::date <= kept.closed_before
), about_all AS (  -- the organization, and its teams
    SELECT 'organization' AS subject, '' AS key
    UNION ALL SELECT 'team', id::text FROM tenants_team
    WHERE organization_id = %(organization)s AND ended_at IS NULL
), at AS (
    SELECT DISTINCT moment FROM span
), {people}), asked AS (
    SELECT at.moment, invitation.team_id
    FROM tenants_invitation AS invitation CROSS JOIN at
    WHERE invitation.organization_id = %(organization)s
      AND invitation.created_at < at.moment AND invitation.expires_at > at.moment
      AND (invitation.accepted_at IS NULL OR invitation.accepted_at >= at.moment)
      AND (invitation.withdrawn_at IS NULL OR invitation.withdrawn_at >= at.moment)
), current AS (
    SELECT DISTINCT ON (at.moment) at.moment, version.id
    FROM policies_policyversion AS version
    JOIN policies_policy AS policy ON policy.organization_id = %(organization)s
      AND policy.id = version.policy_id AND policy.kind = 'content' AND policy.language = ''
    JOIN at ON version.published_at < at.moment
    WHERE version.organization_id = %(organization)s
    ORDER BY at.moment, version.number DESC
), sharer(key, period) AS MATERIALIZED (
    SELECT total.key, total.period FROM analytics_periodtotal AS total
    JOIN span ON span.period = total.period AND span.starts_on = total.starts_on
    WHERE total.organization_id = %(organization)s AND total.subject = 'member'
      AND total.metric IN ('shares_confirmed', 'shares_self_reported')
      AND total.value > 0
    UNION
    SELECT fact.member_id::text, span.period FROM analytics_fact AS fact
    JOIN span ON span.period = 'day' AND span.starts_on = fact.day
    WHERE fact.organization_id = %(organization)s
      AND fact.metric IN ('shares_confirmed', 'shares_self_reported')
), beginning AS MATERIALIZED (  -- by one look at each one's own shares
    SELECT one.key, first.shared_at FROM (SELECT DISTINCT key FROM sharer) AS one
    CROSS JOIN LATERAL (
        SELECT min(least(share.published_at, share.reported_at)) AS shared_at
        FROM sharing_share AS share
        WHERE share.organization_id = %(organization)s AND share.member_id = one.key::bigint
    ) AS first
), starter AS MATERIALIZED (  -- who shared in a span and not before
    SELECT span.period, span.starts_on, span.moment, key::bigint AS member_id, shared_at
    FROM sharer JOIN span USING (period) JOIN beginning USING (key)
    WHERE shared_at >= span.starts_on::timestamp AT TIME ZONE 'UTC' AND shared_at < span.moment
), took AS (
    SELECT starter.period, starter.starts_on,
           extract(epoch FROM starter.shared_at - joined_at) AS seconds
    FROM starter JOIN person ON person.id = member_id AND person.moment = starter.moment
    WHERE starter.shared_at >= joined_at
), wrote AS (
    SELECT span.period, span.starts_on, fact.member_id,
           coalesce(sum(value) FILTER (WHERE metric = 'shares_suggested'), 0) AS suggested,
           sum(value) FILTER (WHERE metric <> 'shares_suggested') AS shares
    FROM analytics_fact AS fact
    JOIN span ON fact.day >= span.starts_on AND fact.day <= {last_day}
    WHERE fact.organization_id = %(organization)s
      AND fact.metric IN ('shares_confirmed', 'shares_self_reported', 'shares_suggested')
    GROUP BY 1, 2, 3
), seen AS MATERIALIZED (  -- by one look at each one's own days, never at everybody's
    SELECT person.moment, person.id, person.is_activated, latest.day
    FROM person CROSS JOIN LATERAL (
        SELECT max(own.day) AS day FROM content_activeday AS own
        WHERE own.organization_id = %(organization)s AND own.member_id = person.id
          AND own.day <= ((person.moment AT TIME ZONE 'UTC') - interval '1 microsecond')::date
    ) AS latest
), active AS MATERIALIZED (
    SELECT span.period, span.starts_on, seen.is_activated
    FROM seen JOIN span USING (moment)
    WHERE (span.period, span.starts_on) NOT IN (SELECT period, starts_on FROM final)
      AND EXISTS (  -- nothing is said of a span that is not noted from its beginning
        SELECT FROM content_activeday AS any_day
        WHERE any_day.organization_id = %(organization)s AND (
            any_day.day <= span.starts_on
            OR any_day.day <= {last_day} AND {is_younger}
        )
    ) AND (
        seen.day >= span.starts_on
        OR (seen.id::text, span.period) IN (SELECT key, period FROM sharer)
    )
), head AS (
    SELECT span.period, span.starts_on, 'members' AS metric, team_id
    FROM person JOIN span USING (moment)
    UNION ALL
    SELECT span.period, span.starts_on, 'invited', team_id
    FROM person JOIN span USING (moment)
    UNION ALL
    SELECT span.period, span.starts_on, 'invited', team_id FROM asked JOIN span USING (moment)
    UNION ALL
    SELECT span.period, span.starts_on, 'activated', team_id
    FROM person JOIN span USING (moment) WHERE is_activated
    UNION ALL
    SELECT span.period, span.starts_on, 'acknowledged', team_id
    FROM person JOIN span USING (moment) JOIN current USING (moment)
    JOIN policies_acknowledgement AS said ON said.organization_id = %(organization)s
      AND said.member_id = person.id AND said.version_id = current.id AND said.at < moment
    WHERE is_activated
    UNION ALL
    SELECT period, starts_on, 'sharers_activated', team_id FROM (
        -- IN as a value is answered from one hash, however wrong the planner's guesses are
        SELECT span.period, span.starts_on, team_id, (person.id::text, span.period) IN (
            SELECT key, period FROM sharer
        ) AS has_shared
        FROM person JOIN span USING (moment) WHERE is_activated
    ) AS activated WHERE has_shared
), counted AS (
    SELECT period, starts_on,
           CASE WHEN grouping(team_id) = 1 THEN 'organization' ELSE 'team' END AS subject,
           coalesce(team_id::text, '') AS key, metric, count(*) AS value
    FROM head GROUP BY GROUPING SETS (
        (period, starts_on, metric), (period, starts_on, metric, team_id)
    )
    HAVING grouping(team_id) = 1 OR team_id IS NOT NULL
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'time_to_first_share',
           percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::bigint
    FROM took GROUP BY period, starts_on HAVING count(*) >= %(fewest)s
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'starters', count(*)
    FROM took GROUP BY period, starts_on HAVING count(*) >= %(fewest)s
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'sharers_suggested', count(*)
    FROM wrote WHERE suggested > 0 GROUP BY period, starts_on
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'sharers_own', count(*)
    FROM wrote WHERE shares > suggested GROUP BY period, starts_on
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'active', count(*)
    FROM active GROUP BY period, starts_on
    UNION ALL
    SELECT period, starts_on, 'organization', '', 'active_activated', count(*)
    FROM active WHERE is_activated GROUP BY period, starts_on
    UNION ALL
    SELECT period, starts_on, subject, key, 'goals', count(*)
    FROM span JOIN analytics_conversiongoal AS goal ON goal.added_at < span.moment
      AND (goal.ended_at IS NULL OR goal.ended_at >= span.starts_on::timestamp AT TIME ZONE 'UTC')
    CROSS JOIN about_all
    WHERE goal.organization_id = %(organization)s GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT period, starts_on, subject, key, %(sites)s, named.number
    FROM span CROSS JOIN about_all CROSS JOIN (
        SELECT count(*) AS number FROM sharing_landingsite WHERE organization_id = %(organization)s
    ) AS named
    WHERE named.number > 0
      AND (span.period, span.starts_on) NOT IN (SELECT period, starts_on FROM closed)
), gone AS (
    DELETE FROM analytics_periodtotal AS total USING span
    WHERE total.organization_id = %(organization)s AND total.period = span.period
      AND total.starts_on = span.starts_on AND (
          total.metric = ANY (%(heads)s)
          OR total.metric = ANY (%(active)s)
            AND (span.period, span.starts_on) NOT IN (SELECT period, starts_on FROM final)
          OR total.metric = %(sites)s
            AND (span.period, span.starts_on) NOT IN (SELECT period, starts_on FROM closed)
      )
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


def count_people(spans: list[Span], now: datetime) -> None:
    """Store the head-counts of these periods for the organization in scope and its teams."""
    if not spans:
        return
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "heads": list(HEADS),
        "active": list(ACTIVE),
        "sites": SITES,
        "kept_from": kept_from(now),
        "fewest": FEWEST,
    }
    rows = []
    for number, span in enumerate(spans):
        rows.append(
            f"(%(period{number})s, %(starts{number})s::date, %(moment{number})s::timestamptz, "
            f"%(over{number})s)"
        )
        parameters |= {
            f"period{number}": span.period.value,
            f"starts{number}": span.starts_on,
            f"moment{number}": span.moment(now),
            f"over{number}": midnight(span.ends_on) <= now,
        }
    with connection.cursor() as cursor:
        statement = (
            _COUNT.replace("{people}", PEOPLE)
            .replace("{is_younger}", IS_YOUNGER)
            .replace("{last_day}", _LAST_DAY)
            .replace("{rows}", ", ".join(rows))
        )
        cursor.execute(statement, parameters)
