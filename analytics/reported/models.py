"""What a member, or a list that somebody sent in, says of a share by hand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharing.models import Share
from tenants.models import Member, TenantModel

MOST_VALUE = 1_000_000_000


class ReportedMetric(models.TextChoices):
    """What can be told of a share by hand: lifetime totals, as the network's own page shows."""

    IMPRESSIONS = "impressions", _("Impressions")
    REACTIONS = "reactions", _("Reactions")
    COMMENTS = "comments", _("Comments")
    RESHARES = "reshares", _("Reshares")


class ReportSource(models.TextChoices):
    """Who told it; neither is measured."""

    SELF_REPORTED = "self_reported", _("Self-reported")
    IMPORTED = "imported", _("Imported")


class ReportedFigure(TenantModel):
    """A lifetime total of a share by hand as somebody read it on one UTC day.

    Told again for the same day it replaces; a day counts what the highest total gained on it.
    """

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    metric = models.CharField(max_length=24, choices=ReportedMetric.choices)
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=16, choices=ReportSource.choices)
    entered_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "share", "metric", "day"],
                name="analytics_reportedfigure_once",
            ),
            models.CheckConstraint(
                condition=Q(value__lte=MOST_VALUE), name="analytics_reportedfigure_value"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "metric", "day"], name="analytics_reportedfigure_day"
            )
        ]
