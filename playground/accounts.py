"""The people of the playground: one person has the same name on every network."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from playground.ids import next_id
from playground.moments import moment_of, stamp
from playground.store import Store

USERNAME = re.compile(r"[a-z0-9_]{1,30}", re.IGNORECASE)


@dataclass(frozen=True)
class Account:
    """One person; `id` is opaque and longer than a float can hold."""

    id: str
    username: str
    display_name: str
    followers: int
    created_at: datetime


class BadUsername(Exception):
    """A username with other characters than letters, digits and underscores."""


class Accounts:
    """Finds and makes people."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Account]:
        """Everybody, by name."""
        found = self._store.rows("SELECT * FROM accounts ORDER BY display_name COLLATE NOCASE, id")
        return [_account(row) for row in found]

    def by_id(self, account_id: str) -> Account | None:
        """Find a person by id."""
        return _maybe(self._store.row("SELECT * FROM accounts WHERE id = ?", account_id))

    def by_username(self, username: str) -> Account | None:
        """Find a person by username, in any case."""
        return _maybe(self._store.row("SELECT * FROM accounts WHERE username = ?", username))

    def ensure(
        self, username: str, *, display_name: str = "", followers: int | None = None, now: datetime
    ) -> Account:
        """Return the person of that username, made or updated as needed.

        Raises `BadUsername`.
        """
        if not USERNAME.fullmatch(username):
            raise BadUsername(username)
        with self._store.transaction() as db:
            known = self.by_username(username)
            if known is None:
                values = (next_id(now), username, display_name or username, followers or 0)
                db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", (*values, stamp(now)))
            elif display_name or followers is not None:
                name = display_name or known.display_name
                count = known.followers if followers is None else followers
                db.execute(
                    "UPDATE accounts SET display_name = ?, followers = ? WHERE id = ?",
                    (name, count, known.id),
                )
            found = self.by_username(username)
        assert found is not None  # noqa: S101 - written above
        return found

    def named(self, name: str, *, now: datetime) -> Account:
        """Return the person somebody means by a typed name: a known one, or a new one."""
        typed = " ".join(name.split()).removeprefix("@")[:60]
        for account in self.all():
            if typed.casefold() in {account.username.casefold(), account.display_name.casefold()}:
                return account
        return self.ensure(self._free_username(typed), display_name=typed, now=now)

    def _free_username(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:24] or "person"
        candidate, number = slug, 1
        while self.by_username(candidate):
            number += 1
            candidate = f"{slug}_{number}"
        return candidate


def _maybe(row: sqlite3.Row | None) -> Account | None:
    return _account(row) if row else None


def _account(row: sqlite3.Row) -> Account:
    return Account(
        id=row["id"],
        username=row["username"],
        display_name=row["display_name"],
        followers=row["followers"],
        created_at=moment_of(row["created_at"]),
    )
