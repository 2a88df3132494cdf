"""The organization's webhooks: list, add, change, pause, test, renew the secret, remove."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.models import Webhook
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.services import webhooks as services
from tenants.webhooks.forms import LogForm, WebhookForm
from tenants.webhooks.reading import deliveries_page, old_secret_ends, webhook_rows
from tenants.webhooks.showing import event_label, shown_events


@allowed(Permission.MANAGE_ORGANIZATION)
def webhooks(request: MemberRequest) -> HttpResponse:
    """List the webhooks with how their last day went, and what they can be told."""
    context = {"rows": webhook_rows(now=timezone.now()), "events": shown_events()}
    return render(request, "tenants/webhooks.html", context)


@never_cache
@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def webhook_new(request: MemberRequest) -> HttpResponse:
    """Add a webhook; the answer shows its secret, once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = services.add_webhook(
                by=request.member, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            context = {"webhook": made, "secret": secret, "is_new": True}
            return render(request, "tenants/webhook_secret.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "tenants/webhook_edit.html", {"form": form}, status=status)


@allowed(Permission.MANAGE_ORGANIZATION)
def webhook(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a webhook, what can be done with it, and the log of what went there."""
    found, now = _find(public_id), timezone.now()
    form = LogForm(request.GET)
    form.is_valid()
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        "webhook": found,
        "labels": [event_label(kind) for kind in found.events],
        "page": deliveries_page(
            webhook=found, before=read_id(request.GET.get("before", "")), **kept
        ),
        "form": form,
        "kept": urlencode(kept),
        "old_secret_ends": old_secret_ends(webhook=found, now=now),
    }
    return render(request, "tenants/webhook.html", context)


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def webhook_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change where to, and what."""
    found = _find(public_id)
    form = WebhookForm(request.POST or None, initial={"url": found.url, "events": found.events})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_webhook(
                webhook=found, by=request.member, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return _back(request, found)
    context = {"form": form, "webhook": found}
    return render(
        request, "tenants/webhook_edit.html", context, status=422 if form.is_bound else 200
    )


@never_cache
@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def webhook_secret(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say what a new secret changes; then make it and show it, once."""
    found = _find(public_id)
    context: dict[str, object] = {"webhook": found}
    if request.method == "POST":
        context["secret"] = services.renew_secret(
            webhook=found, by=request.member, now=timezone.now()
        )
    return render(request, "tenants/webhook_secret.html", context)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def webhook_pause(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send nothing for now."""
    said = _("Paused. What happens meanwhile is not sent.")
    return _act(request, public_id, services.pause_webhook, said)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def webhook_resume(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send again."""
    said = _("It is on. What had waited goes out now.")
    return _act(request, public_id, services.resume_webhook, said)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def webhook_test(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send a ping."""
    said = _("A test is on its way. Reload in a moment to see how it went.")
    return _act(request, public_id, services.send_test, said)


@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def webhook_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete it with its log."""
    services.remove_webhook(webhook=_find(public_id), by=request.member, now=timezone.now())
    messages.success(request, _("Removed. Nothing more is sent there."))
    return redirect("tenants:webhooks", slug=request.organization.slug)


def _act(
    request: MemberRequest, public_id: UUID, act: Callable[..., object], said: str
) -> HttpResponse:
    found = _find(public_id)
    try:
        act(webhook=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return _back(request, found)


def _back(request: MemberRequest, found: Webhook) -> HttpResponse:
    return redirect("tenants:webhook", slug=request.organization.slug, public_id=found.public_id)


def _find(public_id: UUID) -> Webhook:
    found: Webhook = get_object_or_404(Webhook.objects.all(), public_id=public_id)
    return found


def _refuse(form: WebhookForm, error: ValidationError) -> None:
    form.add_error(error.code if error.code in form.fields else None, error)
