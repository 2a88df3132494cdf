"""Archives that are asked for, made by a worker, fetched, and deleted again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers


class ArchiveKind(models.TextChoices):
    """What is in an archive."""

    ORGANIZATION = "organization", _("Everything of the organization")
    MEMBER = "member", _("What one member has here, and their account")


class ArchiveState(models.TextChoices):
    """Where an archive is: the row is its queue."""

    WAITING = "waiting", _("Waiting")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ArchiveQuerySet(TenantQuerySet["Archive"]):
    """Archives, narrowed."""

    def of(self, member: Member) -> ArchiveQuerySet:
        """Return what a member asked for of their own."""
        return self.filter(kind=ArchiveKind.MEMBER, asked_by=member)

    def of_all(self) -> ArchiveQuerySet:
        """Return those of the whole organization."""
        return self.filter(kind=ArchiveKind.ORGANIZATION)


_archives, _all_archives = managers(ArchiveQuerySet)


class Archive(PublicIdModel):
    """One archive: a job, then a file in the storage until `expires_at`.

    While it is made, `step` names what is written just now and `rows` counts what is written;
    `claimed_until` is its worker's lease.
    """

    kind = models.CharField(max_length=12, choices=ArchiveKind.choices)
    asked_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=8, choices=ArchiveState.choices, default=ArchiveState.WAITING
    )
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=300, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True)

    objects: ClassVar[Any] = _archives
    everyone: ClassVar[Any] = _all_archives

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "kind", "asked_by"],
                condition=Q(state=ArchiveState.WAITING),
                name="tenants_archive_one_at_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="tenants_archive_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
