"""Who is in the organization, and who is invited."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.forms import InviteForm
from tenants.http import MemberRequest
from tenants.models import Invitation
from tenants.roles import Permission
from tenants.selectors import members_page, open_invitations
from tenants.services.inviting import invite_member, withdraw_invitation
from tenants.services.teams import create_team


@allowed(Permission.MANAGE_MEMBERS)
def members(request: MemberRequest) -> HttpResponse:
    """Show who belongs to the organization, and the links that are still open."""
    after = _uuid(request.GET.get("after", ""))
    context = {
        "page": members_page(after=after),
        "invitations": [] if after else open_invitations(now=timezone.now()),
    }
    return render(request, "tenants/members.html", context)


@allowed(Permission.MANAGE_MEMBERS)
def invite(request: MemberRequest) -> HttpResponse:
    """Invite one person."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = _invite(request, form)
        except ValidationError as error:
            form.add_error("new_team" if error.code == "name" else "email", error)
        else:
            messages.success(request, _("The invitation for %s is on its way.") % invitation.email)
            return redirect("tenants:members", slug=request.organization.slug)
    status = 422 if form.is_bound else 200
    return render(request, "tenants/invite.html", {"form": form}, status=status)


@allowed(Permission.MANAGE_MEMBERS)
@require_POST
def withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make the link of an open invitation worthless."""
    invitation = get_object_or_404(Invitation.objects.all(), public_id=public_id)
    try:
        withdraw_invitation(invitation=invitation, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        text = _("Withdrawn. The link for %s does not work any more.") % invitation.email
        messages.success(request, text)
    return redirect("tenants:members", slug=request.organization.slug)


def _invite(request: MemberRequest, form: InviteForm) -> Invitation:
    """Make the invitation, with its team if that is new; both or neither."""
    chosen = form.cleaned_data
    with transaction.atomic():
        team = create_team(name=chosen["new_team"]) if chosen["new_team"] else chosen["team"]
        return invite_member(
            email=chosen["email"],
            roles=chosen["roles"],
            team=team,
            by=request.member,
            now=timezone.now(),
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
