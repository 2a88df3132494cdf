"""Whether an organization lets mentions of its hashtags be counted, and how far that is."""

from __future__ import annotations

from django.db import models

from tenants.models import TenantModel


class MentionCounting(TenantModel):
    """The switch, off without a row. `day` is the last UTC day that is done, or given up.

    A worker looks again at `wake_at`; None: once the next day is over.
    """

    is_on = models.BooleanField(default=False)
    day = models.DateField(null=True)
    wake_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="analytics_mentioncounting_once")
        ]
