"""What customers ask: the same questions counted together, and who heard them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post
from tenants.models import Member, PublicIdModel
from tenants.scope import TenantQuerySet, managers

QUESTION_LENGTH = 300


class QuestionState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered by a post")
    CLOSED = "closed", _("No post will answer it")


class QuestionQuerySet(TenantQuerySet["CustomerQuestion"]):
    """Questions, narrowed."""

    def most_asked(self) -> QuestionQuerySet:
        """Order by how often they were heard; the id makes the order total."""
        return self.order_by("-times", "-id")


_questions, _all_questions = managers(QuestionQuerySet)


class CustomerQuestion(PublicIdModel):
    """A question of customers, in the words of whoever heard it first, or of a curator.

    `times` counts how often it was heard: one `Hearing` each. `post` answers it, once it is in the
    feed; `reason` says why none will.
    """

    text = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    state = models.CharField(
        max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    times = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why not"), max_length=500, blank=True)

    objects: ClassVar[Any] = _questions
    everyone: ClassVar[Any] = _all_questions

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "state", "-times", "-id"], name="content_question_count"
            ),
            models.Index(fields=["organization", "-heard_at"], name="content_question_heard"),
            models.Index(
                fields=["organization", "post"],
                condition=Q(post__isnull=False),
                name="content_question_post",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Hearing(PublicIdModel):
    """That a member heard a question, in their own words.

    `told_at` is when they were told what became of it; None again when something else does.
    """

    question = models.ForeignKey(
        CustomerQuestion, on_delete=models.CASCADE, related_name="hearings"
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "question", "-at", "-id"], name="content_hearing_question"
            ),
            models.Index(
                fields=["organization", "member", "-at", "-id"], name="content_hearing_member"
            ),
        ]

    def __str__(self) -> str:
        return self.text
