"""Files that a person uploaded under the name of their content, until and after a post has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from playground.moments import moment_of, stamp
from playground.store import Store


@dataclass(frozen=True)
class Upload:
    """One person's file."""

    account_id: str
    cid: str
    mime: str
    size: int
    is_used: bool


class Uploads:
    """Keeps them; what no post has can be thrown away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, upload: Upload, data: bytes) -> None:
        """Keep a file; once is enough."""
        digest = sha256(data).hexdigest()
        with self._store.transaction() as db:
            db.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?)", (digest, upload.mime, data))
            db.execute(
                "INSERT OR IGNORE INTO uploads VALUES (?, ?, ?, ?, ?, 0)",
                (upload.account_id, upload.cid, digest, upload.mime, upload.size),
            )

    def find(self, account_id: str, cid: str) -> Upload | None:
        """Find a person's file."""
        sql = "SELECT * FROM uploads WHERE account_id = ? AND cid = ?"
        row = self._store.row(sql, account_id, cid)
        if row is None:
            return None
        return Upload(account_id, cid, row["mime"], row["size"], is_used=bool(row["is_used"]))

    def digest(self, cid: str) -> str:
        """The SHA-256 of a file that is here."""
        row = self._store.row("SELECT digest FROM uploads WHERE cid = ?", cid)
        return str(row["digest"]) if row else ""

    def data(self, cid: str) -> bytes:
        """A file's bytes."""
        sql = "SELECT f.data FROM files f JOIN uploads u ON u.digest = f.digest WHERE u.cid = ?"
        row = self._store.row(sql, cid)
        return bytes(row["data"]) if row else b""

    def work(self, cid: str, *, ready_at: datetime, failed: bool) -> None:
        """Note from when on the network is done with a file, and whether it came to something."""
        sql = "INSERT OR REPLACE INTO works VALUES (?, ?, ?)"
        self._store.run(sql, cid, stamp(ready_at), int(failed))

    def state(self, cid: str, *, now: datetime) -> str:
        """How far the network is with a file: "processing", "failed" or "ready"."""
        row = self._store.row("SELECT * FROM works WHERE cid = ?", cid)
        if row is None:
            return "ready"
        if now < moment_of(row["ready_at"]):
            return "processing"
        return "failed" if row["failed"] else "ready"

    def use(self, upload: Upload) -> None:
        """Keep it for good: a record names it."""
        sql = "UPDATE uploads SET is_used = 1 WHERE account_id = ? AND cid = ?"
        self._store.run(sql, upload.account_id, upload.cid)

    def forget_unused(self) -> int:
        """Throw away what no record names; returns how many."""
        return self._store.run("DELETE FROM uploads WHERE is_used = 0")
