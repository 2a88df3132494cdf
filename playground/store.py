"""The one SQLite file in which the playground remembers everything.

One connection, one lock: a write is in the file before anybody is told about it, threads never
see half of one, and a killed process loses nothing that was answered.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (
  id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE COLLATE NOCASE, display_name TEXT NOT NULL,
  followers INTEGER NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS apps (
  id INTEGER PRIMARY KEY AUTOINCREMENT, network TEXT NOT NULL, client_id TEXT NOT NULL UNIQUE,
  client_secret TEXT NOT NULL, name TEXT NOT NULL, website TEXT, redirect_uris TEXT NOT NULL,
  scopes TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, app_id INTEGER NOT NULL, account_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL, scopes TEXT NOT NULL, challenge TEXT, created_at TEXT NOT NULL,
  used_at TEXT);
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, app_id INTEGER NOT NULL, account_id TEXT, scopes TEXT NOT NULL,
  code TEXT, created_at TEXT NOT NULL, revoked_at TEXT);
CREATE TABLE IF NOT EXISTS posts (
  id INTEGER PRIMARY KEY, network TEXT NOT NULL, account_id TEXT NOT NULL, app_id INTEGER,
  text TEXT NOT NULL, visibility TEXT NOT NULL, language TEXT, sensitive INTEGER NOT NULL,
  spoiler_text TEXT NOT NULL, reply_to_id INTEGER, boost_of_id INTEGER, key TEXT,
  created_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX IF NOT EXISTS posts_by_account ON posts (account_id, id);
CREATE INDEX IF NOT EXISTS posts_by_key ON posts (account_id, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS posts_by_boosted ON posts (boost_of_id) WHERE boost_of_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS posts_by_replied ON posts (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS likes (
  post_id INTEGER NOT NULL, account_id TEXT NOT NULL, created_at TEXT NOT NULL,
  PRIMARY KEY (post_id, account_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tags (
  tag TEXT NOT NULL, post_id INTEGER NOT NULL, PRIMARY KEY (tag, post_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS extras (
  post_id INTEGER PRIMARY KEY, pictures TEXT NOT NULL, card TEXT);
CREATE TABLE IF NOT EXISTS enclosures (post_id INTEGER PRIMARY KEY, attached TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS piecenames (id TEXT PRIMARY KEY, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS works (
  cid TEXT PRIMARY KEY, ready_at TEXT NOT NULL, failed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS files (digest TEXT PRIMARY KEY, mime TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS media (
  id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, picture TEXT NOT NULL, ready_at TEXT NOT NULL,
  post_id INTEGER);
CREATE INDEX IF NOT EXISTS media_by_post ON media (post_id);
CREATE TABLE IF NOT EXISTS uploads (
  account_id TEXT NOT NULL, cid TEXT NOT NULL, digest TEXT NOT NULL, mime TEXT NOT NULL,
  size INTEGER NOT NULL, is_used INTEGER NOT NULL, PRIMARY KEY (account_id, cid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uploads_by_cid ON uploads (cid);
CREATE TABLE IF NOT EXISTS records (
  did TEXT NOT NULL, collection TEXT NOT NULL, rkey TEXT NOT NULL, cid TEXT NOT NULL,
  value TEXT NOT NULL, post_id INTEGER, written_at TEXT NOT NULL,
  PRIMARY KEY (did, collection, rkey));
CREATE INDEX IF NOT EXISTS records_by_post ON records (post_id);
CREATE INDEX IF NOT EXISTS records_by_key ON records (rkey);
CREATE TABLE IF NOT EXISTS app_passwords (
  account_id TEXT NOT NULL, name TEXT NOT NULL, password TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, family TEXT NOT NULL, account_id TEXT NOT NULL, ends_at TEXT NOT NULL,
  heir TEXT);
CREATE INDEX IF NOT EXISTS sessions_by_family ON sessions (family);
CREATE TABLE IF NOT EXISTS refresh_tokens (
  token TEXT PRIMARY KEY, family TEXT NOT NULL, app_id INTEGER NOT NULL, account_id TEXT NOT NULL,
  scopes TEXT NOT NULL, created_at TEXT NOT NULL, is_used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS refresh_tokens_by_family ON refresh_tokens (family);
CREATE TABLE IF NOT EXISTS piecewise (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, total INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pieces (
  upload_id TEXT NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (upload_id, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, network TEXT NOT NULL,
  route TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, username TEXT, key TEXT,
  status INTEGER NOT NULL, fault TEXT);
CREATE TABLE IF NOT EXISTS mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT, received_at TEXT NOT NULL, sender TEXT NOT NULL,
  recipients TEXT NOT NULL, raw BLOB NOT NULL);
"""

TABLES = (
    "settings",
    "accounts",
    "apps",
    "codes",
    "tokens",
    "posts",
    "likes",
    "tags",
    "extras",
    "enclosures",
    "works",
    "piecenames",
    "files",
    "media",
    "uploads",
    "records",
    "app_passwords",
    "sessions",
    "refresh_tokens",
    "piecewise",
    "pieces",
    "requests",
    "mails",
    "sqlite_sequence",
)


class Store:
    """The file, opened once and shared by all threads."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises `OSError` or `sqlite3.Error` where the path cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA busy_timeout = 5000")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the lock and write all or nothing; nested use joins the outer transaction."""
        with self._lock:
            if self._depth:
                yield self._db
                return
            self._depth = 1
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._depth = 0

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Read all rows of a query."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Read the first row of a query, None when there is none."""
        with self._lock:
            found: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return found

    def run(self, sql: str, *values: object) -> int:
        """Write one statement in a transaction of its own; returns how many rows it touched."""
        with self.transaction() as db:
            return db.execute(sql, values).rowcount

    def empty(self) -> None:
        """Forget everything."""
        with self.transaction() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above

    def close(self) -> None:
        """Write the journal back into the file and let go of it."""
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()
