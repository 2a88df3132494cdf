"""App passwords and the sessions they open, for networks without a consent page."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.moments import moment_of, stamp
from playground.store import Store

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
GRACE = timedelta(hours=2)
"""How long a refresh token can be used again after its first use."""


@dataclass(frozen=True)
class Session:
    """One refresh token: `family` names the sign-in it descends from, `heir` its successor."""

    id: str
    family: str
    account_id: str
    ends_at: datetime
    heir: str | None


class Sessions:
    """Makes app passwords, opens, renews and ends sessions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def passwords(self) -> list[tuple[str, str, str]]:
        """Every app password: whose (account id), its name, itself."""
        rows = self._store.rows("SELECT * FROM app_passwords ORDER BY rowid DESC")
        return [(row["account_id"], row["name"], row["password"]) for row in rows]

    def add_password(self, account_id: str, name: str, *, now: datetime) -> str:
        """Make an app password: four times four letters."""
        fours = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        password = "-".join(fours)
        sql = "INSERT INTO app_passwords VALUES (?, ?, ?, ?)"
        self._store.run(sql, account_id, name, password, stamp(now))
        return password

    def is_password(self, account_id: str, password: str) -> bool:
        """Whether it is one of the person's app passwords."""
        sql = "SELECT 1 FROM app_passwords WHERE account_id = ? AND password = ?"
        return self._store.row(sql, account_id, password) is not None

    def remove_password(self, account_id: str, password: str) -> None:
        """Take an app password back, and end what it opened."""
        sql = "DELETE FROM app_passwords WHERE account_id = ? AND password = ?"
        if self._store.run(sql, account_id, password):
            self.end_all(account_id)

    def open(self, account_id: str, *, ends_at: datetime) -> Session:
        """Open a session."""
        session_id = secrets.token_urlsafe(16)
        return self._add(Session(session_id, session_id, account_id, ends_at, None))

    def find(self, session_id: str) -> Session | None:
        """Find a session by its id, used or not."""
        row = self._store.row("SELECT * FROM sessions WHERE id = ?", session_id)
        return _session(row) if row else None

    def lives(self, family: str) -> bool:
        """Whether a sign-in was not ended."""
        return self._store.row("SELECT 1 FROM sessions WHERE family = ?", family) is not None

    def renew(self, session: Session, *, ends_at: datetime, now: datetime) -> Session | None:
        """Give the successor: the same one as long as the grace lasts, then None."""
        with self._store.transaction() as db:
            known = self.find(session.id)
            if known is None or known.ends_at <= now:
                return None
            heir = known.heir or secrets.token_urlsafe(16)
            db.execute(
                "UPDATE sessions SET heir = ?, ends_at = ? WHERE id = ?",
                (heir, stamp(min(known.ends_at, now + GRACE)), known.id),
            )
            there = self.find(heir)
            return there or self._add(Session(heir, known.family, known.account_id, ends_at, None))

    def end(self, session: Session) -> None:
        """End a session with all that descend from its sign-in."""
        self._store.run("DELETE FROM sessions WHERE family = ?", session.family)

    def end_all(self, account_id: str) -> None:
        """End every session of a person."""
        self._store.run("DELETE FROM sessions WHERE account_id = ?", account_id)

    def _add(self, session: Session) -> Session:
        values = (session.id, session.family, session.account_id, stamp(session.ends_at))
        self._store.run("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", *values, session.heir)
        return session


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        family=row["family"],
        account_id=row["account_id"],
        ends_at=moment_of(row["ends_at"]),
        heir=row["heir"],
    )
