"""Where: connected accounts, shares and their attempts, short links and clicks."""

from __future__ import annotations

from sharing.models.clicks import ActivityDay, Click, ClickKind, ClickSalt, ShortLink
from sharing.models.connections import Connection, ConnectionState, Credential, NetworkApp
from sharing.models.shares import (
    TRANSITIONS,
    Attempt,
    AttemptOutcome,
    Reason,
    Share,
    ShareQuerySet,
    State,
)

__all__ = [
    "TRANSITIONS",
    "ActivityDay",
    "Attempt",
    "AttemptOutcome",
    "Click",
    "ClickKind",
    "ClickSalt",
    "Connection",
    "ConnectionState",
    "Credential",
    "NetworkApp",
    "Reason",
    "Share",
    "ShareQuerySet",
    "ShortLink",
    "State",
]
