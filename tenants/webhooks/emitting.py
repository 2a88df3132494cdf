"""Putting events into the outbox, in the transaction of what they tell."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from tenants.models import Organization, Webhook, WebhookDelivery
from tenants.scope import current_organization_id
from tenants.wakeups import wake_on_commit
from tenants.webhooks.events import EVENTS, PING

SEND = "tenants.tasks.send_webhooks"
# With every event, nearly always to find nothing: a third of the time that the ORM would take.
LISTENING = """
SELECT id FROM tenants_webhook
WHERE organization_id = %s AND state = 'active' AND %s = ANY(events) ORDER BY id
"""
ORDER = ("id", "type", "created_at", "organization", "data")


def emit(kind: str, data: Mapping[str, Any], *, now: datetime) -> int:
    """Queue an event for every webhook that wants it, in scope; return for how many.

    Raises ValueError for data that is not what `EVENTS` says of this kind.
    """
    return emit_all(kind, [data], now=now)


def emit_all(kind: str, told: Sequence[Mapping[str, Any]], *, now: datetime) -> int:
    """Queue an event of one kind for each of `told`, by the rules of `emit`; return how many.

    One look-up where no webhook wants them, two more statements where there is one.
    """
    for data in told:
        if set(data) != set(EVENTS[kind].fields):
            raise ValueError(f"{kind} tells {sorted(EVENTS[kind].fields)}, not {sorted(data)}.")
    organization_id = current_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(LISTENING, [organization_id, kind])
        webhooks = [pk for (pk,) in cursor.fetchall()]
    return len(_queue(webhooks, kind, told, now)) if webhooks and told else 0


def ping(webhook: Webhook, *, now: datetime) -> WebhookDelivery:
    """Queue a test for one webhook, in scope."""
    return _queue([webhook.pk], PING, [{"webhook": str(webhook.public_id)}], now)[0]


def _queue(
    webhooks: list[int], kind: str, told: Sequence[Mapping[str, Any]], now: datetime
) -> list[WebhookDelivery]:
    slug = Organization.objects.values_list("slug", flat=True).get(pk=current_organization_id())
    at = now.astimezone(UTC).isoformat().replace("+00:00", "Z")
    rows = []
    for data in told:
        event_id = uuid.uuid4()
        payload = {
            "id": str(event_id),
            "type": kind,
            "created_at": at,
            "organization": slug,
            "data": dict(data),
        }
        rows += [
            WebhookDelivery(
                webhook_id=webhook,
                event_id=event_id,
                kind=kind,
                payload=payload,
                created_at=now,
                wake_at=now,
            )
            for webhook in webhooks
        ]
    wake_on_commit(SEND)
    return list(WebhookDelivery.objects.bulk_create(rows))


def body_of(payload: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return the body that is signed and sent: the same letters for every attempt."""
    ordered = {name: payload[name] for name in ORDER if name in payload}
    marks = (",", ":") if indent is None else None
    return json.dumps(ordered, ensure_ascii=False, separators=marks, indent=indent)
