"""What an organization chose about its events, and how far its days are closed."""

from __future__ import annotations

from django.db import models

from tenants.models import TenantModel

DEFAULT_MONTHS = 25


class Retention(TenantModel):
    """Which days may be counted again; one row for each organization, none until the first sweep.

    `months` None: all of them, for ever. Days before `closed_before` keep the numbers that they
    have, it never goes back. Clicks, snapshots and conversions from before `kept_since` are let go
    of, None: all are kept.
    """

    months = models.PositiveSmallIntegerField(null=True, default=DEFAULT_MONTHS)
    closed_before = models.DateField(null=True)
    kept_since = models.DateField(null=True)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="analytics_retention_once")
        ]
