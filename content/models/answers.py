"""What a reader says about a post with one tap."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Count, When
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post
from tenants.models import Member, TenantModel
from tenants.scope import TenantQuerySet, managers


class Opinion(models.TextChoices):
    """What one tap says."""

    USEFUL = "useful", _("Useful")
    UNCLEAR = "unclear", _("Not clear")
    SALESY = "salesy", _("Too salesy")
    OLD = "old", _("Old news")


class FeedbackQuerySet(TenantQuerySet["Feedback"]):
    """Verdicts, narrowed."""

    def counts_at(self, day: datetime) -> dict[str, int]:
        """Return how many verdicts of each kind stood when today, which is `day`, began."""
        stood = Case(When(at__lt=day, then="verdict"), default="stood")
        rows = self.annotate(counted=stood).exclude(counted="").order_by("counted")
        return dict(
            rows.values("counted").annotate(count=Count("pk")).values_list("counted", "count")
        )

    def taken_back(self, *, before: datetime) -> FeedbackQuerySet:
        """Return what was taken back before a moment."""
        return self.filter(verdict="", at__lt=before)


_feedback, _all_feedback = managers(FeedbackQuerySet)


class Feedback(TenantModel):
    """A member's verdict on a post. Private: curators see counts, of five others' and more, as they
    stood when the day began. `member` is None once they were erased: what was counted stays so.

    `stood` is the verdict when the (UTC) day of `at` began, "" for none: it is counted all day.
    So what is taken back has the verdict "", and goes when the day is over.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Opinion.choices, blank=True)
    stood = models.CharField(
        max_length=8, choices=Opinion.choices, blank=True, db_default="", default=""
    )
    at = models.DateTimeField()

    objects: ClassVar[Any] = _feedback
    everyone: ClassVar[Any] = _all_feedback

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "member"], name="content_feedback_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.verdict)

    def stood_at(self, day: datetime) -> str:
        """Return the verdict when a day began, today's or an earlier one's; "" for none."""
        return str(self.verdict if self.at < day else self.stood)


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
