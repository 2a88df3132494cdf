"""What employees write under a post: comments and answers to them, one level deep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post
from tenants.models import Member, PublicIdModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers

CHANGED_WITHIN = timedelta(hours=1)


class CommentQuerySet(TenantQuerySet["Comment"]):
    """Comments, narrowed."""

    def standing(self) -> CommentQuerySet:
        """Return those that everybody reads: neither deleted nor hidden."""
        return self.filter(deleted_at=None, hidden_at=None)

    def readable_by(self, member: Member) -> CommentQuerySet:
        """Return those whose words a member may read: hidden ones are their writer's, curators'."""
        rows = self.filter(deleted_at=None)
        if member.may(Permission.APPROVE_POSTS):
            return rows
        return rows.filter(Q(hidden_at=None) | Q(author=member))

    def threads_for(self, member: Member) -> CommentQuerySet:
        """Return what begins a thread that has something to read in it."""
        answers = Comment.objects.filter(parent=OuterRef("pk")).readable_by(member)
        is_readable = Q(pk__in=Comment.objects.filter(parent=None).readable_by(member).values("pk"))
        return self.filter(is_readable | Exists(answers), parent=None)


_comments, _all_comments = managers(CommentQuerySet)


class Comment(PublicIdModel):
    """A comment on a post, or (`parent`) an answer to one.

    Of a deleted one the words are gone; it stays while it has answers to hold. A hidden one keeps
    its words for its writer and for curators, who said why.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.CharField(_("why it is hidden"), max_length=300, blank=True)

    objects: ClassVar[Any] = _comments
    everyone: ClassVar[Any] = _all_comments

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "post", "parent", "-created_at", "-id"],
                name="content_comment_thread",
            ),
            models.Index(
                fields=["organization", "author", "-created_at"], name="content_comment_author"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def is_changeable_by(self, member: Member, now: datetime) -> bool:
        """Tell whether a member may change the words: their own, for an hour, while all read it."""
        is_standing = self.deleted_at is None and self.hidden_at is None
        is_fresh = now - self.created_at <= CHANGED_WITHIN
        return self.author_id == member.pk and is_standing and is_fresh
