"""Turning off a webhook that takes nothing any more, and telling the admins."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse

from tenants.audit import record
from tenants.models import Act, Member, Notice, Webhook, WebhookReason, WebhookState
from tenants.notifying import notify
from tenants.roles import PERMISSIONS, Permission


def disable(*, webhook: Webhook, reason: WebhookReason, now: datetime) -> None:
    """Send nothing more to a webhook until an admin turns it on again, in scope; idempotent."""
    active = Webhook.objects.filter(pk=webhook.pk, state=WebhookState.ACTIVE)
    if not active.update(state=WebhookState.DISABLED, reason=reason):
        return
    record(Act.WEBHOOK_DISABLED, by=None, about=webhook, data={"reason": reason.value}, now=now)
    path = reverse("tenants:webhook", args=[webhook.organization.slug, webhook.public_id])
    admins = Member.objects.active().select_related("user", "organization")
    roles = list(PERMISSIONS[Permission.MANAGE_ORGANIZATION])
    for admin in admins.filter(roles__overlap=roles):
        notify(
            member=admin,
            kind=Notice.WEBHOOK_DISABLED,
            subject=f"{webhook.public_id.hex} {now:%Y%m%dT%H%M%S}",
            params={"host": urlsplit(webhook.url).hostname or "", "reason": reason.value},
            path=path,
            now=now,
        )
