"""What becomes of those who begin in one month, as head-counts."""

from __future__ import annotations

from django.db import models

from tenants.models import TenantModel


class CohortCount(TenantModel):
    """How many of those who joined in a month came how far, or were there months later.

    `joined_in` is the first day of their month (UTC), None for counts that are of no cohort;
    `months_after` is None for a step of beginning. Counted anew every hour (`active.counting`).
    Of who is trained, or not, `people` is a number of months, shares or clicks too; its `metric`
    says so (`active.training`).
    """

    joined_in = models.DateField(null=True)
    metric = models.CharField(max_length=24)
    months_after = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "joined_in", "metric", "months_after"],
                nulls_distinct=False,
                name="analytics_cohortcount_once",
            )
        ]
