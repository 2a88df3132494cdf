"""The assets library: uploads kept for everyone who writes, and by what right they are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.assets import Asset
from tenants.models import Member, TenantModel


class ShelfItem(TenantModel):
    """That an upload is kept in the library, used or not, and its licence.

    `valid_until` is the last day it may be shown in something new, in the organization's zone,
    `over_at` the moment after. `reminded` says at how many days before it (30, 7, 1, 0) curators
    were told last.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    added_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    source = models.CharField(_("where it is from"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=600, blank=True)
    holder = models.CharField(_("who holds the rights"), max_length=200, blank=True)
    valid_until = models.DateField(_("may be used until"), null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "asset"], name="content_shelfitem_once")
        ]
        indexes = [
            models.Index(
                fields=["organization", "over_at"],
                condition=models.Q(over_at__isnull=False),
                name="content_shelfitem_over",
            )
        ]
