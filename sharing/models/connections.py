"""Members' connected accounts, their sealed credentials, and our registrations at networks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sharing.models.own_apps import OwnApp
from sharing.networks import network
from sharing.networks.abilities import SignsIn
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.scope import TenantQuerySet, managers

REMINDER_DAYS = (14, 7, 1)
"""How many days before an account's consent ends its member is told."""


def reminder_due(ends_at: datetime | None, now: datetime) -> int | None:
    """Return the smallest reminder whose time has come, None while it is too early for any."""
    if ends_at is None:
        return None
    return min(
        (days for days in REMINDER_DAYS if ends_at - now <= timedelta(days=days)), default=None
    )


class NetworkApp(models.Model):
    """Our registration at a network's server (Mastodon: one per instance), for all of us."""

    network = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    client_id = models.CharField(max_length=255)
    secret_key_id = models.CharField(max_length=40)
    secret = models.BinaryField()
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    limits = models.JSONField(default=dict)
    limits_read_at = models.DateTimeField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "host"], name="sharing_networkapp_host")
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.host}"


class ConnectionState(models.TextChoices):
    """Whether a connection can publish."""

    ACTIVE = "active", _("Connected")
    EXPIRED = "expired", _("Reconnect needed")
    DISCONNECTED = "disconnected", _("Disconnected")


class ConnectionQuerySet(TenantQuerySet["Connection"]):
    """Connections, narrowed."""

    def kept(self) -> ConnectionQuerySet:
        """Return those a member sees: connected, or waiting to be reconnected."""
        return self.exclude(state=ConnectionState.DISCONNECTED)

    def active(self) -> ConnectionQuerySet:
        """Return those that can publish now."""
        return self.filter(state=ConnectionState.ACTIVE)


_connections, _all_connections = managers(ConnectionQuerySet)


class Connection(PublicIdModel):
    """A member's account on a network. A disconnected one stays, without credential.

    `limits` is what its server accepts, as last read (`networks.base.Limits`). `checked_at` and
    `problem` are its health: when the network last answered for it, and what it said if not well.
    `followers_due_at` is when to ask next how many follow it, None: at once.
    After `reconnect_by` the consent is over; `reminded_days` is the last reminder sent before it.
    `revoke_at` is when to ask the network (again) to forget us, since `disconnected_at`. `own_app`
    is what its tokens belong to where that is the organization's own app; None: this site's.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="connections")
    network = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    account_id = models.CharField(max_length=255)
    handle = models.CharField(max_length=255)
    display_name = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=500, blank=True)
    followers = models.PositiveIntegerField(null=True)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(
        max_length=16, choices=ConnectionState.choices, default=ConnectionState.ACTIVE
    )
    limits = models.JSONField(default=dict)
    connected_at = models.DateTimeField()
    disconnected_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    followers_due_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    reconnect_by = models.DateTimeField(null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)
    revoke_at = models.DateTimeField(null=True, blank=True)
    own_app = models.ForeignKey(
        OwnApp, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects: ClassVar[Any] = _connections
    everyone: ClassVar[Any] = _all_connections

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "member", "network", "host", "account_id"],
                name="sharing_connection_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "reconnect_by"],
                condition=Q(reconnect_by__isnull=False),
                name="sharing_connection_ends",
            ),
            models.Index(
                fields=["organization", "revoke_at"],
                condition=Q(revoke_at__isnull=False),
                name="sharing_connection_revoke",
            ),
            models.Index(
                fields=["organization", "own_app"],
                condition=Q(own_app__isnull=False),
                name="sharing_connection_own_app",
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def key(self) -> str:
        """Return the public id as text, for ids in pages."""
        return str(self.public_id)

    @property
    def network_label(self) -> str:
        """Return the network's name as people write it."""
        return network(self.network).label

    @property
    def signs_in(self) -> bool:
        """Tell whether it is connected with an app password, not on the network's own page."""
        return isinstance(network(self.network), SignsIn)

    @property
    def disconnect_title(self) -> str:
        """Return the question before disconnecting, which names the thing."""
        return gettext("Disconnect %(handle)s?") % {"handle": self.handle}

    @property
    def has_lost_app(self) -> bool:
        """Tell whether the organization's own app that it was connected by has gone."""
        return self.own_app is not None and self.own_app.removed_at is not None

    @property
    def is_active(self) -> bool:
        """Tell whether it can publish now."""
        return self.state == ConnectionState.ACTIVE


class Credential(TenantModel):
    """A connection's tokens, sealed; deleted with the connection's end.

    `expires_at` is when the access token ends; whoever refreshes it holds it until
    `refreshing_until`, so that two workers never use up one refresh token.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    key_id = models.CharField(max_length=40)
    data = models.BinaryField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    refreshing_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection"], name="sharing_credential_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="sharing_credential_ends",
            )
        ]


class AssistedNetwork(TenantModel):
    """That a member wants to be offered a network where they finish the post themselves.

    `chosen_at` says since when they have been offered any of their choice, the same on each row:
    None on rows from before we noted it, which count as chosen since ever. The row without a
    network (`NONE_WANTED`) is of who wants none; its `chosen_at` and `ended_at` say from when to
    when they had wanted some, the last time, and it stays when they want some again. So head-counts
    of the past come out the same again, but for who wanted some and then none more than once, or
    was erased since.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=20)
    chosen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "network"], name="sharing_assistednetwork_once"
            )
        ]
