"""What can be changed about the playground while it runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from playground.store import Store

# Windows as (requests, seconds). Sources: Mastodon's documentation and source, read 2026-11-22;
# Bluesky's, read 2026-08-20, where a write costs points; X's, read 2026-11-22; LinkedIn's go by
# UTC day.
RATE_LIMITS: dict[str, tuple[int, int]] = {
    "token": (300, 300),
    "user": (1500, 300),
    "ip": (300, 300),
    "statuses": (300, 10800),
    "media": (30, 1800),
    "bluesky_ip": (3000, 300),
    "bluesky_sign_ins": (30, 300),
    "bluesky_sign_ins_day": (300, 86400),
    "bluesky_writes": (5000, 3600),
    "bluesky_uploads": (1000, 86400),
    "deletes": (30, 1800),
    "x_posts": (100, 900),
    "x_posts_app": (10000, 86400),
    "x_deletes": (50, 900),
    "x_reads": (5000, 900),
    "x_me": (75, 900),
    "x_timeline": (900, 900),
    "x_media": (500, 900),
    "x_pieces": (1875, 900),
    "linkedin_member": (150, 86400),
    "linkedin_app": (100000, 86400),
}


@dataclass(frozen=True)
class Values:
    """The settings in force.

    `rate_limits` maps a rule's name to (requests, seconds), or to None where it is off.
    `media_processing_ms` is how long an upload is not ready yet (big ones take a moment anyway).
    `x_word` is how X calls a post: "tweet", "post" or, the choice being the client's, "both".
    `clock_offset_s` moves the playground's clock, so that a test need not wait an hour.
    `linkedin_processing_ms` and `x_processing_ms` are how long they work on a video or document.
    `linkedin_refresh_tokens`: whether LinkedIn gives them, as to approved apps only.
    """

    ignore_idempotency_key: bool = False
    idempotency_window_s: int = 3600
    max_characters: int = 500
    characters_reserved_per_url: int = 23
    code_lifetime_s: int = 600
    clock_offset_s: int = 0
    media_processing_ms: int = 0
    image_size_limit: int = 16777216
    image_matrix_limit: int = 33177600
    description_limit: int = 1500
    max_media_attachments: int = 4
    blob_size_limit: int = 5 * 1024 * 1024
    counts_lag_ms: int = 500
    x_word: str = "both"
    x_code_lifetime_s: int = 30
    x_token_lifetime_s: int = 7200
    x_duplicate_window_s: int = 86400
    x_media_lifetime_s: int = 86400
    x_image_size_limit: int = 5242880
    linkedin_refresh_tokens: bool = False
    linkedin_duplicate_window_s: int = 3600
    linkedin_processing_ms: int = 0
    x_processing_ms: int = 0
    rate_limits: dict[str, tuple[int, int] | None] = field(default_factory=lambda: {**RATE_LIMITS})


class BadSetting(Exception):
    """A setting that does not exist or has the wrong shape; the message says which."""


class Settings:
    """The settings, kept in the store so that a restart does not undo them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values = self._read()

    @property
    def values(self) -> Values:
        """The settings in force now."""
        return self._values

    def change(self, changes: dict[str, Any]) -> Values:
        """Apply and keep changes; `rate_limits` are merged rule by rule.

        Raises `BadSetting`.
        """
        values = self._values
        for name, value in changes.items():
            values = replace(values, **{name: _checked(values, name, value)})
        with self._store.transaction() as db:
            for name, value in asdict(values).items():
                db.execute(
                    "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value))
                )
        self._values = values
        return values

    def reload(self) -> None:
        """Read the settings again, after the store was emptied."""
        self._values = self._read()

    def _read(self) -> Values:
        values = Values()
        known = {item.name for item in fields(Values)}
        for row in self._store.rows("SELECT name, value FROM settings"):
            if row["name"] in known:
                value = _checked(values, row["name"], json.loads(row["value"]))
                values = replace(values, **{row["name"]: value})
        return values


def _checked(values: Values, name: str, value: Any) -> Any:
    current = getattr(values, name, None)
    if current is None:
        raise BadSetting(f"There is no setting {name}.")
    if name == "rate_limits":
        return {**values.rate_limits, **_limits(value)}
    if type(value) is not type(current):
        raise BadSetting(f"{name} must be of type {type(current).__name__}.")
    return value


def _limits(value: Any) -> dict[str, tuple[int, int] | None]:
    if not isinstance(value, dict) or value.keys() - RATE_LIMITS:
        raise BadSetting(f"rate_limits is an object with some of {', '.join(RATE_LIMITS)}.")
    limits: dict[str, tuple[int, int] | None] = {}
    for rule, pair in value.items():
        if pair is None:
            limits[rule] = None
            continue
        try:
            requests, seconds = (int(part) for part in pair)
        except (TypeError, ValueError):
            raise BadSetting(f"rate_limits.{rule} is [requests, seconds] or null.") from None
        limits[rule] = (requests, seconds)
    return limits
