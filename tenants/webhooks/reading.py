"""Reading webhooks and their log, for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from tenants.models import DeliveryState, Webhook, WebhookDelivery, WebhookSecret

PAGE = 50
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class WebhookRow:
    """A webhook with how its last day went."""

    webhook: Webhook
    delivered: int
    failed: int
    waiting: int


@dataclass(frozen=True)
class DeliveriesPage:
    """One page of the log, newest first; `next_before` names its last row, None on the last."""

    rows: list[WebhookDelivery]
    next_before: UUID | None


def webhook_rows(*, now: datetime) -> list[WebhookRow]:
    """Return all webhooks, the oldest first, in two queries."""
    recent = WebhookDelivery.objects.filter(
        Q(created_at__gt=now - RECENT) | Q(state=DeliveryState.WAITING)
    )
    counted = recent.values_list("webhook_id", "state").annotate(count=Count("pk"))
    counts = {(webhook_id, state): count for webhook_id, state, count in counted}
    return [
        WebhookRow(
            webhook,
            counts.get((webhook.pk, DeliveryState.DELIVERED), 0),
            counts.get((webhook.pk, DeliveryState.FAILED), 0),
            counts.get((webhook.pk, DeliveryState.WAITING), 0),
        )
        for webhook in Webhook.objects.order_by("created_at", "pk")
    ]


def deliveries_page(
    *,
    webhook: Webhook,
    state: str = "",
    kind: str = "",
    before: UUID | None = None,
    size: int = PAGE,
) -> DeliveriesPage:
    """Return a webhook's log, cut by keyset: before the one `before` names."""
    own = WebhookDelivery.objects.filter(webhook=webhook)
    rows = own.filter(state=state) if state else own
    rows = rows.filter(kind=kind) if kind else rows
    last = before and own.filter(public_id=before).values_list("created_at", "pk").first()
    if last:
        at, pk = last
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)
    found = list(rows.defer("payload", "response_text").order_by("-created_at", "-pk")[: size + 1])
    return DeliveriesPage(found[:size], found[size - 1].public_id if len(found) > size else None)


def old_secret_ends(*, webhook: Webhook, now: datetime) -> datetime | None:
    """Return until when the secret before signs too, None when there is only one."""
    ending = WebhookSecret.objects.filter(webhook=webhook, ends_at__gt=now)
    ends_at: datetime | None = ending.values_list("ends_at", flat=True).first()
    return ends_at
