"""The organization's teams."""

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
from tenants.member_forms import TeamForm
from tenants.models import Team
from tenants.roles import Permission
from tenants.selectors.members import team_rows
from tenants.services.teams import add_team, delete_team, rename_team


@allowed(Permission.MANAGE_MEMBERS)
def teams(request: MemberRequest) -> HttpResponse:
    """Show the teams; make one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_team(name=form.cleaned_data["name"], by=request.member, now=timezone.now())
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("%s is there.") % made.name)
            return redirect("tenants:teams", request.organization.slug)
    context = {"rows": team_rows(), "form": form}
    return render(request, "tenants/teams.html", context, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def team_rename(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give a team another name."""
    team = get_object_or_404(Team.objects.current(), public_id=public_id)
    try:
        name = request.POST.get("name", "")[:1000]
        rename_team(team=team, name=name, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is called %s now.") % team.name)
    return redirect("tenants:teams", request.organization.slug)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def team_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a team; its members stay, in no team."""
    team = get_object_or_404(Team.objects.current(), public_id=public_id)
    delete_team(team=team, by=request.member, now=timezone.now())
    messages.success(request, _("%s is gone. Its people are in no team now.") % team.name)
    return redirect("tenants:teams", request.organization.slug)
