"""What is being written: at most one open version of a document, its review, what was put aside."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.documents import Policy
from tenants.models import Member, PublicIdModel
from tenants.scope import TenantQuerySet, managers


class DraftState(models.TextChoices):
    """How far a draft has come."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In legal review")
    CLEARED = "cleared", _("Reviewed")
    PUBLISHED = "published", _("Published")
    ASIDE = "aside", _("Put aside")


OPEN = (DraftState.DRAFT, DraftState.REVIEW, DraftState.CLEARED)
"""Those that are worked on."""


class DraftQuerySet(TenantQuerySet["Draft"]):
    """Drafts, narrowed."""

    def open(self) -> DraftQuerySet:
        """Return those that are worked on."""
        return self.filter(state__in=OPEN)

    def of(self, kind: str, language: str = "") -> DraftQuerySet:
        """Return those of a document."""
        return self.filter(policy__kind=kind, policy__language=language)


_drafts, _all_drafts = managers(DraftQuerySet)


class Draft(PublicIdModel):
    """The next version of a document while it is written.

    `contents` is all it says (`policies.contents`); the database refuses a don't without its do
    and its reason there too. Each save makes the next `edition`; `edited`
    says with which one each part was last changed. `started_from` is the number of the version in
    force when it was begun. `asked_by` sent it to `reviewer`, whose words are the `note`.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="drafts")
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.DRAFT)
    contents = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=1)
    edited = models.JSONField(default=dict)
    started_from = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewer = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)

    objects: ClassVar[Any] = _drafts
    everyone: ClassVar[Any] = _all_drafts

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "policy"],
                condition=Q(state__in=OPEN),
                name="policies_draft_one_open",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Tell whether it is worked on."""
        return self.state in OPEN
