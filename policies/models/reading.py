"""Who read and accepted what: members, and candidates by a link of theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.documents import PolicyVersion
from tenants.models import Member, PublicIdModel, TenantModel


class Way(models.TextChoices):
    """How somebody accepted."""

    PAGE = "page", _("Page")
    API = "api", _("API")


class Acknowledgement(TenantModel):
    """That a member read and accepted a version: when, in which language and which way.

    `language` is "" for the organization's own; a translation that was read stands for it.
    `has_passed` tells that they answered its questions, if there were any, and no more of that.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    language = models.CharField(max_length=8, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PAGE)
    has_passed = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "version"], name="policies_acknowledgement_once"
            )
        ]


class CandidateLink(PublicIdModel):
    """A link for one person who is not a member yet, and what they accepted by it.

    The link itself is signed and not stored. The row is deleted after 90 days, accepted or not.
    """

    name = models.CharField(_("name"), max_length=120, blank=True)
    made_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(version=None, accepted_at=None)
                | Q(version__isnull=False, accepted_at__isnull=False),
                name="policies_candidatelink_accepted_what",
            ),
        ]

    def __str__(self) -> str:
        return self.name
