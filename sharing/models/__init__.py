"""Where: connected accounts, shares and their attempts, short links and clicks."""

from __future__ import annotations

from sharing.models.budgets import Budget, Charge, ChargeQuerySet
from sharing.models.clicks import ActivityDay, Click, ClickKind, ClickSalt, ShortLink
from sharing.models.connections import (
    REMINDER_DAYS,
    AssistedNetwork,
    Connection,
    ConnectionState,
    Credential,
    NetworkApp,
    reminder_due,
)
from sharing.models.mentions import Mention
from sharing.models.shares import (
    TRANSITIONS,
    Attempt,
    AttemptOutcome,
    Inferred,
    Reason,
    Share,
    SharePicture,
    ShareQuerySet,
    Slot,
    State,
    Timing,
)
from sharing.models.spreading import Pace

__all__ = [
    "REMINDER_DAYS",
    "TRANSITIONS",
    "ActivityDay",
    "AssistedNetwork",
    "Attempt",
    "AttemptOutcome",
    "Budget",
    "Charge",
    "ChargeQuerySet",
    "Click",
    "ClickKind",
    "ClickSalt",
    "Connection",
    "ConnectionState",
    "Credential",
    "Inferred",
    "Mention",
    "NetworkApp",
    "Pace",
    "Reason",
    "Share",
    "SharePicture",
    "ShareQuerySet",
    "ShortLink",
    "Slot",
    "State",
    "Timing",
    "reminder_due",
]
