"""Refresh tokens that work once, for networks that give a new pair each time.

All pairs of one consent are a family. A token that is used a second time was stolen or asked for
twice, and nobody can tell which: the whole family ends (RFC 9700 4.14).
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from playground.grants import Grants, Token
from playground.moments import stamp
from playground.store import Store


@dataclass(frozen=True)
class Refresh:
    """One refresh token, used or not."""

    token: str
    family: str
    app_id: int
    account_id: str
    scopes: tuple[str, ...]
    is_used: bool


class Rotations:
    """Gives refresh tokens, changes them for new pairs, ends families."""

    def __init__(self, store: Store, grants: Grants) -> None:
        self._store = store
        self._grants = grants

    def begin(self, access: Token, family: str, *, now: datetime) -> str:
        """Give the refresh token that belongs to an access token of a family."""
        token = secrets.token_urlsafe(48)
        values = (token, family, access.app_id, access.account_id, " ".join(access.scopes))
        self._store.run(
            "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?, ?, ?, 0)", *values, stamp(now)
        )
        return token

    def find(self, token: str) -> Refresh | None:
        """Find a refresh token of a family that has not ended."""
        row = self._store.row("SELECT * FROM refresh_tokens WHERE token = ?", token)
        return _refresh(row) if row else None

    def renew(self, refresh: Refresh, *, now: datetime) -> tuple[Token, str] | None:
        """Change a refresh token for a new pair, which takes the old one's place.

        None when it was used before; then the family has ended.
        """
        with self._store.transaction() as db:
            used = db.execute(
                "UPDATE refresh_tokens SET is_used = 1 WHERE token = ? AND is_used = 0",
                (refresh.token,),
            )
            if not used.rowcount:
                self.end(refresh.family, now=now)
                return None
            self._revoke(refresh.family, now)
            access = self._grants.issue_token(
                refresh.app_id,
                refresh.account_id,
                scopes=refresh.scopes,
                code=refresh.family,
                now=now,
            )
            return access, self.begin(access, refresh.family, now=now)

    def end(self, family: str, *, now: datetime) -> None:
        """End a consent: none of its tokens works any more."""
        with self._store.transaction():
            self._revoke(family, now)
            self._store.run("DELETE FROM refresh_tokens WHERE family = ?", family)

    def end_all(self, account_id: str) -> None:
        """End every consent of a person."""
        self._store.run("DELETE FROM refresh_tokens WHERE account_id = ?", account_id)

    def _revoke(self, family: str, now: datetime) -> None:
        sql = "UPDATE tokens SET revoked_at = ? WHERE code = ? AND revoked_at IS NULL"
        self._store.run(sql, stamp(now), family)


def _refresh(row: sqlite3.Row) -> Refresh:
    return Refresh(
        token=row["token"],
        family=row["family"],
        app_id=row["app_id"],
        account_id=row["account_id"],
        scopes=tuple(row["scopes"].split()),
        is_used=bool(row["is_used"]),
    )
