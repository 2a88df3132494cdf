"""Turning off a webhook that takes nothing any more, and telling the admins."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse

from tenants.audit import record
from tenants.models import Act, Notice, Webhook, WebhookReason, WebhookState
from tenants.services.telling import tell_admins


def disable(*, webhook: Webhook, reason: WebhookReason, now: datetime) -> None:
    """Send nothing more to a webhook until an admin turns it on again, in scope; idempotent."""
    active = Webhook.objects.filter(pk=webhook.pk, state=WebhookState.ACTIVE)
    if not active.update(state=WebhookState.DISABLED, reason=reason):
        return
    record(Act.WEBHOOK_DISABLED, by=None, about=webhook, data={"reason": reason.value}, now=now)
    path = reverse("tenants:webhook", args=[webhook.organization.slug, webhook.public_id])
    tell_admins(
        Notice.WEBHOOK_DISABLED,
        subject=f"{webhook.public_id.hex} {now:%Y%m%dT%H%M%S}",
        params={"host": urlsplit(webhook.url).hostname or "", "reason": reason.value},
        path=path,
        now=now,
    )
