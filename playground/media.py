"""Pictures that clients uploaded: the files themselves, and what waits to be attached to a post."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from PIL import Image

from playground.entries import Picture
from playground.ids import next_id
from playground.moments import moment_of, stamp
from playground.store import Store


@dataclass(frozen=True)
class Medium:
    """An upload that waits for its post; it can be attached from `ready_at` on, once."""

    id: str
    account_id: str
    picture: Picture
    ready_at: datetime
    post_id: str | None


class NoPicture(Exception):
    """Bytes that are not a whole picture of a kind that is known."""


def look(data: bytes, alt: str = "") -> Picture:
    """Find out by its content what a picture is.

    Raises `NoPicture`.
    """
    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
            mime = Image.MIME.get(image.format or "", "")
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoPicture from error
    digest = sha256(data).hexdigest()
    return Picture(digest=digest, mime=mime, size=len(data), width=width, height=height, alt=alt)


def sniff(data: bytes) -> str:
    """The type that the first bytes of a picture tell; empty for no picture."""
    try:
        with Image.open(BytesIO(data)) as image:
            return Image.MIME.get(image.format or "", "")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""


class Media:
    """Keeps files by their digest, and uploads until they are attached."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, data: bytes, mime: str) -> str:
        """Keep a file; returns its SHA-256. The same bytes are kept once."""
        digest = sha256(data).hexdigest()
        self._store.run("INSERT OR IGNORE INTO files VALUES (?, ?, ?)", digest, mime, data)
        return digest

    def file(self, digest: str) -> tuple[str, bytes] | None:
        """The type and the bytes of a file."""
        row = self._store.row("SELECT mime, data FROM files WHERE digest = ?", digest)
        return (row["mime"], row["data"]) if row else None

    def add(
        self,
        account_id: str,
        data: bytes,
        picture: Picture,
        *,
        ready_at: datetime,
        now: datetime,
        medium_id: str | None = None,
    ) -> Medium:
        """Take an upload in, under an id that it may have already."""
        medium_id = medium_id or next_id(now)
        with self._store.transaction() as db:
            self.keep(data, picture.mime)
            db.execute(
                "INSERT INTO media VALUES (?, ?, ?, ?, NULL)",
                (int(medium_id), account_id, json.dumps(picture.as_json()), stamp(ready_at)),
            )
        return Medium(medium_id, account_id, picture, ready_at, None)

    def find(self, medium_id: str, account_id: str) -> Medium | None:
        """Find a person's own upload that no post has yet."""
        if not (medium_id.isascii() and medium_id.isdigit() and len(medium_id) < 19):  # noqa: PLR2004 - SQLite's integers
            return None
        row = self._store.row(
            "SELECT * FROM media WHERE id = ? AND account_id = ? AND post_id IS NULL",
            *(int(medium_id), account_id),
        )
        return _medium(row) if row else None

    def describe(self, medium: Medium, picture: Picture) -> None:
        """Change what is said about an upload."""
        values = (json.dumps(picture.as_json()), int(medium.id))
        self._store.run("UPDATE media SET picture = ? WHERE id = ?", *values)

    def attach(self, media: Sequence[Medium], post_id: str) -> None:
        """Give uploads to a post, for good."""
        for medium in media:
            sql = "UPDATE media SET post_id = ? WHERE id = ?"
            self._store.run(sql, int(post_id), int(medium.id))

    def of_post(self, post_id: str) -> list[Medium]:
        """What a post was given, in the order of upload."""
        found = self._store.rows("SELECT * FROM media WHERE post_id = ?", int(post_id))
        return [_medium(row) for row in found]

    def forget_one(self, medium: Medium) -> None:
        """Throw one away that no post has."""
        self._store.run("DELETE FROM media WHERE id = ? AND post_id IS NULL", int(medium.id))

    def forget_unattached(self) -> int:
        """Throw away what no post has, as servers do after a while; returns how many."""
        return self._store.run("DELETE FROM media WHERE post_id IS NULL")


def _medium(row: sqlite3.Row) -> Medium:
    return Medium(
        id=str(row["id"]),
        account_id=row["account_id"],
        picture=Picture.from_json(json.loads(row["picture"])),
        ready_at=moment_of(row["ready_at"]),
        post_id=None if row["post_id"] is None else str(row["post_id"]),
    )
