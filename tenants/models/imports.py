"""Inviting many people at once: the list as it came, and what became of each line."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel, TenantModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers


class Outcome(models.TextChoices):
    """What became of a line; "" while it waits."""

    INVITED = "invited", _("Invited")
    RENEWED = "renewed", _("Invited again")
    MEMBER = "member", _("A member already")
    DUPLICATE = "duplicate", _("Twice in the list")
    BAD_ADDRESS = "bad_address", _("Not an e-mail address")
    BAD_LINE = "bad_line", _("More cells than columns")
    UNKNOWN_ROLE = "unknown_role", _("No such role")
    UNKNOWN_TEAM = "unknown_team", _("No such team")
    STOPPED = "stopped", _("Stopped: whoever began may not invite any more")
    FAILED = "failed", _("Did not work on our side")


SENT = (Outcome.INVITED.value, Outcome.RENEWED.value)
"""The outcomes after which a mail is on its way."""


class InvitationImport(PublicIdModel):
    """A list of people to invite. The row is the queue: workers take it while `wake_at` is set.

    `makes_teams` says whether a team that is not there is made or its line refused.
    """

    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    makes_teams = models.BooleanField(default=False)
    total = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(wake_at__isnull=False),
                name="tenants_import_due",
            ),
            models.Index(fields=["organization", "-created_at"], name="tenants_import_time"),
        ]

    def __str__(self) -> str:
        return f"{self.total} invitations"


class ImportLineQuerySet(TenantQuerySet["ImportLine"]):
    """Lines, narrowed."""

    def of(self, one: InvitationImport) -> ImportLineQuerySet:
        """Return an import's own."""
        return self.filter(job=one)

    def waiting(self) -> ImportLineQuerySet:
        """Return those nothing has become of yet."""
        return self.filter(outcome="")

    def refused(self) -> ImportLineQuerySet:
        """Return those that led to no invitation."""
        return self.exclude(outcome="").exclude(outcome__in=SENT)


_lines, _all_lines = managers(ImportLineQuerySet)


class ImportLine(TenantModel):
    """A line of a list as it was written (cut where a column ends), and what became of it."""

    job = models.ForeignKey(InvitationImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    roles = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)

    objects: ClassVar[Any] = _lines
    everyone: ClassVar[Any] = _all_lines

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "job", "number"], name="tenants_importline_number"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "job", "outcome", "number"],
                name="tenants_importline_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.email}"
