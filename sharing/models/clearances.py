"""Words that only go out after somebody's yes: what was asked, by when, what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Post
from content.models import State as PostState
from sharing.models.halting import REASON_LENGTH
from tenants.models import Member, PublicIdModel
from tenants.scope import TenantQuerySet, managers


class Ruling(models.TextChoices):
    """The life of a request: it waits, and ends in one of the others."""

    OPEN = "open", _("Waits for a yes")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("Ended: nobody has to answer any more")


class ClearanceQuerySet(TenantQuerySet["Clearance"]):
    """Requests, narrowed."""

    def open(self) -> ClearanceQuerySet:
        """Return those that nobody has answered yet."""
        return self.filter(ruling=Ruling.OPEN)

    def waiting(self) -> ClearanceQuerySet:
        """Return those that can be answered: post and member are still there."""
        return self.open().filter(
            post__state=PostState.APPROVED, post__recalled_at=None, member__left_at=None
        )

    def waiting_for(self, member: Member) -> ClearanceQuerySet:
        """Return those that a member who approves posts may answer: everybody's but their own."""
        return self.waiting().exclude(member=member)


_clearances, _all_clearances = managers(ClearanceQuerySet)


class Clearance(PublicIdModel):
    """That a member asked for a yes to the words of one click (`compose_key` of its shares).

    `found` is what asked for it, as it was told: a list of `Asked.stored()` (`sharing.clearances`).
    `note` is what whoever decided has to say, `reminded_at` when it was told that it is overdue.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    compose_key = models.UUIDField()
    found = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ruling = models.CharField(max_length=10, choices=Ruling.choices, default=Ruling.OPEN)
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)
    reminded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _clearances
    everyone: ClassVar[Any] = _all_clearances

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "member", "compose_key"], name="sharing_clearance_once"
            ),
            models.CheckConstraint(
                condition=Q(ruling=Ruling.OPEN) ^ Q(decided_at__isnull=False),
                name="sharing_clearance_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"],
                condition=Q(ruling=Ruling.OPEN),
                name="sharing_clearance_open",
            )
        ]
