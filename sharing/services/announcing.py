"""Telling the organization's webhooks what became of a share: which post, where, never whose.

Told where the truth is written, in the same scope and after it. An event that can't be written is
logged and lost: it must never undo what it is about.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import DatabaseError, transaction

from sharing.models import Share, State
from tenants.webhooks import WebhookEvent, emit

log = structlog.get_logger("sharing.announcing")

EVENTS: dict[str, WebhookEvent] = {
    State.PUBLISHED: WebhookEvent.SHARE_PUBLISHED,
    State.FAILED: WebhookEvent.SHARE_FAILED,
    State.RECALLED: WebhookEvent.SHARE_RECALLED,
    State.SELF_REPORTED: WebhookEvent.SHARE_SELF_REPORTED,
}


def announce_share(*, share_id: int, now: datetime) -> None:
    """Queue the event of a share's state as it is now, in scope."""
    announce(share=Share.objects.select_related("post").get(pk=share_id), now=now)


def announce(*, share: Share, now: datetime) -> None:
    """Queue the event of the state in which a share, which comes with its post, was just read."""
    kind = EVENTS[share.state]
    told = {
        "share": str(share.public_id),
        "post": str(share.post.public_id),
        "network": share.network,
    }
    if kind == WebhookEvent.SHARE_FAILED:
        told["reason"] = share.reason
    try:
        with transaction.atomic():
            emit(kind, told, now=now)
    except DatabaseError:
        log.exception("event.lost", organization=share.organization_id, kind=kind.value)
