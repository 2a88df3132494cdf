"""Stopping what goes out, and taking back what went out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Post
from sharing.models.shares import Share
from tenants.models import Member, PublicIdModel, TenantModel

REASON_LENGTH = 300


class CrisisPause(PublicIdModel):
    """A time in which nothing of the organization goes out, and why; open while `ended_at` is None.

    The reason of the open one stands on the organization too (`pause_reason`), where every page and
    the engine find it at no cost; both are written in one transaction. `under_way` is how many
    posts a network was being sent just then.
    """

    reason = models.CharField(max_length=REASON_LENGTH)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Member, on_delete=models.RESTRICT, related_name="+")
    under_way = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.RESTRICT, null=True, related_name="+")

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended_at=None), name="sharing_pause_one"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sharing_pause_has_reason"),
        ]
        indexes = [
            models.Index(fields=["organization", "-started_at"], name="sharing_pause_time"),
        ]

    def __str__(self) -> str:
        return self.reason


class Recall(PublicIdModel):
    """A post taken back for good; one for a post.

    `cancelled` is how many shares waited and never went out. `finished_at` is None while a worker
    still has a share to look after; one that is found live later opens it again.
    """

    post = models.ForeignKey(Post, on_delete=models.RESTRICT, related_name="+", db_index=False)
    reason = models.CharField(max_length=REASON_LENGTH)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Member, on_delete=models.RESTRICT, related_name="+")
    cancelled = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "post"], name="sharing_recall_post"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "id"],
                condition=Q(finished_at=None),
                name="sharing_recall_open",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class RetractionState(models.TextChoices):
    """How far taking one share back is."""

    DELETING = "deleting", _("Being deleted")
    DELETED = "deleted", _("Deleted")
    ASKED = "asked", _("Its member was asked")
    REMOVED = "removed", _("Its member says that it is gone")
    KEPT = "kept", _("Its member keeps it")
    UNREACHABLE = "unreachable", _("Its member has left")


class Cause(models.TextChoices):
    """Why a share is not deleted by the network's API."""

    BY_HAND = "by_hand", _("It was posted by hand.")
    ACCOUNT = "account", _("The account has to be connected again first.")
    PLACE = "place", _("We don’t know where it stands there.")
    REFUSED = "refused", _("The network did not delete it for us.")


class Retraction(TenantModel):
    """Taking one live share back: by the network's API, else by asking its member.

    The row is the queue: `wake_at` is when a worker looks next, None for never by itself; a worker
    that takes it moves that on, so a dead one's row comes back. `cause` and
    `problem`, the network's own words, say why it could not be deleted for the member.
    """

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="+", db_index=False)
    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(
        max_length=12, choices=RetractionState.choices, default=RetractionState.DELETING
    )
    wake_at = models.DateTimeField(null=True)
    attempts_used = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "share"], name="sharing_retraction_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "wake_at", "id"],
                condition=Q(state="deleting"),
                name="sharing_retraction_due",
            ),
            models.Index(
                fields=["organization", "recall", "state"], name="sharing_retraction_recall"
            ),
        ]

    def __str__(self) -> str:
        return str(self.state)
