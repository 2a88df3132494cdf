"""What organizations settle about their boards."""

from __future__ import annotations

from django.db import models

from tenants.models import Member, PublicIdModel, TenantModel


class ShareCap(TenantModel):
    """How many shares of one member and UTC day count for effort, from a day on; None: all of them.

    Made for days to come alone, so what is counted once stays, and counting again gives the same.
    """

    since = models.DateField()
    most = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "since"], name="analytics_sharecap_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.most or 'all'} since {self.since}"


class BoardScreen(PublicIdModel):
    """A link that shows the boards on a screen, without signing in. Signed, so not stored."""

    made_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        pass

    def __str__(self) -> str:
        return str(self.public_id)
