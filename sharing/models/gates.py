"""What networks allow just now: limits they told, and breakers that keep us off what is broken."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from sharing.models.connections import Connection
from tenants.models import TenantModel
from tenants.scope import TenantQuerySet, managers


class Passage(models.TextChoices):
    """Whether shares may go to a network: `BROKEN` is after too many failures."""

    FREE = "free"
    BROKEN = "broken"
    PAUSED = "paused"


class NetworkGate(models.Model):
    """One app of ours at one server of a network: its limit, and whether the server works.

    For all organizations together, numbers alone. `app` is "" for the deployment's own. The row
    without `host` stands for the network as a whole, which whoever runs the deployment may pause.
    Of `allowed` calls `remaining` are left until `resets_at`; `organizations` have ever used it.
    While it is broken one share may try at `probe_at`. `failures` are consecutive ones of different
    accounts, the last at `failed_at` of the account `failed_by`: one bad account breaks nothing.
    """

    network = models.CharField(max_length=20)
    host = models.CharField(max_length=255, blank=True)
    app = models.CharField(max_length=64, blank=True)

    allowed = models.PositiveIntegerField(null=True)
    remaining = models.IntegerField(null=True)
    resets_at = models.DateTimeField(null=True)
    organizations = models.PositiveIntegerField(default=0, db_default=0)
    closed_until = models.DateTimeField(null=True)

    passage = models.CharField(
        max_length=8, choices=Passage.choices, default=Passage.FREE, db_default=Passage.FREE
    )
    since = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    trips = models.PositiveSmallIntegerField(default=0, db_default=0)
    failures = models.PositiveIntegerField(default=0, db_default=0)
    failed_at = models.DateTimeField(null=True)
    failed_by = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "host", "app"], name="sharing_networkgate_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.host} {self.app}".strip()


class Lane(models.TextChoices):
    """What a limit is about: networks count posts, uploads, reading and deleting apart."""

    ALL = ""
    POST = "post"
    MEDIA = "media"
    READ = "read"
    DELETE = "delete"


_gates, _all_gates = managers(TenantQuerySet)


class RateGate(TenantModel):
    """A limit of one account; without one, what the organization used of the app's limit.

    An account's has `allowed` and `remaining` until `resets_at`, or is shut until `closed_until`.
    An organization's counts the posts `used` in the window of the app that ends at `resets_at`.
    """

    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    network = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    app = models.CharField(max_length=64, blank=True)
    lane = models.CharField(max_length=8, choices=Lane.choices, blank=True)
    allowed = models.PositiveIntegerField(null=True)
    remaining = models.IntegerField(null=True)
    resets_at = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0, db_default=0)
    closed_until = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _gates
    everyone: ClassVar[Any] = _all_gates

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "network", "host", "app", "lane"],
                nulls_distinct=False,
                name="sharing_rategate_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.lane}".strip()
