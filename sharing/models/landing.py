"""The sites that are told by which share somebody came."""

from __future__ import annotations

from django.db import models

from tenants.models import Member, PublicIdModel


class LandingSite(PublicIdModel):
    """A site of the organization's own, with all below it, whose links carry a token.

    `host` is in its ASCII form, lower case.
    """

    host = models.CharField(max_length=253)
    added_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "host"], name="sharing_landingsite_once"
            ),
        ]

    def __str__(self) -> str:
        return self.host
