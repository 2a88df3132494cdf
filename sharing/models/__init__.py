"""Where: connected accounts, shares and their attempts, short links and clicks."""

from __future__ import annotations

from sharing.models.budgets import Budget, Charge, ChargeQuerySet
from sharing.models.clearances import Clearance, Ruling
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
from sharing.models.followers import FollowerDay
from sharing.models.gates import Lane, NetworkGate, Passage, RateGate
from sharing.models.halting import (
    REASON_LENGTH,
    Cause,
    CrisisPause,
    Recall,
    Retraction,
    RetractionState,
)
from sharing.models.landing import LandingSite
from sharing.models.mentions import Mention
from sharing.models.own_apps import AppState, OwnApp, OwnAppQuerySet
from sharing.models.shares import (
    NOT_STANDING,
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
    "NOT_STANDING",
    "REASON_LENGTH",
    "REMINDER_DAYS",
    "TRANSITIONS",
    "ActivityDay",
    "AppState",
    "AssistedNetwork",
    "Attempt",
    "AttemptOutcome",
    "Budget",
    "Cause",
    "Charge",
    "ChargeQuerySet",
    "Clearance",
    "Click",
    "ClickKind",
    "ClickSalt",
    "Connection",
    "ConnectionState",
    "Credential",
    "CrisisPause",
    "FollowerDay",
    "Inferred",
    "LandingSite",
    "Lane",
    "Mention",
    "NetworkApp",
    "NetworkGate",
    "OwnApp",
    "OwnAppQuerySet",
    "Pace",
    "Passage",
    "RateGate",
    "Reason",
    "Recall",
    "Retraction",
    "RetractionState",
    "Ruling",
    "Share",
    "SharePicture",
    "ShareQuerySet",
    "ShortLink",
    "Slot",
    "State",
    "Timing",
    "reminder_due",
]
