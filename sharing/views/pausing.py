"""The crisis pause: the switch, what it holds back, and the pauses before."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sharing.forms import HaltForm
from sharing.recalls import pause_page
from sharing.services.pausing import pause_sharing, resume_sharing
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.HALT_SHARING)
def pause(request: MemberRequest) -> HttpResponse:
    """Show whether sharing is paused, and pause it."""
    hint = _("Everybody in the organization sees this on every page.")
    form = HaltForm(request.POST if request.method == "POST" else None, hint=hint)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            pause_sharing(by=request.member, reason=reason, now=now)
        except ValidationError as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused)
        else:
            messages.success(request, _("Sharing is paused. Nothing goes out."))
            return redirect("sharing:pause", slug=request.organization.slug)
    shown = {"page": pause_page(now=timezone.now()), "form": form}
    return render(request, "sharing/pause.html", shown, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.HALT_SHARING)
def resume(request: MemberRequest) -> HttpResponse:
    """End the pause."""
    try:
        resume_sharing(by=request.member, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Sharing goes on. What waited goes out now."))
    return redirect("sharing:pause", slug=request.organization.slug)
