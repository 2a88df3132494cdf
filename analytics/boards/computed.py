"""Boards of a part of what was shared: counted from the days of the period as they are asked for.

No totals are kept of a member by network, campaign or hashtag. The days of the period are read by
an index, those of a campaign or hashtag by its posts; the whole board is one statement. Where that
is of very many lines it is kept for a while; who stands there, and what one has oneself, is as of
now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from analytics.boards.people import LISTED, SPARE, own_place, people_of, stands_apart
from analytics.boards.places import Board, Standing, draw_up, place_on, sorted_best
from analytics.boards.slices import Slice
from analytics.drill.cells import PARTS
from analytics.periods import Span
from analytics.selectors.remembered import of_late
from tenants.models import Member
from tenants.scope import current_organization_id

NEXT = 5
"""So many above oneself are looked at for who is next: some may have left the board since."""

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
    SELECT member_id, sum(least(value, most))::bigint AS value, sum(lines)::bigint AS lines
    FROM (
        SELECT member_id, day, sum(value) AS value, count(*) AS lines FROM analytics_fact
        WHERE organization_id = %(organization)s AND metric = ANY (%(metrics)s)
          AND day = ANY (ARRAY(SELECT day FROM day)) AND {among} AND {whose}
        GROUP BY member_id, day
    ) AS shared JOIN day USING (day)
    GROUP BY member_id
)
"""
_OF_SOME = "SELECT member_id, value FROM counted"
_OF_ALL = """, listed AS MATERIALIZED (
    SELECT counted.member_id, counted.value FROM counted
    JOIN tenants_member AS person
      ON person.organization_id = %(organization)s AND person.id = counted.member_id
    WHERE person.left_at IS NULL
      AND (person.is_executive AND person.pseudonym = '') = %(executives)s
      AND (person.on_leaderboard OR person.on_leaderboard IS NULL AND NOT %(by_choice)s)
)
(SELECT 'best', member_id, value, 1 FROM listed
 ORDER BY value DESC, member_id DESC LIMIT {most})
UNION ALL
SELECT 'rung', min(member_id), value, count(*) FROM listed GROUP BY value
UNION ALL
SELECT 'lines', 0, 0, coalesce(sum(lines), 0)::bigint FROM counted
"""
Ranked = tuple[list[tuple[int, int]], list[tuple[int, int, int]]]
"""The first (member id, value), and of each value how many have it and one who does."""


@dataclass(frozen=True)
class _Part:
    """What a board counts: which count, of what, of whom."""

    metric: str
    of: Slice
    executives: bool
    by_choice: bool

    def ranked(self, span: Span, now: datetime) -> Ranked:
        """Return how those stand who may be listed. One query, none where it is kept."""
        name = f"part:{self.of.code}:{self.metric}:{span.code}"
        whose = f"{self.by_choice:d}{self.executives:d}"
        return of_late(f"{name}:{whose}", partial(self._rank, span), now=now)

    def values(self, span: Span, keys: list[int]) -> dict[int, int]:
        """Return what these members have. One query."""
        return dict(self._read(_COUNTED + _OF_SOME, span, "member_id = ANY (%(keys)s)", keys=keys))

    def _rank(self, span: Span) -> tuple[Ranked, int]:
        rows = self._read(_COUNTED + _OF_ALL, span, "true")
        best = [(key, value) for kind, key, value, _number in rows if kind == "best"]
        rungs = [(value, number, key) for kind, key, value, number in rows if kind == "rung"]
        lines = next(number for kind, _key, _value, number in rows if kind == "lines")
        return (best, sorted(rungs)), lines

    def _read(self, statement: str, span: Span, whose: str, **more: Any) -> list[tuple[Any, ...]]:
        parameters: dict[str, Any] = {
            "organization": current_organization_id(),
            "metrics": list(PARTS[self.metric]),
            "start": span.starts_on,
            "end": span.ends_on,
            "network": self.of.network,
            "posts": list(self.of.posts or ()),
            "executives": self.executives,
            "by_choice": self.by_choice,
            **more,
        }
        of_network = self.of.posts is None
        among = "network = %(network)s" if of_network else "post_id = ANY (%(posts)s::bigint[])"
        statement = statement.replace("{among}", among).replace("{whose}", whose)
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("{most}", str(LISTED + SPARE)), parameters)
            return cursor.fetchall()


def leaderboard_slice(
    *,
    span: Span,
    before: Span | None,
    metric: str,
    of: Slice,
    member: Member,
    now: datetime,
    executives: bool = False,
) -> Board:
    """Return a board of people by what they did in one part of it; five queries at most.

    `before` is the period that places are held against, None where none may be told.
    """
    takes_part = stands_apart(member) == executives
    part = _Part(metric, of, executives, member.organization.privacy_mode)
    ranked, rungs = part.ranked(span, now)
    own = part.values(span, [member.pk]).get(member.pk) if takes_part else None
    above = [(key, value) for value, _number, key in rungs if own and value > own][:NEXT]
    shown = people_of(member.organization, executives=executives).shown.select_related("team")
    people = shown.in_bulk([key for key, _value in [*ranked, *above]])
    best = [one for one in ranked if one[0] in people][:LISTED]
    ahead = [one for one in above if one[0] in people]
    places = {}
    if before is not None:
        keys = [key for key, _value in best] + ([member.pk] if own else [])
        had = part.values(before, keys)
        steps = [(value, number) for value, number, _key in part.ranked(before, now)[1]]
        places = {key: place_on(steps, value) for key, value in had.items()}
    steps = [(value, number) for value, number, _key in rungs]
    standing = Standing(
        best=sorted_best(best, people),
        people=people,
        own=(own, own_place(own, best, steps)) if own else None,
        ahead=ahead[0] if ahead else None,
        before=places or None,
    )
    return replace(draw_up(metric, standing, member, is_told_next=takes_part), computed=True)
