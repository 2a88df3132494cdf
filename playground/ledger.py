"""The ledger: every post that was ever accepted, also the deleted ones, and who liked it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from playground.entries import COUNTED, Enclosure, Entry, LinkCard, Picture, entry_of
from playground.ids import next_id
from playground.moments import stamp
from playground.store import Store


@dataclass(frozen=True)
class Draft:
    """What somebody wants to post. `key` is the client's idempotency key, if it sent one."""

    text: str
    visibility: str = "public"
    language: str | None = "en"
    sensitive: bool = False
    spoiler_text: str = ""
    reply_to_id: str | None = None
    key: str | None = None
    app_id: int | None = None
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    card: LinkCard | None = None
    attached: Enclosure | None = None


class Ledger:
    """Reads and writes posts, boosts and likes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def accept(self, network: str, account_id: str, draft: Draft, *, now: datetime) -> Entry:
        """Write a post down. Once this returns it survives a kill."""
        post_id = int(next_id(now))
        values = (
            *(post_id, network, account_id, draft.app_id, draft.text, draft.visibility),
            *(draft.language, draft.sensitive, draft.spoiler_text, draft.reply_to_id),
            *(draft.key, stamp(now)),
        )
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL)", values
            )
            for tag in {tag.casefold() for tag in draft.tags}:
                db.execute("INSERT INTO tags VALUES (?, ?)", (tag, post_id))
            if draft.pictures or draft.card:
                pictures = json.dumps([picture.as_json() for picture in draft.pictures])
                card = json.dumps(asdict(draft.card)) if draft.card else None
                db.execute("INSERT INTO extras VALUES (?, ?, ?)", (post_id, pictures, card))
            if draft.attached:
                attached = json.dumps(asdict(draft.attached))
                db.execute("INSERT INTO enclosures VALUES (?, ?)", (post_id, attached))
        return self._sure(str(post_id))

    def first_of(self, network: str, account_id: str, key: str, *, since: datetime) -> Entry | None:
        """The first post of a person under an idempotency key, perhaps deleted meanwhile."""
        row = self._store.row(
            f"{COUNTED} WHERE p.network = ? AND p.account_id = ? AND p.key = ?"
            " AND p.created_at > ? ORDER BY p.id LIMIT 1",
            *(network, account_id, key, stamp(since)),
        )
        return entry_of(row) if row else None

    def boost(self, entry: Entry, account_id: str, *, now: datetime) -> Entry:
        """Boost a post; the second boost by the same person is the first one."""
        with self._store.transaction() as db:
            known = self._boost(entry, account_id)
            if known:
                return known
            db.execute(
                "INSERT INTO posts VALUES"
                " (?, ?, ?, NULL, '', ?, NULL, 0, '', NULL, ?, NULL, ?, NULL)",
                (
                    boost_id := int(next_id(now)),
                    entry.network,
                    account_id,
                    entry.visibility,
                    int(entry.id),
                    stamp(now),
                ),
            )
            return self._sure(str(boost_id))

    def unboost(self, entry: Entry, account_id: str, *, now: datetime) -> None:
        """Take a boost back, if there is one."""
        known = self._boost(entry, account_id)
        if known:
            self.delete(known, now=now)

    def like(self, entry: Entry, account_id: str, *, now: datetime) -> None:
        """Like a post; once is enough."""
        values = (int(entry.id), account_id, stamp(now))
        self._store.run("INSERT OR IGNORE INTO likes VALUES (?, ?, ?)", *values)

    def unlike(self, entry: Entry, account_id: str) -> None:
        """Take a like back, if there is one."""
        sql = "DELETE FROM likes WHERE post_id = ? AND account_id = ?"
        self._store.run(sql, int(entry.id), account_id)

    def likes(self, entry: Entry, *, until: datetime) -> list[tuple[str, str]]:
        """Who liked a post up to a moment, and when; newest first."""
        rows = self._store.rows(
            "SELECT account_id, created_at FROM likes WHERE post_id = ? AND created_at <= ?"
            " ORDER BY created_at DESC",
            *(int(entry.id), stamp(until)),
        )
        return [(row["account_id"], row["created_at"]) for row in rows]

    def counts(self, entry: Entry, *, until: datetime) -> tuple[int, int, int]:
        """Likes, boosts and replies as they were at a moment."""
        row = self._store.row(
            "SELECT (SELECT count(*) FROM likes WHERE post_id = ?1 AND created_at <= ?2),"
            " (SELECT count(*) FROM posts WHERE boost_of_id = ?1 AND created_at <= ?2"
            "  AND deleted_at IS NULL),"
            " (SELECT count(*) FROM posts WHERE reply_to_id = ?1 AND created_at <= ?2"
            "  AND deleted_at IS NULL)",
            *(int(entry.id), stamp(until)),
        )
        assert row is not None  # noqa: S101 - a row of counts is always there
        return (int(row[0]), int(row[1]), int(row[2]))

    def delete(self, entry: Entry, *, now: datetime) -> None:
        """Take a post and its boosts out of sight; the ledger keeps the rows."""
        self._store.run(
            "UPDATE posts SET deleted_at = ? WHERE (id = ? OR boost_of_id = ?)"
            " AND deleted_at IS NULL",
            stamp(now),
            int(entry.id),
            int(entry.id),
        )

    def everything(self, account_id: str | None = None) -> list[Entry]:
        """All rows, oldest first, deleted ones and boosts among them."""
        if account_id is None:
            rows = self._store.rows(f"{COUNTED} ORDER BY p.id")
        else:
            rows = self._store.rows(f"{COUNTED} WHERE p.account_id = ? ORDER BY p.id", account_id)
        return [entry_of(row) for row in rows]

    def _boost(self, entry: Entry, account_id: str) -> Entry | None:
        row = self._store.row(
            f"{COUNTED} WHERE p.boost_of_id = ? AND p.account_id = ? AND p.deleted_at IS NULL",
            int(entry.id),
            account_id,
        )
        return entry_of(row) if row else None

    def _sure(self, post_id: str) -> Entry:
        row = self._store.row(f"{COUNTED} WHERE p.id = ?", int(post_id))
        assert row is not None  # noqa: S101 - just written
        return entry_of(row)
