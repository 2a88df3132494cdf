"""Every write of the library, one module a noun; posts, topics and marks stand here by name."""

from __future__ import annotations

from content.drafts import CaptionDraft, PostDraft
from content.services.approving import (
    approve_post,
    clear_post,
    send_back,
    submit_post,
    withdraw_submission,
)
from content.services.marks import record_read, record_shared
from content.services.posts import (
    archive_post,
    create_post,
    create_topic,
    edit_post,
    restore_post,
    withdraw_post,
)
from content.services.turns import Suggestion, hand_out, suggest

__all__ = [
    "CaptionDraft",
    "PostDraft",
    "Suggestion",
    "approve_post",
    "archive_post",
    "clear_post",
    "create_post",
    "create_topic",
    "edit_post",
    "hand_out",
    "record_read",
    "record_shared",
    "restore_post",
    "send_back",
    "submit_post",
    "suggest",
    "withdraw_post",
    "withdraw_submission",
]
