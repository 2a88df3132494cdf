"""Every request a network got, as it answered: what a client really did."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from playground.moments import stamp
from playground.store import Store

KEPT = 20_000


@dataclass(frozen=True)
class Seen:
    """One request. `key` is the idempotency key, `fault` the fault's action, if one struck."""

    network: str
    route: str
    method: str
    path: str
    username: str | None
    key: str | None
    status: int
    fault: str | None


class Traffic:
    """Writes requests down, the newest 20,000; never a token or a body."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, seen: Seen, *, now: datetime) -> None:
        """Write one down."""
        with self._store.transaction() as db:
            added = db.execute(
                "INSERT INTO requests (at, network, route, method, path, username, key, status,"
                " fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(stamp(now), seen.network, seen.route, seen.method, seen.path),
                    *(seen.username, seen.key, seen.status, seen.fault),
                ),
            )
            db.execute("DELETE FROM requests WHERE id <= ?", ((added.lastrowid or 0) - KEPT,))

    def all(self, username: str | None = None) -> list[sqlite3.Row]:
        """Requests, oldest first, of one person or of all."""
        if username is None:
            return self._store.rows("SELECT * FROM requests ORDER BY id")
        sql = "SELECT * FROM requests WHERE username = ? COLLATE NOCASE ORDER BY id"
        return self._store.rows(sql, username)
