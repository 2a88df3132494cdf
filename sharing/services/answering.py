"""What a member says of a share they were asked to delete: it is gone, or it stays."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sharing.models import Reason, Retraction, RetractionState, Share, State
from sharing.services.activity import touch_days
from sharing.services.announcing import announce_share
from sharing.services.claiming import count_share
from tenants.models import Notice
from tenants.notifying import mark_seen


def answer_recall(*, share: Share, is_gone: bool, now: datetime) -> None:
    """Take the member's word: they deleted it, or they keep it. Raises ValidationError("too_late").

    What stays can still be deleted by them as any share.
    """
    live = Share.objects.filter(
        pk=share.pk, state__in=[State.PUBLISHED, State.SELF_REPORTED], reason=Reason.RECALL
    )
    answered = RetractionState.REMOVED if is_gone else RetractionState.KEPT
    changes: dict[str, object] = {"reason": "", "problem": ""}
    if is_gone:
        changes = {
            "state": State.RECALLED,
            "recalled_at": now,
            "measure_at": None,
            "problem": _("You told us that you deleted it."),
        }
    if not live.update(**changes):
        raise ValidationError(
            _("It has moved on already. The page shows how it is now."), "too_late"
        )
    Retraction.objects.filter(share=share, state=RetractionState.ASKED).update(
        state=answered, settled_at=now
    )
    forget_asking(share=share, now=now)
    if not is_gone:
        return
    count_share(State.RECALLED)
    told = [moment for moment in (now, share.reported_at) if moment is not None]
    touch_days(days=[moment.astimezone(UTC).date() for moment in told], now=now)
    announce_share(share_id=share.pk, now=now)


def note_deleted(*, share: Share, now: datetime) -> None:
    """Note, for a recall, that its member deleted a share by themselves. In scope."""
    settled = {"state": RetractionState.DELETED, "wake_at": None, "settled_at": now}
    if Retraction.objects.filter(share=share).update(**settled):
        forget_asking(share=share, now=now)


def forget_asking(*, share: Share, now: datetime) -> None:
    """Take the question whether they deleted it off its member's list. In scope."""
    mark_seen(member=share.member, kind=Notice.RECALL_ASKS, about=share.public_id.hex, now=now)
