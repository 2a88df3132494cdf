"""One row of the ledger and how it is read, with its counts as of now."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from playground.moments import moment_of

COUNTED = """
SELECT p.*,
  (SELECT count(*) FROM likes WHERE post_id = p.id) AS likes,
  (SELECT count(*) FROM posts b WHERE b.boost_of_id = p.id AND b.deleted_at IS NULL) AS boosts,
  (SELECT count(*) FROM posts r WHERE r.reply_to_id = p.id AND r.deleted_at IS NULL) AS replies
FROM posts p
"""


@dataclass(frozen=True)
class Entry:
    """One accepted post, or a boost of one (`boost_of_id`), with its counts as of now."""

    id: str
    network: str
    account_id: str
    app_id: int | None
    text: str
    visibility: str
    language: str | None
    sensitive: bool
    spoiler_text: str
    reply_to_id: str | None
    boost_of_id: str | None
    key: str | None
    created_at: datetime
    deleted_at: datetime | None
    likes: int
    boosts: int
    replies: int


def entry_of(row: sqlite3.Row) -> Entry:
    """Read a row that `COUNTED` selected."""
    return Entry(
        id=str(row["id"]),
        network=row["network"],
        account_id=row["account_id"],
        app_id=row["app_id"],
        text=row["text"],
        visibility=row["visibility"],
        language=row["language"],
        sensitive=bool(row["sensitive"]),
        spoiler_text=row["spoiler_text"],
        reply_to_id=_text(row["reply_to_id"]),
        boost_of_id=_text(row["boost_of_id"]),
        key=row["key"],
        created_at=moment_of(row["created_at"]),
        deleted_at=moment_of(row["deleted_at"]) if row["deleted_at"] else None,
        likes=row["likes"],
        boosts=row["boosts"],
        replies=row["replies"],
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
