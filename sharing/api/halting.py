"""Pausing sharing and recalling posts, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from content.models import Post
from sharing.models import REASON_LENGTH, CrisisPause, Recall
from sharing.recalls import Progress, recall_progress
from sharing.services.pausing import pause_sharing, resume_sharing
from sharing.services.recalling import recall_post
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Moment, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

HALTS = Permission.HALT_SHARING


class Why(Shape):
    """Why: everybody it concerns reads it."""

    reason = serializers.CharField(max_length=REASON_LENGTH)


class PauseShape(Shape):
    """Whether sharing is paused, since when and why; null and "" while it is not.

    `under_way` is how many posts a network was being sent just when it began.
    """

    is_paused = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    started_at = Moment(allow_null=True)
    under_way = serializers.IntegerField()


class RecallShape(Shape):
    """How far a recall is, in numbers of shares.

    `percent` is the part that is deleted or whose member was asked. `unsure` were asked whether it
    is there at all, `unreachable` have left, `cancelled` never went out and are not in `total`.
    """

    post = serializers.UUIDField(source="recall.post.public_id")
    reason = serializers.CharField(source="recall.reason")
    started_at = Moment(source="recall.started_at")
    finished_at = Moment(source="recall.finished_at", allow_null=True)
    percent = serializers.IntegerField()
    total = serializers.IntegerField()
    deleted = serializers.IntegerField()
    removed = serializers.IntegerField()
    asked = serializers.IntegerField()
    kept = serializers.IntegerField()
    unreachable = serializers.IntegerField()
    unsure = serializers.IntegerField()
    deleting = serializers.IntegerField()
    on_the_way = serializers.IntegerField()
    cancelled = serializers.IntegerField(source="recall.cancelled")


class Pauses(Endpoints):
    """The crisis pause."""

    tag = "Pause and recall"

    @endpoint(scope=Scope.SHARES_READ, gives=PauseShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Tell whether sharing is paused, and why."""
        del call
        return _paused()

    @endpoint(scope=Scope.POSTS_WRITE, permission=HALTS, takes=Why, gives=PauseShape)
    def start(self, call: Call) -> dict[str, Any]:
        """Pause sharing: once this has answered, nothing more goes out."""
        pause_sharing(by=call.member, reason=call.data["reason"], now=call.now)
        return _paused()

    @endpoint(scope=Scope.POSTS_WRITE, permission=HALTS, gives=PauseShape)
    def end(self, call: Call) -> dict[str, Any]:
        """End the pause: what waited goes out."""
        resume_sharing(by=call.member, now=call.now)
        return _paused()


class Recalls(Endpoints):
    """Recalls of posts."""

    tag = "Pause and recall"

    @endpoint(scope=Scope.POSTS_READ, permission=HALTS, gives=RecallShape)
    def show(self, call: Call, public_id: UUID) -> Progress:
        """Tell how far a post's recall is."""
        del call
        recalls = Recall.objects.select_related("post")
        return recall_progress(get_object_or_404(recalls, post__public_id=public_id))

    @endpoint(scope=Scope.POSTS_WRITE, permission=HALTS, takes=Why, gives=RecallShape)
    def start(self, call: Call, public_id: UUID) -> Progress:
        """Recall a post: delete what is live of it, ask its members where that can't be."""
        post = get_object_or_404(Post.objects.offered(), public_id=public_id)
        reason = call.data["reason"]
        recall = recall_post(post=post, by=call.member, reason=reason, now=call.now)
        recall.refresh_from_db()
        return recall_progress(recall)


def _paused() -> dict[str, Any]:
    pause = CrisisPause.objects.filter(ended_at=None).first()
    return {
        "is_paused": pause is not None,
        "reason": pause.reason if pause else "",
        "started_at": pause.started_at if pause else None,
        "under_way": pause.under_way if pause else 0,
    }
