"""What an organization lets a network's posts cost, and what each post was charged."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from sharing.models.shares import Attempt, AttemptOutcome, Share
from tenants.models import TenantModel
from tenants.scope import TenantQuerySet, managers


class Budget(TenantModel):
    """The most that posts on one network may cost in a month, in thousandths of a US dollar.

    0 is off, and so is no row: nothing costs money before an admin says how much it may be.
    """

    network = models.CharField(max_length=20)
    monthly_mills = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "network"], name="sharing_budget_network"
            )
        ]

    def __str__(self) -> str:
        return self.network


class ChargeQuerySet(TenantQuerySet["Charge"]):
    """Charges, narrowed."""

    def standing(self) -> ChargeQuerySet:
        """Return those that count: of attempts that were accepted or may have been."""
        refused = Attempt.objects.filter(
            share=OuterRef("share"), number=OuterRef("number"), outcome=AttemptOutcome.REFUSED
        )
        return self.filter(~Exists(refused))

    def spent(self, network: str, month: date) -> int:
        """Return what a month's posts on a network cost so far."""
        found = self.standing().filter(network=network, month=month)
        return int(found.aggregate(total=Sum("mills"))["total"] or 0)


_charges, _all_charges = managers(ChargeQuerySet)


class Charge(TenantModel):
    """What an attempt at a post costs, written with it: it counts unless the attempt was refused.

    So nothing has to be given back, whatever becomes of the worker. The attempt is known by its
    share and `number`; `month` is its first day.
    """

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    network = models.CharField(max_length=20)
    month = models.DateField()
    mills = models.PositiveIntegerField()

    objects: ClassVar[Any] = _charges
    everyone: ClassVar[Any] = _all_charges

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "share", "number"], name="sharing_charge_once"
            ),
            models.CheckConstraint(condition=Q(mills__gt=0), name="sharing_charge_costs"),
        ]
        indexes = [
            models.Index(fields=["organization", "network", "month"], name="sharing_charge_month")
        ]
