"""A post in its suggested words against own ones: clicks for each share, where both may be told.

Each side is asked for by itself, of every post at once: a side is of people enough by shares, and
of nobody or of people enough by clicks, and so is what is left of the posts that are not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from analytics.drill.parts import NO_TEAM, Cell, cut
from analytics.periods import Span
from content.models import Post
from tenants.scope import current_organization_id

KINDS = ("suggested", "own", "clicks_suggested", "clicks_own")
_PEOPLE = """
WITH person AS (
    SELECT post_id, member_id,
           coalesce(sum(value) FILTER (WHERE metric IN ('shares_confirmed',
                                                        'shares_self_reported')), 0) AS shares,
           coalesce(sum(value) FILTER (WHERE metric = 'shares_suggested'), 0) AS suggested,
           coalesce(sum(value) FILTER (WHERE metric = 'clicks'), 0) AS clicks,
           coalesce(sum(value) FILTER (WHERE metric = 'clicks_suggested'), 0) AS clicks_suggested
    FROM analytics_fact
    WHERE organization_id = %(organization)s AND day >= %(starts_on)s AND day < %(ends_on)s
      AND metric IN ('shares_confirmed', 'shares_self_reported', 'shares_suggested', 'clicks',
                     'clicks_suggested')
    GROUP BY post_id, member_id
)
SELECT kind, post_id, array_agg(member_id), sum(value)::bigint
FROM person CROSS JOIN LATERAL (VALUES
    ('suggested', suggested), ('own', shares - suggested),
    ('clicks_suggested', clicks_suggested), ('clicks_own', clicks - clicks_suggested)
) AS side(kind, value)
WHERE value > 0
GROUP BY kind, post_id
"""


@dataclass(frozen=True)
class Words:
    """Clicks for each share in suggested words, and in a member's own."""

    suggested: float
    own: float


def words_of(post: Post, span: Span) -> Words | None:
    """Return what each kind of words brought in a period; None where not both may be told. One
    query.
    """
    cells: dict[str, list[Cell]] = {kind: [] for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE,
            {
                "organization": current_organization_id(),
                "starts_on": span.starts_on,
                "ends_on": span.ends_on,
            },
        )
        for kind, key, who, value in cursor.fetchall():
            cells[kind].append(Cell("", NO_TEAM, key, span.starts_on, frozenset(who), value))
    told = {kind: _of(cells[kind], post.pk) for kind in KINDS}
    suggested, own = told["suggested"], told["own"]
    clicks, clicks_own = told["clicks_suggested"], told["clicks_own"]
    if not suggested or not own or clicks is None or clicks_own is None:
        return None
    return Words(clicks / suggested, clicks_own / own)


def _of(cells: Sequence[Cell], post: int) -> int | None:
    """Return the count of a post, 0 of nobody; None where it may not be told."""
    if not any(cell.post == post for cell in cells):
        return 0
    return next((part.now for part in cut(cells, "post") if part.labels["post"] == post), None)
