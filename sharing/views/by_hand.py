"""Finishing a share by hand, and what the member says became of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sharing.assisted import target
from sharing.finishing import finishing
from sharing.forms import AssistedForm, ReportForm
from sharing.models import Share
from sharing.selectors import line_of
from sharing.services.assisting import report_share, set_assisted_networks
from sharing.views.compose import draft_key
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


def _own_by_hand(request: MemberRequest, public_id: uuid.UUID) -> Share:
    found: Share = get_object_or_404(
        Share.objects.of(request.member).filter(connection=None).select_related("post", "link"),
        public_id=public_id,
    )
    return found


def _page(request: MemberRequest, share: Share, form: ReportForm) -> HttpResponse:
    context = {
        "finish": finishing(share),
        "line": line_of(share, now=timezone.now(), pause=request.organization.pause_reason),
        "form": form,
        "sent_draft": draft_key(request, sent) if (sent := request.GET.get("sent", "")) else "",
    }
    status = 422 if form.errors else 200
    return render(request, "sharing/finish.html", context, status=status)


@allowed(Permission.TAKE_PART)
def finish(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the words, the pictures and the way to the network; ask what became of it."""
    share = _own_by_hand(request, public_id)
    form = ReportForm(place=target(share.network), initial={"url": share.remote_url})
    return _page(request, share, form)


@require_POST
@allowed(Permission.TAKE_PART)
def report(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the member's word that they posted it."""
    share = _own_by_hand(request, public_id)
    form = ReportForm(request.POST, place=target(share.network))
    if form.is_valid():
        try:
            report_share(share=share, url=form.cleaned_data.get("url", ""), now=timezone.now())
        except ValidationError as refused:
            form.add_error(None if refused.code == "too_late" else "url", refused)
    if form.errors:
        return _page(request, share, form)
    said = _("Noted: you posted it on %(network)s.") % {"network": target(share.network).label}
    messages.success(request, said)
    return redirect("sharing:shares", slug=request.organization.slug)


@require_POST
@allowed(Permission.TAKE_PART)
def assisted(request: MemberRequest) -> HttpResponse:
    """Store where the member wants to finish posts themselves."""
    form = AssistedForm(request.POST)
    if form.is_valid():
        networks = form.cleaned_data["networks"]
        set_assisted_networks(member=request.member, keys=networks, now=timezone.now())
        messages.success(request, _("Saved. We offer you these networks when you share."))
    else:
        messages.error(request, _("One of these networks is not known here. Nothing was changed."))
    return redirect("sharing:connections", slug=request.organization.slug)
