"""Who is in the organization: the list, one member, and what an admin changes about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.member_forms import FilterForm, MemberForm
from tenants.models import Member
from tenants.people_tabs import people_tabs
from tenants.recency import ask_again, asks_for_some, recently_signed_in, signed_in_recently
from tenants.roles import Permission, Role
from tenants.selectors.members import (
    MemberDetails,
    MemberFilter,
    member_details,
    members_page,
)
from tenants.services.members import (
    deactivate_member,
    reactivate_member,
    set_roles,
    set_team,
    transfer_ownership,
)
from tenants.services.privacy import set_executive
from tenants.views.bulk import take_done


@allowed(Permission.MANAGE_MEMBERS)
def members(request: MemberRequest) -> HttpResponse:
    """Show who belongs to the organization, found and cut as the address says."""
    form = FilterForm(request.GET)
    form.is_valid()  # what makes no sense leaves nobody out
    said = form.cleaned_data
    team = said.get("team")
    chosen = MemberFilter(
        words=said.get("q", "").strip(),
        role=said.get("role", ""),
        team=team and team.public_id,
        state=said.get("state", ""),
    )
    page = members_page(chosen=chosen, after=read_id(request.GET.get("after", "")))
    context = {
        "page": page,
        "chosen": chosen,
        "form": form,
        "older_url": chosen.query(after=page.next_after) if page.next_after else "",
        "are_all_picked": request.GET.get("pick") == "all",
        "pick_url": chosen.query(after=request.GET.get("after", ""), pick="all"),
        "done": take_done(request),
        "tabs": people_tabs(request),
    }
    return render(request, "tenants/members.html", context)


@allowed(Permission.MANAGE_MEMBERS)
@asks_for_some
def member(request: MemberRequest, public_id: UUID) -> HttpResponseBase:
    """Show one member and change their roles and teams; who is admin only by who is surely here."""
    found = _found(public_id)
    details = member_details(found)
    form = MemberForm(request.POST or None, details=details)
    if request.method == "POST" and form.is_valid():
        was, is_to_be = set(found.roles), set(form.cleaned_data["roles"])
        if Role.ADMIN in was ^ is_to_be and not signed_in_recently(request):
            return ask_again(request)
        try:
            _store(request, details, form)
        except ValidationError as error:
            form.add_error("roles", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("tenants:member", request.organization.slug, public_id)
    status = 422 if form.errors else 200
    context = {"details": details, "member": found, "form": form}
    return render(request, "tenants/member.html", context, status=status)


def _store(request: MemberRequest, details: MemberDetails, form: MemberForm) -> None:
    """Store what has changed, so that the audit tells of nothing else."""
    chosen: dict[str, Any] = form.cleaned_data
    given: Any = {"by": request.member, "now": timezone.now()}
    if {"roles", "champion", "manager"} & set(form.changed_data):
        teams: Any = form.teams()
        set_roles(member=details.member, roles=chosen["roles"], teams=teams, **given)
    set_team(member=details.member, team=chosen["team"], **given)
    set_executive(member=details.member, is_executive=chosen["is_executive"], **given)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def member_deactivate(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a membership."""
    found = _found(public_id)
    try:
        deactivate_member(member=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        if found.pk == request.member.pk:
            return redirect("home")
        messages.success(request, _("%s does not take part any more.") % found.name)
    return redirect("tenants:member", request.organization.slug, public_id)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def member_reactivate(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give a membership back."""
    found = _found(public_id)
    reactivate_member(member=found, by=request.member, now=timezone.now())
    messages.success(request, _("%s takes part again.") % found.name)
    return redirect("tenants:member", request.organization.slug, public_id)


@allowed(Permission.MANAGE_MEMBERS)
@recently_signed_in
def hand_over(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make another member admin and step down."""
    found = _found(public_id)
    if request.method != "POST":
        return redirect("tenants:member", request.organization.slug, public_id)
    try:
        transfer_ownership(to=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("tenants:member", request.organization.slug, public_id)
    messages.success(request, _("%s is admin now, and you are not any more.") % found.name)
    return redirect("sharing:feed", request.organization.slug)


def _found(public_id: UUID) -> Member:
    rows = Member.objects.select_related("user", "team", "organization")
    return get_object_or_404(rows, public_id=public_id)
