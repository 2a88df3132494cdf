"""Boards of a part of what was shared: counted from the days of the period as they are asked for.

No totals are kept of a member by network, campaign or hashtag. The days of the period are read by
an index, those of a campaign or hashtag by its posts; the whole board is one statement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection

from analytics.boards.people import LISTED, people_of, stands_apart
from analytics.boards.places import Board, Standing, draw_up, sorted_best
from analytics.boards.slices import Slice
from analytics.drill.cells import PARTS
from analytics.periods import Span
from tenants.models import Member
from tenants.scope import current_organization_id

_COUNTED = """
WITH day AS MATERIALIZED (
    SELECT day::date, (
        SELECT cap.most FROM analytics_sharecap AS cap
        WHERE cap.organization_id = %(organization)s AND cap.since <= day
          AND %(metrics)s = ARRAY['shares_confirmed']
        ORDER BY cap.since DESC LIMIT 1
    ) AS most
    FROM generate_series(%(start)s::date, %(end)s::date - 1, interval '1 day') AS day
), counted AS (
    SELECT member_id, sum(least(value, most))::bigint AS value
    FROM (
        SELECT member_id, day, sum(value) AS value FROM analytics_fact
        WHERE organization_id = %(organization)s AND metric = ANY (%(metrics)s)
          AND day = ANY (ARRAY(SELECT day FROM day)) AND {among}
        GROUP BY member_id, day
    ) AS shared JOIN day USING (day)
    GROUP BY member_id
), own AS (
    SELECT value FROM counted WHERE member_id = %(member)s AND %(takes_part)s
), listed AS MATERIALIZED (
    SELECT counted.member_id, counted.value FROM counted
    JOIN tenants_member AS person
      ON person.organization_id = %(organization)s AND person.id = counted.member_id
    WHERE person.left_at IS NULL
      AND (person.is_executive AND person.pseudonym = '') = %(executives)s
      AND (person.on_leaderboard OR person.on_leaderboard IS NULL AND NOT %(by_choice)s)
)
"""
_STANDING = """
(SELECT 'best', member_id, value FROM listed
 ORDER BY value DESC, member_id DESC LIMIT {most})
UNION ALL
SELECT 'own', 1 + (SELECT count(*) FROM listed WHERE listed.value > own.value), value FROM own
UNION ALL
(SELECT 'ahead', member_id, value FROM listed
 WHERE value > (SELECT value FROM own) ORDER BY value, member_id LIMIT 1)
"""
_PLACES = """
SELECT member_id, 1 + (SELECT count(*) FROM listed WHERE listed.value > counted.value)
FROM counted WHERE member_id = ANY (%(keys)s::bigint[])
"""


def leaderboard_slice(
    *,
    span: Span,
    before: Span | None,
    metric: str,
    of: Slice,
    member: Member,
    executives: bool = False,
) -> Board:
    """Return a board of people by what they did in one part of it; three queries at most.

    `before` is the period that places are held against, None where none may be told.
    """
    takes_part = stands_apart(member) == executives
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "metrics": list(PARTS[metric]),
        "start": span.starts_on,
        "end": span.ends_on,
        "network": of.network,
        "posts": list(of.posts or ()),
        "member": member.pk,
        "takes_part": takes_part,
        "executives": executives,
        "by_choice": member.organization.privacy_mode,
    }
    among = "network = %(network)s" if of.posts is None else "post_id = ANY (%(posts)s::bigint[])"
    rows = _read(_COUNTED + _STANDING, among, parameters)
    best = [(key, value) for kind, key, value in rows if kind == "best"]
    own = next(((value, place) for kind, place, value in rows if kind == "own"), None)
    ahead = next(((key, value) for kind, key, value in rows if kind == "ahead"), None)
    shown = people_of(member.organization, executives=executives).shown.select_related("team")
    people = shown.in_bulk([key for key, _value in [*best, *([ahead] if ahead else [])]])
    known = {}
    if before is not None:
        keys = [key for key, _value in best] + ([member.pk] if own else [])
        parameters |= {"start": before.starts_on, "end": before.ends_on, "keys": keys}
        known = dict(_read(_COUNTED + _PLACES, among, parameters))
    standing = Standing(sorted_best(best, people), people, own, ahead, known or None)
    return replace(draw_up(metric, standing, member, is_told_next=takes_part), computed=True)


def _read(statement: str, among: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    statement = statement.replace("{among}", among).replace("{most}", str(LISTED))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
