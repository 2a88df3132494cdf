"""Webhooks: where an organization wants to be told of events, and each event on its way there."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel, TenantModel
from tenants.models.people import Member


class WebhookState(models.TextChoices):
    """Whether events go out: paused by an admin, disabled by us."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DISABLED = "disabled", _("Turned off")


class WebhookReason(models.TextChoices):
    """Why we turned one off."""

    GONE = "gone", _("The server answered that this address is gone.")
    FAILING = "failing", _("Nothing has arrived there for five days.")


class Webhook(PublicIdModel):
    """An address of the organization's own that we POST its events to.

    `failing_since` is when the first of the deliveries failed after which none has arrived.
    """

    url = models.CharField(_("address"), max_length=500)
    events = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(
        max_length=8, choices=WebhookState.choices, default=WebhookState.ACTIVE
    )
    reason = models.CharField(max_length=8, choices=WebhookReason.choices, blank=True)
    failing_since = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        indexes = [
            # What `emit` asks with every event, nearly always to find nothing.
            models.Index(
                fields=["organization"],
                condition=Q(state=WebhookState.ACTIVE),
                name="tenants_webhook_active",
            )
        ]

    def __str__(self) -> str:
        return self.url


class WebhookSecret(TenantModel):
    """A key that deliveries are signed with, sealed; while one is replaced, two of them are good.

    `ends_at` is None for the newest.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    key_id = models.CharField(max_length=40)
    data = models.BinaryField()
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "webhook"],
                condition=Q(ends_at=None),
                name="tenants_webhooksecret_newest",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "webhook"], name="tenants_webhooksecret_of")
        ]

    def __str__(self) -> str:
        return f"secret of webhook {self.webhook_id}"


class DeliveryState(models.TextChoices):
    """Where a delivery is: the row is its queue."""

    WAITING = "waiting", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class WebhookDelivery(PublicIdModel):
    """One event on its way to one webhook: the queue while it waits, the log afterwards.

    `event_id` is the same for every webhook and every attempt; receivers know a repeat by it.
    `response_status`, `response_text` (its first 1,000 characters) and `took_ms` are of the last
    attempt, and so is `problem`: why there was no answer. A worker holds it until `claimed_until`.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    created_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    response_status = models.PositiveSmallIntegerField(null=True)
    response_text = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "webhook", "event_id"], name="tenants_webhookdelivery_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "webhook", "wake_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="tenants_webhookdelivery_due",
            ),
            models.Index(
                fields=["organization", "webhook", "-created_at", "-id"],
                name="tenants_webhookdelivery_log",
            ),
            models.Index(fields=["organization", "created_at"], name="tenants_webhookdelivery_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
