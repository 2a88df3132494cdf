"""Goals of an organization, and notes on its trends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel

LABEL_LENGTH = 120
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class GoalPeriod(models.TextChoices):
    """How long a goal runs."""

    MONTH = "month", _("A month")
    QUARTER = "quarter", _("A quarter")
    DAYS = "days", _("From one day to another")


class Goal(PublicIdModel):
    """What a key figure of the whole organization is to reach, by UTC days, both inclusive.

    `target` is in the figure's unit; of rates in percent. `label` says what for, in the
    organization's own words. `set_by` and `set_at` say who set it as it stands, and when.
    """

    label = models.CharField(max_length=LABEL_LENGTH)
    metric = models.CharField(max_length=32)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    period = models.CharField(max_length=8, choices=GoalPeriod.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    set_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="analytics_goal_dates"
            ),
            models.CheckConstraint(condition=Q(target__gt=0), name="analytics_goal_target"),
        ]
        indexes = [
            models.Index(fields=["organization", "-ends_on", "-id"], name="analytics_goal_time")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def version(self) -> int:
        """Return what a change is made from: when it was set as it stands, in microseconds."""
        return (self.set_at - _EPOCH) // timedelta(microseconds=1)


class Annotation(PublicIdModel):
    """What happened on a day, noted on the trends of the dashboard."""

    day = models.DateField()
    text = models.CharField(max_length=LABEL_LENGTH)
    noted_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-day", "-id"], name="analytics_annotation_day")
        ]

    def __str__(self) -> str:
        return self.text
