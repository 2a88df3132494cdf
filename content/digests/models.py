"""Who gets a digest how often, and when the next one is due."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, TenantModel
from tenants.scope import TenantQuerySet, managers


class Pace(models.TextChoices):
    """How often a digest comes."""

    NEVER = "never", _("Never")
    DAILY = "daily", _("Every working day")
    TWICE = "twice", _("Tuesdays and Thursdays")
    WEEKLY = "weekly", _("Once a week")


class DigestPlan(TenantModel):
    """How an organization's digest goes out; without a row the defaults hold.

    `pace` is of members who have not chosen one; `weekday` (Monday is 0) is of weekly ones, `hour`
    of all, on each member's own clock. `greeting` stands above the posts.
    """

    is_on = models.BooleanField(_("send digests"), default=True)
    pace = models.CharField(
        _("how often, until people choose"),
        max_length=8,
        choices=Pace.choices,
        default=Pace.WEEKLY,
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of weekly ones"), default=1, validators=[MaxValueValidator(6)]
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=9, validators=[MaxValueValidator(23)]
    )
    greeting = models.CharField(_("greeting"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="content_digestplan_once")
        ]


class DigestQuerySet(TenantQuerySet["Digest"]):
    """Digests, narrowed."""

    def unplanned(self, plan: DigestPlan) -> DigestQuerySet:
        """Return those that need a time: they come, and nobody has said when."""
        coming = Q(pace="") if plan.pace != Pace.NEVER else Q(pk__in=[])
        chosen = ~Q(pace__in=["", Pace.NEVER])
        return self.filter(coming | chosen, next_at=None)


_digests, _all_digests = managers(DigestQuerySet)


class Digest(TenantModel):
    """A member's digest; the row is the workers' queue.

    `pace` is "" while it is the plan's. `next_at` is None until a time is found, and while none
    comes. `told` are the posts of the last ones, newest first: none comes twice.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    pace = models.CharField(max_length=8, choices=Pace.choices, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    told = ArrayField(models.BigIntegerField(), default=list)

    objects: ClassVar[Any] = _digests
    everyone: ClassVar[Any] = _all_digests

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="content_digest_once")
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_at"],
                condition=Q(next_at__isnull=False),
                name="content_digest_due",
            )
        ]
