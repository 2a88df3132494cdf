"""One event on its way to one webhook."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import WebhookDelivery
from tenants.roles import Permission
from tenants.services.webhooks import redeliver
from tenants.webhooks.showing import event_label, pretty


@allowed(Permission.MANAGE_ORGANIZATION)
def delivery(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show what was sent and what was answered."""
    found, now = _find(public_id), timezone.now()
    context = {
        "delivery": found,
        "webhook": found.webhook,
        "label": event_label(found.kind),
        "body": pretty(found.payload),
        "next_at": found.wake_at if found.wake_at and found.wake_at > now else None,
    }
    return render(request, "tenants/delivery.html", context)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def delivery_again(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send it once more, under the same id."""
    found = _find(public_id)
    try:
        redeliver(delivery=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is on its way again, under the same id."))
    return redirect("tenants:delivery", slug=request.organization.slug, public_id=found.public_id)


def _find(public_id: UUID) -> WebhookDelivery:
    rows = WebhookDelivery.objects.select_related("webhook")
    found: WebhookDelivery = get_object_or_404(rows, public_id=public_id)
    return found
