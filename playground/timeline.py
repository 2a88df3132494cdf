"""What people can see of the ledger: posts that were not deleted, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from playground.entries import COUNTED, Entry, entry_of
from playground.store import Store

OPEN = ("public", "unlisted")
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Filter:
    """Which posts of a timeline are wanted.

    `max_id` and `min_id` are exclusive; `min_id` walks forward, from the oldest newer one.
    `tag` is without the hash sign. `visibilities` empty means all.
    """

    network: str | None = None
    account_id: str | None = None
    visibilities: tuple[str, ...] = ("public",)
    tag: str = ""
    max_id: str = ""
    since_id: str = ""
    min_id: str = ""
    exclude_boosts: bool = True
    exclude_replies: bool = False
    limit: int = 20


class Timeline:
    """Reads posts as visitors and clients may see them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, post_id: str, network: str | None = None) -> Entry | None:
        """Find a post that was not deleted; None also for what is no id at all."""
        if not is_id(post_id):
            return None
        row = self._store.row(f"{COUNTED} WHERE p.id = ? AND p.deleted_at IS NULL", int(post_id))
        if row is None or network not in {None, row["network"]}:
            return None
        return entry_of(row)

    def posts(self, wanted: Filter) -> list[Entry]:
        """Posts that fit the filter, newest first."""
        clauses, values = _where(wanted)
        order = "ASC" if wanted.min_id else "DESC"
        sql = f"{COUNTED} WHERE {' AND '.join(clauses)} ORDER BY p.id {order} LIMIT ?"
        found = [entry_of(row) for row in self._store.rows(sql, *values, wanted.limit)]
        return sorted(found, key=lambda entry: int(entry.id), reverse=True)

    def replies(self, entry: Entry) -> list[Entry]:
        """Direct replies to a post, oldest first."""
        sql = f"{COUNTED} WHERE p.reply_to_id = ? AND p.deleted_at IS NULL ORDER BY p.id"
        return [entry_of(row) for row in self._store.rows(sql, int(entry.id))]

    def marks(self, account_id: str, post_ids: Sequence[str]) -> tuple[set[str], set[str]]:
        """Which of these posts a person likes, and which they boosted."""
        ids = json.dumps([int(post_id) for post_id in post_ids])
        likes = self._store.rows(
            "SELECT post_id FROM likes WHERE account_id = ?"
            " AND post_id IN (SELECT value FROM json_each(?))",
            *(account_id, ids),
        )
        boosts = self._store.rows(
            "SELECT boost_of_id FROM posts WHERE account_id = ? AND deleted_at IS NULL"
            " AND boost_of_id IN (SELECT value FROM json_each(?))",
            *(account_id, ids),
        )
        return {str(row[0]) for row in likes}, {str(row[0]) for row in boosts}

    def count(self, account_id: str | None = None) -> int:
        """How many posts there are to see, of one person or of all."""
        row = self._store.row(
            "SELECT count(*) FROM posts WHERE deleted_at IS NULL AND boost_of_id IS NULL"
            " AND (account_id = ?1 OR ?1 IS NULL)",
            account_id,
        )
        return int(row[0]) if row else 0


def is_id(text: str) -> bool:
    """Whether a text can be an id at all."""
    return text.isascii() and text.isdigit() and int(text) <= BIGGEST_ID


def _where(wanted: Filter) -> tuple[list[str], list[object]]:
    clauses = ["p.deleted_at IS NULL"]
    values: list[object] = []
    if wanted.visibilities:
        clauses.append(f"p.visibility IN ({','.join('?' * len(wanted.visibilities))})")
        values += wanted.visibilities
    for column, bound in _bounds(wanted):
        clauses.append(f"{column} ?")
        values.append(bound)
    if wanted.tag:
        clauses.append("p.id IN (SELECT post_id FROM tags WHERE tag = ?)")
        values.append(wanted.tag.casefold())
    if wanted.exclude_boosts:
        clauses.append("p.boost_of_id IS NULL")
    if wanted.exclude_replies:
        clauses.append("p.reply_to_id IS NULL")
    return clauses, values


def _bounds(wanted: Filter) -> list[tuple[str, object]]:
    equal = [("p.network =", wanted.network), ("p.account_id =", wanted.account_id)]
    ids = [("p.id <", wanted.max_id), ("p.id >", wanted.since_id), ("p.id >", wanted.min_id)]
    return [
        *((column, value) for column, value in equal if value is not None),
        *((column, int(value)) for column, value in ids if is_id(value)),
    ]
