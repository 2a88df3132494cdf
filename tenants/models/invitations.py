"""Invitations: who was asked to join, and until when they may."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel
from tenants.models.people import Member, Team
from tenants.roles import Role
from tenants.scope import TenantQuerySet, managers


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    """Invitations, narrowed."""

    def open_at(self, moment: datetime) -> InvitationQuerySet:
        """Return those that could be accepted at a moment."""
        return self.filter(
            Q(accepted_at=None) | Q(accepted_at__gte=moment),
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=moment),
            created_at__lt=moment,
            expires_at__gt=moment,
        )


_invitations, _all_invitations = managers(InvitationQuerySet)


class Invitation(PublicIdModel):
    """A link for one person. The link is signed, not stored: the database holds no secret of it.

    `name` is what the inviter calls them, "" when nothing; the person can change it as they join.
    """

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120, blank=True, default="", db_default="")
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), default=list)
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = _invitations
    everyone: ClassVar[Any] = _all_invitations

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "email"], name="tenants_invitation_email"),
            models.Index(fields=["organization", "created_at"], name="tenants_invitation_time"),
        ]

    def __str__(self) -> str:
        return self.email
