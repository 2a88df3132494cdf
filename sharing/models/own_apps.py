"""Apps that an organization registered at a network itself, in place of this site's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel
from tenants.scope import TenantQuerySet, managers


class AppState(models.TextChoices):
    """What its network said of an app's id and secret when it was last asked."""

    UNTESTED = "untested", _("Not checked yet")
    WORKS = "works", _("Works")
    REFUSED = "refused", _("Refused")


class OwnAppQuerySet(TenantQuerySet["OwnApp"]):
    """Own apps, narrowed."""

    def in_force(self) -> OwnAppQuerySet:
        """Return those that accounts are connected with now: one a network."""
        return self.filter(removed_at=None)


_own_apps, _all_own_apps = managers(OwnAppQuerySet)


class OwnApp(PublicIdModel):
    """An organization's own app; its secret is sealed, and never shown again.

    `is_approved`: the network lets it ask for what it gives some apps only (LinkedIn: the counts of
    members' posts). `problem` is what the network said when it refused the app. One that was
    replaced or removed stays, `removed_at`, as long as access that it was given is to be returned;
    then its secret is erased.
    """

    network = models.CharField(max_length=20)
    client_id = models.CharField(max_length=255)
    secret_key_id = models.CharField(max_length=40, blank=True)
    secret = models.BinaryField()
    is_approved = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=AppState.choices, default=AppState.UNTESTED)
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _own_apps
    everyone: ClassVar[Any] = _all_own_apps

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "network"],
                condition=Q(removed_at=None),
                name="sharing_ownapp_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"own app at {self.network}"
