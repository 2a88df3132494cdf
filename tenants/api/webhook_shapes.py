"""Shapes of webhooks and of what went there."""

from __future__ import annotations

from rest_framework import serializers

from tenants.models import DeliveryState, WebhookReason, WebhookState
from tenants.rest.shapes import Moment, PageQuery, Shape
from tenants.webhooks.events import PING, WebhookEvent

KINDS = [*WebhookEvent.choices, (PING, "Test")]


class WebhookShape(Shape):
    """A webhook, with how its last 24 hours went. Its secret is shown once, on its page."""

    id = serializers.UUIDField(source="webhook.public_id")
    url = serializers.CharField(source="webhook.url")
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=WebhookEvent.choices), source="webhook.events"
    )
    state = serializers.ChoiceField(choices=WebhookState.choices, source="webhook.state")
    reason = serializers.ChoiceField(
        choices=WebhookReason.choices,
        allow_blank=True,
        source="webhook.reason",
        help_text="Why we turned it off.",
    )
    failing_since = Moment(source="webhook.failing_since", allow_null=True)
    created_at = Moment(source="webhook.created_at")
    delivered = serializers.IntegerField()
    failed = serializers.IntegerField()
    waiting = serializers.IntegerField()


class WebhookList(Shape):
    """All webhooks, the oldest first."""

    items = WebhookShape(many=True)


class DeliveryShape(Shape):
    """One event on its way to one webhook. What was answered is of the last attempt."""

    id = serializers.UUIDField(source="public_id")
    event_id = serializers.UUIDField(help_text="The same for every webhook and every attempt.")
    type = serializers.ChoiceField(choices=KINDS, source="kind")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    created_at = Moment()
    attempts = serializers.IntegerField()
    tried_at = Moment(allow_null=True)
    response_status = serializers.IntegerField(allow_null=True)
    took_ms = serializers.IntegerField(allow_null=True)
    problem = serializers.CharField(allow_blank=True, help_text="Why there was no answer.")


class DeliveryWhole(DeliveryShape):
    """One event on its way, with what was sent and the first 1,000 characters of the answer."""

    webhook = serializers.UUIDField(source="webhook.public_id")
    payload = serializers.DictField()
    response_text = serializers.CharField(allow_blank=True)


class DeliveryQuery(PageQuery):
    """Which ones."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, required=False)
    type = serializers.ChoiceField(choices=KINDS, required=False)
