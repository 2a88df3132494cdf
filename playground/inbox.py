"""Mails the product sent in development, kept as they came."""

from __future__ import annotations

import email
import email.policy
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from playground.moments import moment_of, stamp
from playground.store import Store


@dataclass(frozen=True)
class Mail:
    """One mail. `html` is empty where the mail has none; `text` likewise."""

    id: int
    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str


class Inbox:
    """Keeps and reads mails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, sender: str, recipients: list[str], raw: bytes, *, now: datetime) -> None:
        """Keep a mail as it came over the wire."""
        self._store.run(
            "INSERT INTO mails (received_at, sender, recipients, raw) VALUES (?, ?, ?, ?)",
            *(stamp(now), sender, json.dumps(recipients), raw),
        )

    def all(self, limit: int = 200) -> list[Mail]:
        """The newest mails, newest first."""
        rows = self._store.rows("SELECT * FROM mails ORDER BY id DESC LIMIT ?", limit)
        return [_mail(row) for row in rows]

    def find(self, mail_id: int) -> Mail | None:
        """Find one mail."""
        row = self._store.row("SELECT * FROM mails WHERE id = ?", mail_id)
        return _mail(row) if row else None

    def count(self) -> int:
        """How many there are."""
        row = self._store.row("SELECT count(*) FROM mails")
        return int(row[0]) if row else 0


def _mail(row: sqlite3.Row) -> Mail:
    message = email.message_from_bytes(row["raw"], policy=email.policy.default)
    return Mail(
        id=row["id"],
        received_at=moment_of(row["received_at"]),
        sender=str(message["from"] or row["sender"]),
        recipients=tuple(json.loads(row["recipients"])),
        subject=str(message["subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if not isinstance(part, EmailMessage):
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return str(part.get_payload())
