"""How members of an organization sign in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.access import allowed, before_mfa, before_policy
from tenants.http import MemberRequest
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.second_factor import has_second_step, needs_mfa
from tenants.selectors.members import second_step_count
from tenants.services.signing_in import require_mfa


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def sign_in_settings(request: MemberRequest) -> HttpResponse:
    """Ask everyone here for a second step at sign-in, or stop asking."""
    if request.method == "POST":
        on = request.POST.get("requires_mfa") == "on"
        try:
            require_mfa(by=request.member, on=on, now=timezone.now())
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Saved."))
        return redirect("tenants:sign_in_settings", slug=request.organization.slug)
    context = {
        "people": second_step_count(),
        "has_own": has_second_step(request.user),
    }
    return render(request, "tenants/sign_in_settings.html", context)


@before_mfa
@before_policy
@allowed(Permission.TAKE_PART)
def second_step(request: MemberRequest) -> HttpResponse:
    """Say that this organization asks for a second step, and lead there."""
    if not needs_mfa(request.member):
        return redirect("sharing:feed", slug=request.organization.slug)
    others = [m.organization for m in request.memberships if m.pk != request.member.pk]
    context = {"organization": request.organization, "others": others}
    return render(request, "tenants/second_step.html", context)
