"""The prices that value is computed with, and the rate that estimates are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel

SOURCE_LENGTH = 120


class RateKind(models.TextChoices):
    """What a price is for; each is what the same would have cost as paid media."""

    CPC = "cpc", _("A click")
    CPM = "cpm", _("1,000 impressions")
    CPE = "cpe", _("A reaction, comment or reshare")


class Rate(PublicIdModel):
    """A price from a UTC day on, until the next one of its kind and network.

    `network` "" is for all that have no price of their own. `currency` is by ISO 4217, the same for
    all prices of an organization. `source` says where the price is from.
    """

    kind = models.CharField(max_length=3, choices=RateKind.choices)
    network = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=12, decimal_places=4)
    source = models.CharField(max_length=SOURCE_LENGTH)
    starts_on = models.DateField()
    set_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "kind", "network", "starts_on"], name="analytics_rate_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="analytics_rate_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class ViewRate(PublicIdModel):
    """Of how many followers in a hundred a share is probably seen, from a UTC day on, until the
    next one. `source` says where that is from.
    """

    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=SOURCE_LENGTH)
    starts_on = models.DateField()
    set_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "starts_on"], name="analytics_viewrate_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100), name="analytics_viewrate_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
