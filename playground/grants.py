"""OAuth rows of all networks: registered apps, one-use codes, tokens.

What a network checks before it hands one out is the network's own business; that a code works
once, even for two threads at the same moment, is kept here.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from playground.moments import moment_of, stamp
from playground.store import Store


@dataclass(frozen=True)
class App:
    """A client that registered itself."""

    id: int
    network: str
    client_id: str
    client_secret: str
    name: str
    website: str | None
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """An authorization code. `challenge` is the S256 PKCE challenge, None when none was sent."""

    code: str
    app_id: int
    account_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str | None
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Token:
    """An access token; `account_id` is None for a token of the app itself."""

    token: str
    app_id: int
    account_id: str | None
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


class Grants:
    """Registers apps, issues codes and tokens, takes them back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(
        self,
        network: str,
        name: str,
        *,
        website: str | None,
        redirect_uris: tuple[str, ...],
        scopes: tuple[str, ...],
        keys: tuple[str, str] | None = None,
        now: datetime,
    ) -> App:
        """Register an app under a new client id and secret, or change the one that has `keys`."""
        client_id, secret = keys or (secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        values = (
            *(network, client_id, secret, name, website),
            *(json.dumps(redirect_uris), " ".join(scopes), stamp(now)),
        )
        self._store.run(
            "INSERT INTO apps (network, client_id, client_secret, name, website, redirect_uris,"
            " scopes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client_id) DO UPDATE"
            " SET client_secret = excluded.client_secret, name = excluded.name,"
            " website = excluded.website, redirect_uris = excluded.redirect_uris,"
            " scopes = excluded.scopes",
            *values,
        )
        app = self.app(network, client_id)
        assert app is not None  # noqa: S101 - just written
        return app

    def app(self, network: str, client_id: str) -> App | None:
        """Find a network's app by client id."""
        sql = "SELECT * FROM apps WHERE network = ? AND client_id = ?"
        row = self._store.row(sql, network, client_id)
        return _app(row) if row else None

    def app_by_id(self, app_id: int | None) -> App | None:
        """Find an app by its row's id."""
        row = self._store.row("SELECT * FROM apps WHERE id = ?", app_id)
        return _app(row) if row else None

    def issue_code(
        self,
        app: App,
        account_id: str,
        *,
        redirect_uri: str,
        scopes: tuple[str, ...],
        challenge: str | None,
        now: datetime,
    ) -> str:
        """Write down a consent; returns the code the app may change for a token once."""
        code = secrets.token_urlsafe(32)
        self._store.run(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            *(code, app.id, account_id, redirect_uri, " ".join(scopes), challenge, stamp(now)),
        )
        return code

    def code(self, code: str) -> Code | None:
        """Find a code, used or not."""
        row = self._store.row("SELECT * FROM codes WHERE code = ?", code)
        return _code(row) if row else None

    def use_code(self, code: Code, *, now: datetime) -> Token | None:
        """Change a code for a token, once.

        None when it was used before; then the tokens it once gave are revoked (RFC 6749 4.1.2).
        """
        with self._store.transaction() as db:
            used = db.execute(
                "UPDATE codes SET used_at = ? WHERE code = ? AND used_at IS NULL",
                (stamp(now), code.code),
            )
            if not used.rowcount:
                db.execute(
                    "UPDATE tokens SET revoked_at = ? WHERE code = ? AND revoked_at IS NULL",
                    (stamp(now), code.code),
                )
                return None
            return self.issue_token(
                code.app_id, code.account_id, scopes=code.scopes, code=code.code, now=now
            )

    def issue_token(
        self,
        app_id: int,
        account_id: str | None,
        *,
        scopes: tuple[str, ...],
        code: str | None = None,
        now: datetime,
    ) -> Token:
        """Issue an access token."""
        token = secrets.token_urlsafe(32)
        self._store.run(
            "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, NULL)",
            *(token, app_id, account_id, " ".join(scopes), code, stamp(now)),
        )
        return Token(token, app_id, account_id, scopes, now, None)

    def token(self, token: str) -> Token | None:
        """Find a token, revoked or not."""
        row = self._store.row("SELECT * FROM tokens WHERE token = ?", token)
        return _token(row) if row else None

    def revoke(self, token: str, *, now: datetime) -> None:
        """Revoke a token; a second time changes nothing."""
        sql = "UPDATE tokens SET revoked_at = ? WHERE token = ? AND revoked_at IS NULL"
        self._store.run(sql, stamp(now), token)

    def revoke_account(self, account_id: str, *, now: datetime) -> int:
        """Revoke every token of a person; returns how many there were."""
        sql = "UPDATE tokens SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL"
        return self._store.run(sql, stamp(now), account_id)


def _app(row: sqlite3.Row) -> App:
    return App(
        id=row["id"],
        network=row["network"],
        client_id=row["client_id"],
        client_secret=row["client_secret"],
        name=row["name"],
        website=row["website"],
        redirect_uris=tuple(json.loads(row["redirect_uris"])),
        scopes=tuple(row["scopes"].split()),
    )


def _code(row: sqlite3.Row) -> Code:
    return Code(
        code=row["code"],
        app_id=row["app_id"],
        account_id=row["account_id"],
        redirect_uri=row["redirect_uri"],
        scopes=tuple(row["scopes"].split()),
        challenge=row["challenge"],
        created_at=moment_of(row["created_at"]),
        used_at=moment_of(row["used_at"]) if row["used_at"] else None,
    )


def _token(row: sqlite3.Row) -> Token:
    return Token(
        token=row["token"],
        app_id=row["app_id"],
        account_id=row["account_id"],
        scopes=tuple(row["scopes"].split()),
        created_at=moment_of(row["created_at"]),
        revoked_at=moment_of(row["revoked_at"]) if row["revoked_at"] else None,
    )
