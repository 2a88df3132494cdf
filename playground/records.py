"""Records of networks whose posts are records in a person's repository."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playground.moments import moment_of, stamp
from playground.store import Store


@dataclass(frozen=True)
class Record:
    """One record; `post_id` names the ledger's post it made, if it made one."""

    did: str
    collection: str
    rkey: str
    cid: str
    value: dict[str, Any]
    post_id: str | None
    written_at: datetime

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"at://{self.did}/{self.collection}/{self.rkey}"


class Records:
    """Keeps records by repository, collection and key; a deleted one is gone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, record: Record) -> None:
        """Write a record, in place of an earlier one under its key."""
        self._store.run(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(record.did, record.collection, record.rkey, record.cid),
            json.dumps(record.value),
            None if record.post_id is None else int(record.post_id),
            stamp(record.written_at),
        )

    def find(self, did: str, collection: str, rkey: str) -> Record | None:
        """Find a record by its key."""
        row = self._store.row(
            "SELECT * FROM records WHERE did = ? AND collection = ? AND rkey = ?",
            *(did, collection, rkey),
        )
        return _record(row) if row else None

    def of_post(self, post_id: str) -> Record | None:
        """The record that a post is."""
        row = self._store.row("SELECT * FROM records WHERE post_id = ?", int(post_id))
        return _record(row) if row else None

    def named(self, rkey: str) -> Record | None:
        """Find a post's record by its key alone."""
        sql = "SELECT * FROM records WHERE rkey = ? AND post_id IS NOT NULL"
        row = self._store.row(sql, rkey)
        return _record(row) if row else None

    def listed(
        self, did: str, collection: str, *, before: str, limit: int, oldest_first: bool
    ) -> list[Record]:
        """Records of a collection by key; `before` is where the last page ended."""
        here = "SELECT * FROM records WHERE did = ? AND collection = ?"
        sql = f"{here} AND (? = '' OR rkey < ?) ORDER BY rkey DESC LIMIT ?"
        if oldest_first:
            sql = f"{here} AND (? = '' OR rkey > ?) ORDER BY rkey LIMIT ?"
        rows = self._store.rows(sql, did, collection, before, before, limit)
        return [_record(row) for row in rows]

    def delete(self, record: Record) -> None:
        """Take a record out."""
        self._store.run(
            "DELETE FROM records WHERE did = ? AND collection = ? AND rkey = ?",
            *(record.did, record.collection, record.rkey),
        )


def _record(row: sqlite3.Row) -> Record:
    return Record(
        did=row["did"],
        collection=row["collection"],
        rkey=row["rkey"],
        cid=row["cid"],
        value=json.loads(row["value"]),
        post_id=None if row["post_id"] is None else str(row["post_id"]),
        written_at=moment_of(row["written_at"]),
    )
