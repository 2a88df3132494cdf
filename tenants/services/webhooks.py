"""Webhooks as admins handle them: add, change, pause, test, renew the secret, remove."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outbound import Refused, require_public_form
from tenants.audit import record
from tenants.models import Act, DeliveryState, Member, Webhook, WebhookDelivery, WebhookState
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit
from tenants.webhooks import WebhookEvent
from tenants.webhooks.emitting import SEND, ping
from tenants.webhooks.signing import new_secret

MOST = 10
"""Webhooks of one organization."""
LONGEST_URL = 500


@transaction.atomic
def add_webhook(
    *, url: str, events: Iterable[str], by: Member, now: datetime
) -> tuple[Webhook, str]:
    """Add a webhook; return it with its secret, which is never shown again.

    Raises PermissionDenied; ValidationError of code "url", "events" or "too_many".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    fields = _checked(url, events)
    if Webhook.objects.count() >= MOST:
        message = _("There are %(most)s webhooks already. Remove one first.")
        raise ValidationError(message, code="too_many", params={"most": MOST})
    webhook: Webhook = Webhook.objects.create(created_by=by, created_at=now, **fields)
    secret = new_secret(webhook=webhook, now=now)
    data = {"events": list(webhook.events)}
    record(Act.WEBHOOK_ADDED, by=by, about=webhook, data=data, now=now)
    return webhook, secret


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, url: str, events: Iterable[str], by: Member, now: datetime
) -> Webhook:
    """Send another choice of events, or to another address; what waits goes there too.

    Raises PermissionDenied; ValidationError of code "url" or "events".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    fields = _checked(url, events)
    changed = [name for name, value in fields.items() if value != getattr(webhook, name)]
    if not changed:
        return webhook
    webhook.url, webhook.events = fields["url"], fields["events"]
    webhook.save(update_fields=["url", "events"])
    data = {"fields": changed, "events": list(webhook.events)}
    record(Act.WEBHOOK_CHANGED, by=by, about=webhook, data=data, now=now)
    return webhook


@transaction.atomic
def pause_webhook(*, webhook: Webhook, by: Member, now: datetime) -> None:
    """Send nothing for now: what waits is kept, what happens meanwhile is not told; idempotent.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    active = Webhook.objects.filter(pk=webhook.pk, state=WebhookState.ACTIVE)
    if active.update(state=WebhookState.PAUSED):
        record(Act.WEBHOOK_PAUSED, by=by, about=webhook, now=now)


@transaction.atomic
def resume_webhook(*, webhook: Webhook, by: Member, now: datetime) -> None:
    """Send again, what waited first; also after we had turned it off; idempotent.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    stopped = Webhook.objects.filter(pk=webhook.pk).exclude(state=WebhookState.ACTIVE)
    if stopped.update(state=WebhookState.ACTIVE, reason="", failing_since=None):
        record(Act.WEBHOOK_RESUMED, by=by, about=webhook, now=now)
        wake_on_commit(SEND)


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: Member, now: datetime) -> str:
    """Make a new secret and return it, once; the old one signs beside it for 24 hours.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    Webhook.objects.select_for_update(of=("self",), no_key=True).get(pk=webhook.pk)
    secret = new_secret(webhook=webhook, now=now)
    record(Act.WEBHOOK_SECRET_RENEWED, by=by, about=webhook, now=now)
    return secret


@transaction.atomic
def send_test(*, webhook: Webhook, by: Member, now: datetime) -> WebhookDelivery:
    """Send a `ping`. Raises PermissionDenied; ValidationError("stopped")."""
    by.require(Permission.MANAGE_ORGANIZATION)
    _require_active(webhook)
    delivery = ping(webhook, now=now)
    data = {"event": str(delivery.event_id)}
    record(Act.WEBHOOK_TESTED, by=by, about=webhook, data=data, now=now)
    return delivery


@transaction.atomic
def redeliver(*, delivery: WebhookDelivery, by: Member, now: datetime) -> None:
    """Send an event once more, under the same id, with all its tries.

    Raises PermissionDenied; ValidationError of code "stopped"; "waiting": it is on its way.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    _require_active(delivery.webhook)
    done = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.WAITING)
    if not done.update(state=DeliveryState.WAITING, wake_at=now, attempts=0):
        raise ValidationError(_("It is on its way already."), code="waiting")
    data = {"event": str(delivery.event_id)}
    record(Act.WEBHOOK_REDELIVERED, by=by, about=delivery.webhook, data=data, now=now)
    wake_on_commit(SEND)


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: Member, now: datetime) -> None:
    """Delete a webhook with its secrets and its log. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    record(Act.WEBHOOK_REMOVED, by=by, about=webhook, now=now)
    webhook.delete()


def _require_active(webhook: Webhook) -> None:
    if webhook.state != WebhookState.ACTIVE:
        raise ValidationError(_("Turn the webhook on first."), code="stopped")


def _checked(url: str, events: Iterable[str]) -> dict[str, Any]:
    wanted = set(events)
    if not wanted or not wanted <= set(WebhookEvent.values):
        raise ValidationError(_("Choose what you want to be told."), code="events")
    ordered = [kind for kind in WebhookEvent.values if kind in wanted]
    return {"url": _address(url), "events": ordered}


def _address(url: str) -> str:
    url = url.strip()
    try:
        require_public_form(url)
        URLValidator(schemes=["https", "http"])(url)
    except Refused as refused:
        message = _("We can’t send there: %(why)s.")
        raise ValidationError(message, code="url", params={"why": str(refused)}) from None
    except ValidationError:
        raise _no_address() from None
    if not url.isascii() or "#" in url or len(url) > LONGEST_URL:
        raise _no_address()
    return url


def _no_address() -> ValidationError:
    message = _("This is not a whole address. It begins with https:// and has no # in it.")
    return ValidationError(message, code="url")
