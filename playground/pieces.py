"""Uploads that come in pieces, until they are put together."""

from __future__ import annotations

from datetime import datetime

from playground.ids import next_id
from playground.store import Store


class Pieces:
    """Keeps the pieces of each upload by their number."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, account_id: str, total: int, *, now: datetime) -> str:
        """Begin an upload of so many bytes; returns its id."""
        upload_id = next_id(now)
        self._store.run("INSERT INTO piecewise VALUES (?, ?, ?)", upload_id, account_id, total)
        return upload_id

    def name(self, upload_id: str, what: str) -> None:
        """Note what an upload is to become."""
        self._store.run("INSERT INTO piecenames VALUES (?, ?)", upload_id, what)

    def named(self, upload_id: str) -> str:
        """What an upload is to become; empty when nobody said."""
        row = self._store.row("SELECT what FROM piecenames WHERE id = ?", upload_id)
        return str(row["what"]) if row else ""

    def total(self, upload_id: str, account_id: str) -> int | None:
        """How many bytes a person's upload shall have; None where there is none."""
        sql = "SELECT total FROM piecewise WHERE id = ? AND account_id = ?"
        row = self._store.row(sql, upload_id, account_id)
        return int(row["total"]) if row else None

    def add(self, upload_id: str, number: int, data: bytes) -> None:
        """Keep a piece, in place of an earlier one of its number."""
        sql = "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)"
        self._store.run(sql, upload_id, number, data)

    def listed(self, upload_id: str) -> list[bytes]:
        """All pieces in order."""
        sql = "SELECT data FROM pieces WHERE upload_id = ? ORDER BY number"
        return [bytes(row["data"]) for row in self._store.rows(sql, upload_id)]

    def whole(self, upload_id: str) -> bytes:
        """All pieces in order, which are then thrown away with the upload."""
        with self._store.transaction() as db:
            sql = "SELECT data FROM pieces WHERE upload_id = ? ORDER BY number"
            data = b"".join(row["data"] for row in db.execute(sql, (upload_id,)).fetchall())
            db.execute("DELETE FROM pieces WHERE upload_id = ?", (upload_id,))
            db.execute("DELETE FROM piecewise WHERE id = ?", (upload_id,))
            return data
