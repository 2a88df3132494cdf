"""Signing by the Standard Webhooks scheme, with secrets that are sealed while they are stored.

https://www.standardwebhooks.com, read 2026-11-26: HMAC-SHA256 over `id.timestamp.body`, header
`webhook-signature: v1,<base64>`, several of them separated by a space. While a secret is replaced,
both sign, so the receiver can change over at any moment of that day.
"""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from standardwebhooks import Webhook as Signer

from tenants.models import Webhook, WebhookSecret
from tenants.sealing import Sealed, seal, unseal

PREFIX = "whsec_"
SECRET_BYTES = 32
OLD_IS_GOOD_FOR = timedelta(hours=24)


def new_secret(*, webhook: Webhook, now: datetime) -> str:
    """Make the secret of a webhook and return it, the only time it can be read; in scope.

    The one before goes on signing for 24 hours; one that was replaced before is gone.
    """
    secrets = WebhookSecret.objects.filter(webhook=webhook)
    secrets.exclude(ends_at=None).delete()
    secrets.update(ends_at=now + OLD_IS_GOOD_FOR)
    plain = PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()
    sealed = seal(plain, context=_context(webhook))
    WebhookSecret.objects.create(
        webhook=webhook, key_id=sealed.key_id, data=sealed.data, created_at=now
    )
    return plain


def open_secrets(*, webhook: Webhook, now: datetime) -> list[str]:
    """Return the secrets that sign now, the newest first, in scope. Raises CannotUnseal."""
    rows = WebhookSecret.objects.filter(webhook=webhook).filter(
        Q(ends_at=None) | Q(ends_at__gt=now)
    )
    return [
        unseal(Sealed(row.key_id, bytes(row.data)), context=_context(webhook))
        for row in rows.order_by("-created_at", "-pk")
    ]


def signed_headers(
    *, event_id: str, body: str, secrets: list[str], now: datetime
) -> dict[str, str]:
    """Return the headers of one attempt; its time is signed too."""
    moment = now.astimezone(UTC)
    signatures = [
        Signer(secret).sign(msg_id=event_id, timestamp=moment, data=body) for secret in secrets
    ]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def reseal_secret(row: WebhookSecret) -> None:
    """Seal a stored secret again under the newest key; the row is locked. Raises CannotUnseal."""
    context = _context(row.webhook)
    sealed = seal(unseal(Sealed(row.key_id, bytes(row.data)), context=context), context=context)
    row.key_id, row.data = sealed.key_id, sealed.data
    row.save(update_fields=["key_id", "data"])


def _context(webhook: Webhook) -> str:
    return f"webhook:{webhook.organization_id}:{webhook.pk}"
