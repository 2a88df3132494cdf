"""Counting how often posts are opened: a row for each opening, added up some seconds later.

A row says neither who nor when. It becomes part of its day's count in the statement that deletes
it: counted once, whatever happens, and no row is waited for while a post is opened by many.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from content.models import Post, PostOpening
from tenants.scope import current_organization_id, platform

BATCH = 10_000
_WAITING = "SELECT DISTINCT organization_id FROM content_postopening ORDER BY 1"
_COUNT = """
WITH taken AS (
    DELETE FROM content_postopening WHERE organization_id = %(organization)s AND id IN (
        SELECT id FROM content_postopening WHERE organization_id = %(organization)s
        ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING post_id, day, is_first
)
INSERT INTO content_postday (organization_id, day, post_id, views, readers)
SELECT %(organization)s, taken.day, taken.post_id, count(*), count(*) FILTER (WHERE is_first)
FROM taken JOIN content_post AS post
  ON post.organization_id = %(organization)s AND post.id = taken.post_id
GROUP BY taken.day, taken.post_id ORDER BY taken.day, taken.post_id
ON CONFLICT (organization_id, day, post_id) DO UPDATE
SET views = content_postday.views + excluded.views,
    readers = content_postday.readers + excluded.readers
RETURNING day
"""


def note_opening(*, post: Post, is_first: bool, now: datetime) -> None:
    """Note that a post was opened; `is_first`: by somebody who had neither opened nor shared it."""
    PostOpening.objects.create(post=post, day=now.astimezone(UTC).date(), is_first=is_first)


def waiting_openings() -> list[int]:
    """Return the ids of the organizations in which openings wait to be counted."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return [organization_id for (organization_id,) in cursor.fetchall()]


def count_openings() -> set[date]:
    """Count what waits in the organization in scope; return the days that have more than before."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"organization": current_organization_id(), "limit": BATCH})
        return {day for (day,) in cursor.fetchall()}
