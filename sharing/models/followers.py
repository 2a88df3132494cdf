"""How many followed an account, day by day."""

from __future__ import annotations

from django.db import models

from sharing.models.connections import Connection
from tenants.models import TenantModel


class FollowerDay(TenantModel):
    """How many followed an account from this UTC day on; a day that changed nothing has no row.

    Nobody but the member sees it for one account.
    """

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "day"], name="sharing_followerday_once"
            )
        ]
