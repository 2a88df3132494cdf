"""What was prepared for a share, and what the engine notes beside it for its next try.

The network's part is whatever its `prepare` returned; ours stands under one key, which no network
is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sharing.models import Share

_NOTES = "notes"


@dataclass(frozen=True)
class Notes:
    """Since when the network works on it (None: it does not), and whether it was prepared anew."""

    since: datetime | None = None
    is_renewed: bool = False


def prepared_of(share: Share) -> dict[str, Any]:
    """Return the network's part, {} where nothing is prepared."""
    return {name: value for name, value in share.prepared.items() if name != _NOTES}


def notes_of(share: Share) -> Notes:
    """Return the engine's part."""
    kept = share.prepared.get(_NOTES, {})
    since = kept.get("since")
    return Notes(datetime.fromisoformat(since) if since else None, bool(kept.get("is_renewed")))


def kept(prepared: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """Return both as the share keeps them."""
    told: dict[str, Any] = {}
    if notes.since is not None:
        told["since"] = notes.since.isoformat()
    if notes.is_renewed:
        told["is_renewed"] = True
    return {**prepared, _NOTES: told} if told else dict(prepared)
