"""Goals, and what counted for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharing.models import Share
from tenants.models import Member, PublicIdModel, TenantModel

NAME_LENGTH = 60


class ConversionGoal(PublicIdModel):
    """What visitors are to do, named as the site's own pages name it ("newsletter").

    One that has ended counts nothing more; what it counted stays.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    added_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(ended_at=None),
                name="analytics_conversiongoal_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConversionSource(models.TextChoices):
    """Who told us."""

    PIXEL = "pixel", _("The picture on a page")
    SERVER = "server", _("A program")


class Conversion(TenantModel):
    """A goal that was reached by somebody who came by a share; nothing says who it was.

    `value` is what the program said it was worth, in `currency`, which is "" without one. `once`
    tells it from itself sent again: made from the program's own id of it, or from the click, which
    counts once for a goal. When it was clicked is not kept, and `at` and `share` are never told
    together: the site knows who was there at a moment.
    """

    goal = models.ForeignKey(
        ConversionGoal, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    share = models.ForeignKey(
        Share, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=ConversionSource.choices)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    once = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "goal", "once"], name="analytics_conversion_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="analytics_conversion_value"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "at"], name="analytics_conversion_time"),
            models.Index(fields=["organization", "share"], name="analytics_conversion_share"),
        ]
