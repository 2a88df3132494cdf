"""Recalling a post: it goes for good, what waits is cancelled, and what is live is taken back.

Every live share becomes a row that `retracting` looks after. A share that was on its way when the
recall began becomes one as soon as it is live (`catch_live`, and a sweep while the recall is open).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from content.models import Post
from content.services import withdraw_post
from sharing.models import Reason, Recall, Retraction, RetractionState, Share, ShareQuerySet, State
from sharing.services.halting import shut
from sharing.services.pausing import reason_for_all
from tenants.models import Member
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit

WAITING = (State.SCHEDULED, State.HELD, State.OFFERED)
LIVE = (State.PUBLISHED, State.SELF_REPORTED)
AT_ONCE = 2000


def recalled_problem() -> str:
    """Say why a share of a recalled post does not go out."""
    return _("The post was recalled. Nothing goes out.")


def recall_post(*, post: Post, by: Member, reason: str, now: datetime) -> Recall:
    """Take a post back; members are shown the reason. Once committed, no share of it is begun.

    Raises PermissionDenied; ValidationError: "reason" (empty or too long), "recalled" (already),
    "draft".
    """
    by.require(Permission.HALT_SHARING)
    reason = reason_for_all(reason)
    shut()
    withdraw_post(post=post, by=by, now=now)
    recall: Recall = Recall.objects.create(post=post, reason=reason, started_at=now, started_by=by)
    look_after(recall=recall, now=now)
    wake_on_commit("sharing.tasks.retract")
    return recall


def _cancel_waiting(recall: Recall) -> None:
    cancelled = Share.objects.filter(post=recall.post_id, state__in=WAITING).update(
        state=State.CANCELLED, reason=Reason.POST, problem=recalled_problem(), wake_at=None
    )
    if cancelled:
        Recall.objects.filter(pk=recall.pk).update(cancelled=F("cancelled") + cancelled)


def take_up_live(*, recall: Recall, now: datetime) -> int:
    """Have every live share of the post taken back that is not yet; return how many are new."""
    known = Retraction.objects.filter(share=OuterRef("pk"))
    live = Share.objects.filter(~Exists(known), post=recall.post_id, state__in=LIVE)
    found = list(live.order_by("pk").values_list("pk", flat=True))
    Retraction.objects.bulk_create(
        [Retraction(recall=recall, share_id=share_id, wake_at=now) for share_id in found],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return len(found)


def catch_live(*, share: Share, now: datetime) -> None:
    """Take back, too, what went live although its post was recalled; in scope, idempotent.

    The share comes with its post.
    """
    if share.post.recalled_at is None:
        return
    recall = Recall.objects.get(post=share.post_id)
    if take_up_live(recall=recall, now=now):
        Recall.objects.filter(pk=recall.pk).update(finished_at=None)
        wake_on_commit("sharing.tasks.retract")


def on_the_way(post_id: int) -> ShareQuerySet:
    """Return the shares of a recalled post whose end nobody knows yet."""
    moving: ShareQuerySet = Share.objects.filter(post=post_id)
    return moving.filter(
        Q(state=State.PUBLISHING) | Q(state=State.UNCONFIRMED) & ~Q(reason=Reason.ASK)
    )


def look_after(*, recall: Recall, now: datetime) -> None:
    """Take up what went live meanwhile, and close the recall when nothing is left to do."""
    _cancel_waiting(recall)  # what a network sent back since
    take_up_live(recall=recall, now=now)
    being = Retraction.objects.filter(recall=recall, state=RetractionState.DELETING)
    if not being.exists() and not on_the_way(recall.post_id).exists():
        Recall.objects.filter(pk=recall.pk, finished_at=None).update(finished_at=now)
