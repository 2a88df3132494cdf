"""Pages of help at hand: for whoever needs it, and for those who give it."""

from __future__ import annotations

from content.concerns.views.asking import concern, concern_raise, concerns_own, lead, lead_ask
from content.concerns.views.leading import lead_settings
from content.concerns.views.replies import (
    standard_replies,
    standard_reply,
    standard_reply_remove,
)
from content.concerns.views.tending import (
    concern_hand_over,
    concern_offer,
    concern_take,
    concern_tend,
    concerns,
)

__all__ = [
    "concern",
    "concern_hand_over",
    "concern_offer",
    "concern_raise",
    "concern_take",
    "concern_tend",
    "concerns",
    "concerns_own",
    "lead",
    "lead_ask",
    "lead_settings",
    "standard_replies",
    "standard_reply",
    "standard_reply_remove",
]
