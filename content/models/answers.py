"""What a reader says about a post with one tap."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post
from tenants.models import Member, TenantModel


class Opinion(models.TextChoices):
    """What one tap says."""

    USEFUL = "useful", _("Useful")
    UNCLEAR = "unclear", _("Not clear")
    SALESY = "salesy", _("Too salesy")
    OLD = "old", _("Old news")


class Feedback(TenantModel):
    """A member's verdict on a post. Private: curators see counts, of five others' and more, of the
    days before. `member` is None once they were erased: what was counted stays counted.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Opinion.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "member"], name="content_feedback_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.verdict)


class Confirmation(TenantModel):
    """That a member said they have read a post that asks for it; shown as a count alone.

    `member` as in `Feedback`.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "member"], name="content_confirmation_once"
            )
        ]
