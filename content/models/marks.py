"""What members note for themselves alone: marks on posts, topics they follow, a closed shelf."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from content.models.posts import Post
from content.models.topics import Topic
from tenants.models import Member, TenantModel
from tenants.scope import TenantQuerySet, managers


class MarkQuerySet(TenantQuerySet["Mark"]):
    """Marks, narrowed."""

    def of(self, member: Member) -> MarkQuerySet:
        """Return a member's own."""
        return self.filter(member=member)

    def read(self) -> MarkQuerySet:
        """Return those of posts that were opened or shared."""
        return self.filter(read_at__isnull=False)

    def saved(self) -> MarkQuerySet:
        """Return those of posts that were kept for later."""
        return self.filter(saved_at__isnull=False)

    def shared(self) -> MarkQuerySet:
        """Return those of posts that went out."""
        return self.filter(shared_at__isnull=False)

    def hidden(self) -> MarkQuerySet:
        """Return those of posts that are not for the member."""
        return self.filter(hidden_at__isnull=False)


_marks, _all_marks = managers(MarkQuerySet)


class Mark(TenantModel):
    """What one member has done with one post, each with since when; None: not, or not any more.

    `read_at`: opened or shared it first. `saved_at`: keeps it for later. `shared_at`: shared it
    first. `hidden_at`: it is not for them, so their feed leaves it out. Nobody else is ever shown
    one; of reads, others see counts alone.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _marks
    everyone: ClassVar[Any] = _all_marks

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "post"], name="content_mark_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "member", column],
                condition=Q(**{f"{column}__isnull": False}),
                name=f"content_mark_{column[:-3]}",
            )
            for column in ("saved_at", "shared_at", "hidden_at")
        ]


class Follow(TenantModel):
    """That a member follows a topic: its posts come sooner in their feed. Nobody else sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "topic"], name="content_follow_once"
            )
        ]


class ClosedShelf(TenantModel):
    """That a member does not want the three of the week on top of their feed until then."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member"], name="content_closedshelf_once"
            )
        ]
