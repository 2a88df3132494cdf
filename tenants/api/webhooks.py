"""Webhooks as programs look after them.

Where events go, and the secrets they are signed with, are a person's to say: whoever finds a token
can neither send the organization's events elsewhere nor sign in its name.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.shortcuts import get_object_or_404

from tenants.api.webhook_shapes import (
    DeliveryQuery,
    DeliveryShape,
    DeliveryWhole,
    WebhookList,
    WebhookShape,
)
from tenants.models import Webhook, WebhookDelivery
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.roles import Permission
from tenants.services import webhooks as services
from tenants.token_scopes import Scope
from tenants.webhooks.reading import WebhookRow, webhook_rows


class Webhooks(Endpoints):
    """Webhooks."""

    tag = "Webhooks"

    @endpoint(
        scope=Scope.WEBHOOKS_READ, permission=Permission.MANAGE_ORGANIZATION, gives=WebhookList
    )
    def index(self, call: Call) -> dict[str, list[WebhookRow]]:
        """List the webhooks with how their last day went."""
        return {"items": webhook_rows(now=call.now)}

    @endpoint(
        scope=Scope.WEBHOOKS_READ, permission=Permission.MANAGE_ORGANIZATION, gives=WebhookShape
    )
    def show(self, call: Call, public_id: UUID) -> WebhookRow:
        """Give one webhook."""
        return _row(_webhook(public_id), call.now)

    @endpoint(
        scope=Scope.WEBHOOKS_WRITE, permission=Permission.MANAGE_ORGANIZATION, gives=WebhookShape
    )
    def pause(self, call: Call, public_id: UUID) -> WebhookRow:
        """Send nothing for now; what happens meanwhile is not sent."""
        found = _webhook(public_id)
        services.pause_webhook(webhook=found, by=call.member, now=call.now)
        return _row(found, call.now)

    @endpoint(
        scope=Scope.WEBHOOKS_WRITE, permission=Permission.MANAGE_ORGANIZATION, gives=WebhookShape
    )
    def resume(self, call: Call, public_id: UUID) -> WebhookRow:
        """Send again, what had waited first; also after we had turned it off."""
        found = _webhook(public_id)
        services.resume_webhook(webhook=found, by=call.member, now=call.now)
        return _row(found, call.now)

    @endpoint(
        scope=Scope.WEBHOOKS_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=DeliveryShape,
        status=201,
    )
    def test(self, call: Call, public_id: UUID) -> WebhookDelivery:
        """Send a `ping`; look at the delivery to see how it went."""
        return services.send_test(webhook=_webhook(public_id), by=call.member, now=call.now)

    @endpoint(scope=Scope.WEBHOOKS_WRITE, permission=Permission.MANAGE_ORGANIZATION)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Delete a webhook with its secrets and its log."""
        services.remove_webhook(webhook=_webhook(public_id), by=call.member, now=call.now)


class Deliveries(Endpoints):
    """What went to a webhook."""

    tag = "Webhooks"

    @endpoint(
        scope=Scope.WEBHOOKS_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=DeliveryQuery,
        gives=DeliveryShape,
    )
    def index(self, call: Call, public_id: UUID) -> Page:
        """List what went to a webhook, newest first."""
        names = {"state": "state", "type": "kind"}
        asked = {names[name]: value for name, value in call.query.items()}
        own = WebhookDelivery.objects.filter(webhook=_webhook(public_id), **asked)
        return call.cut.take(own.defer("payload", "response_text"), "-created_at", "-pk")

    @endpoint(
        scope=Scope.WEBHOOKS_READ, permission=Permission.MANAGE_ORGANIZATION, gives=DeliveryWhole
    )
    def show(self, call: Call, public_id: UUID) -> WebhookDelivery:  # noqa: ARG002 (all are handed it)
        """Give a delivery with what was sent and what was answered."""
        return _delivery(public_id)

    @endpoint(
        scope=Scope.WEBHOOKS_WRITE, permission=Permission.MANAGE_ORGANIZATION, gives=DeliveryShape
    )
    def redeliver(self, call: Call, public_id: UUID) -> WebhookDelivery:
        """Send it once more, under the same event id."""
        services.redeliver(delivery=_delivery(public_id), by=call.member, now=call.now)
        return _delivery(public_id)


def _webhook(public_id: UUID) -> Webhook:
    found: Webhook = get_object_or_404(Webhook.objects.all(), public_id=public_id)
    return found


def _row(webhook: Webhook, now: datetime) -> WebhookRow:
    return next(row for row in webhook_rows(now=now) if row.webhook.pk == webhook.pk)


def _delivery(public_id: UUID) -> WebhookDelivery:
    rows = WebhookDelivery.objects.select_related("webhook")
    found: WebhookDelivery = get_object_or_404(rows, public_id=public_id)
    return found
