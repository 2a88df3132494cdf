"""One row of the ledger and how it is read, with its counts as of now."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from playground.moments import moment_of

COUNTED = """
SELECT p.*, x.pictures, x.card, e.attached,
  (SELECT count(*) FROM likes WHERE post_id = p.id) AS likes,
  (SELECT count(*) FROM posts b WHERE b.boost_of_id = p.id AND b.deleted_at IS NULL) AS boosts,
  (SELECT count(*) FROM posts r WHERE r.reply_to_id = p.id AND r.deleted_at IS NULL) AS replies
FROM posts p LEFT JOIN extras x ON x.post_id = p.id
  LEFT JOIN enclosures e ON e.post_id = p.id
"""


@dataclass(frozen=True)
class Picture:
    """A picture of a post: which file, and what is said about it.

    `focus` is (x, y) from -1 to 1 with y upwards, what stays in view when it is cropped. `kind` is
    set for what moves, until a post has it as its `Enclosure`.
    """

    digest: str
    mime: str
    size: int
    width: int
    height: int
    alt: str
    focus: tuple[float, float] = (0.0, 0.0)
    kind: str = ""
    duration_ms: int = 0

    def as_json(self) -> dict[str, Any]:
        """What a column keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what a column kept."""
        return cls(**{**stored, "focus": tuple(stored["focus"])})


@dataclass(frozen=True)
class Enclosure:
    """The video or document of a post; `kind` is "video", "gif" or "document"."""

    kind: str
    digest: str
    mime: str
    size: int
    title: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    duration_ms: int = 0


def enclosure_of(medium: Picture) -> Enclosure:
    """What moves, as it stands with its post."""
    return Enclosure(
        kind="gif" if medium.mime == "image/gif" else "video",
        digest=medium.digest,
        mime=medium.mime,
        size=medium.size,
        alt=medium.alt,
        width=medium.width,
        height=medium.height,
        duration_ms=medium.duration_ms,
    )


@dataclass(frozen=True)
class LinkCard:
    """The preview of a link that came with a post; `thumb` is a file's digest or empty."""

    url: str
    title: str
    description: str
    thumb: str = ""


@dataclass(frozen=True)
class Entry:
    """One accepted post, or a boost of one (`boost_of_id`), with its counts as of now."""

    id: str
    network: str
    account_id: str
    app_id: int | None
    text: str
    visibility: str
    language: str | None
    sensitive: bool
    spoiler_text: str
    reply_to_id: str | None
    boost_of_id: str | None
    key: str | None
    created_at: datetime
    deleted_at: datetime | None
    likes: int
    boosts: int
    replies: int
    pictures: tuple[Picture, ...] = ()
    card: LinkCard | None = None
    attached: Enclosure | None = None


def entry_of(row: sqlite3.Row) -> Entry:
    """Read a row that `COUNTED` selected."""
    return Entry(
        id=str(row["id"]),
        network=row["network"],
        account_id=row["account_id"],
        app_id=row["app_id"],
        text=row["text"],
        visibility=row["visibility"],
        language=row["language"],
        sensitive=bool(row["sensitive"]),
        spoiler_text=row["spoiler_text"],
        reply_to_id=_text(row["reply_to_id"]),
        boost_of_id=_text(row["boost_of_id"]),
        key=row["key"],
        created_at=moment_of(row["created_at"]),
        deleted_at=moment_of(row["deleted_at"]) if row["deleted_at"] else None,
        likes=row["likes"],
        boosts=row["boosts"],
        replies=row["replies"],
        pictures=tuple(map(Picture.from_json, json.loads(row["pictures"] or "[]"))),
        card=LinkCard(**json.loads(row["card"])) if row["card"] else None,
        attached=Enclosure(**json.loads(row["attached"])) if row["attached"] else None,
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
