"""Inviting: one person or a whole list, and what becomes of each invitation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.forms import ColleagueForm, InviteForm
from tenants.http import MemberRequest
from tenants.ids import read_id, read_number
from tenants.inviters import may_invite
from tenants.lists import write_csv
from tenants.member_forms import InviteManyForm
from tenants.models import Invitation, InvitationImport
from tenants.people_tabs import people_tabs
from tenants.recency import ask_again, asks_for_some, recently_signed_in, signed_in_recently
from tenants.roles import Permission, Role
from tenants.selectors.invitations import (
    import_report,
    import_rows,
    invitations_page,
    recent_imports,
)
from tenants.services.importing import import_invitations
from tenants.services.inviting import invite_colleague as invite_one
from tenants.services.inviting import invite_member, resend_invitation, withdraw_invitation
from tenants.services.teams import find_or_add_team


@allowed(Permission.MANAGE_MEMBERS)
def invitations(request: MemberRequest) -> HttpResponse:
    """Show who is invited and has not joined yet, and the lists that were sent in."""
    words, show = request.GET.get("q", "")[:100], request.GET.get("show", "")
    before = read_id(request.GET.get("before", ""))
    page = invitations_page(
        now=timezone.now(), words=words, only_expired=show == "expired", before=before
    )
    context = {
        "page": page,
        "words": words,
        "show": show,
        "imports": [] if before or words or show else recent_imports(),
        "tabs": people_tabs(request),
    }
    return render(request, "tenants/invitations.html", context)


@allowed(Permission.MANAGE_MEMBERS)
@asks_for_some
def invite(request: MemberRequest) -> HttpResponseBase:
    """Invite one person; an admin-to-be only by who is surely here."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if Role.ADMIN in form.cleaned_data["roles"] and not signed_in_recently(request):
            return ask_again(request)
        try:
            invitation = _invite(request, form)
        except ValidationError as error:
            form.add_error("new_team" if error.code in {"name", "taken"} else "email", error)
        else:
            messages.success(request, _("The invitation for %s is on its way.") % invitation.email)
            return redirect("tenants:invitations", slug=request.organization.slug)
    status = 422 if form.is_bound else 200
    return render(request, "tenants/invite.html", {"form": form}, status=status)


@allowed(Permission.TAKE_PART)
def invite_colleague(request: MemberRequest) -> HttpResponse:
    """Invite one person as an advocate, where the organization lets everyone, or leads, do that."""
    form = ColleagueForm(request.POST or None)
    is_open = may_invite(request.member)
    if request.method == "POST" and is_open and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            invite_one(email=email, by=request.member, now=timezone.now())
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("The invitation for %s is on its way.") % email)
            return redirect("tenants:invite_colleague", slug=request.organization.slug)
    status = 422 if form.is_bound and is_open else 200
    context = {"form": form, "is_open": is_open}
    return render(request, "tenants/invite_colleague.html", context, status=status)


@allowed(Permission.MANAGE_MEMBERS)
@recently_signed_in
def invite_many(request: MemberRequest) -> HttpResponse:
    """Take a list of people to invite, pasted or as a file; any line may make an admin.

    Asked before a file is chosen: a file could not be kept.
    """
    is_sent = request.method == "POST"
    form = InviteManyForm(request.POST, request.FILES) if is_sent else InviteManyForm()
    if is_sent and form.is_valid():
        chosen = form.cleaned_data
        job = import_invitations(
            lines=form.lines,
            by=request.member,
            now=timezone.now(),
            makes_teams=chosen["makes_teams"],
            roles=chosen["roles"],
            team=chosen["team"],
        )
        return redirect("tenants:invitation_import", request.organization.slug, job.public_id)
    status = 422 if form.errors else 200
    return render(request, "tenants/invite_many.html", {"form": form}, status=status)


@allowed(Permission.MANAGE_MEMBERS)
def invitation_import(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show how far a list is, and what became of each line."""
    job = get_object_or_404(InvitationImport.objects.all(), public_id=public_id)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    report = import_report(job=job, show=show, after=read_number(after))
    template = "tenants/invitation_import.html"
    template += "#progress" if request.htmx and not request.htmx.boosted else ""
    return render(request, template, {"report": report, "show": show})


@allowed(Permission.MANAGE_MEMBERS)
def import_lines(_request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give the lines of a list with what became of them, as a file."""
    job = get_object_or_404(InvitationImport.objects.all(), public_id=public_id)
    header = ["line", "email", "name", "roles", "team", "result"]
    text = write_csv(header, import_rows(job))
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="invitations-{job.created_at:%Y-%m-%d}.csv"'
    )
    return response


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
    return redirect("tenants:invitations", slug=request.organization.slug)


@allowed(Permission.MANAGE_MEMBERS)
@require_POST
def resend(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Mail an invitation again, for another 14 days."""
    found = Invitation.objects.select_related("team")
    invitation = get_object_or_404(found, public_id=public_id)
    try:
        resend_invitation(invitation=invitation, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation for %s is on its way.") % invitation.email)
    return redirect("tenants:invitations", slug=request.organization.slug)


def _invite(request: MemberRequest, form: InviteForm) -> Invitation:
    """Make the invitation, with its team if that is new; both or neither."""
    chosen, new = form.cleaned_data, form.cleaned_data["new_team"]
    given: Any = {"by": request.member, "now": timezone.now()}
    with transaction.atomic():
        team = find_or_add_team(name=new, **given) if new else chosen["team"]
        return invite_member(
            email=chosen["email"],
            roles=chosen["roles"],
            team=team,
            **given,
        )
