"""Coming in by one's own address, and answering who asks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import JoinRequest, User
from tenants.people_tabs import people_tabs
from tenants.roles import Permission
from tenants.selectors.invitations import open_requests
from tenants.services.domain_joining import (
    approve_request,
    decline_request,
    doors_for,
    join_by_domain,
)


@never_cache
def find_organization(request: HttpRequest) -> HttpResponse:
    """Show a signed-in person the organizations their address opens; let them in, or ask."""
    user = request.user
    if not isinstance(user, User):  # the middleware has sent everybody else to sign in
        return redirect("account_login")
    if request.method == "POST":
        return _join(request, user)
    return render(request, "tenants/find_organization.html", {"doors": doors_for(user)})


def _join(request: HttpRequest, user: User) -> HttpResponse:
    try:
        domain_id = UUID(request.POST.get("domain", ""))
        member = join_by_domain(user=user, domain_id=domain_id, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("tenants:find_organization")
    except ValueError:
        return redirect("tenants:find_organization")
    if member is None:
        return redirect("tenants:find_organization")
    return redirect("sharing:feed", slug=member.organization.slug)


@allowed(Permission.MANAGE_MEMBERS)
def join_requests(request: MemberRequest) -> HttpResponse:
    """Show who asks to join."""
    context = {"requests": open_requests(), "tabs": people_tabs(request)}
    return render(request, "tenants/join_requests.html", context)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def join_approve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let in who asked."""
    asked = _asked(public_id)
    try:
        member = approve_request(request=asked, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%s is a member now.") % member.name)
    return redirect("tenants:join_requests", request.organization.slug)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def join_decline(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Leave who asked outside."""
    asked = _asked(public_id)
    try:
        decline_request(request=asked, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Declined. Nothing was sent to them."))
    return redirect("tenants:join_requests", request.organization.slug)


def _asked(public_id: UUID) -> JoinRequest:
    return get_object_or_404(JoinRequest.objects.select_related("user"), public_id=public_id)
