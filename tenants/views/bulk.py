"""Changing many members at once: chosen in the list, confirmed once, undone if wanted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.member_forms import ChangeForm
from tenants.models import Member
from tenants.recency import ask_again, asks_for_some, signed_in_recently
from tenants.roles import Permission, Role
from tenants.services.bulk import Change, Done, change_members, find_members, undo_change

SESSION_KEY = "members_changed"
UNDO_FOR = timedelta(minutes=10)
OF_ROLES = {Change.ADD_ROLE, Change.REMOVE_ROLE}


@allowed(Permission.MANAGE_MEMBERS)
@asks_for_some
def members_change(request: MemberRequest) -> HttpResponseBase:
    """Say what would happen to those chosen; do it once that is confirmed.

    Roles are given and taken by who is surely here.
    """
    if request.method != "POST":
        return _back(request)
    try:
        chosen = find_members(request.POST.getlist("member"))
    except ValidationError as error:
        messages.error(request, error.message)
        return _back(request)
    form = ChangeForm(request.POST if "change" in request.POST else None)
    if "sure" not in request.POST or not form.is_valid():
        return _ask(request, chosen, form)
    if form.cleaned_data["change"] in OF_ROLES and not signed_in_recently(request):
        return ask_again(request)
    return _do(request, chosen, form)


def _do(request: MemberRequest, chosen: list[Member], form: ChangeForm) -> HttpResponse:
    said: dict[str, Any] = form.cleaned_data
    now = timezone.now()
    try:
        done = change_members(
            members=chosen,
            change=Change(said["change"]),
            role=said["role"],
            team=said["team"],
            by=request.member,
            now=now,
        )
    except ValidationError as error:
        form.add_error("change", error)
        return _ask(request, chosen, form)
    _keep(request, done, now)
    return _back(request)


@require_POST
@allowed(Permission.MANAGE_MEMBERS)
def members_undo(request: MemberRequest) -> HttpResponse:
    """Take the last change back."""
    done = take_done(request)
    request.session.pop(SESSION_KEY, None)
    if done is None or not done.members:
        messages.error(request, _("There is nothing to undo any more."))
        return _back(request)
    try:
        undo_change(done=done, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is as it was."))
    return _back(request)


def take_done(request: MemberRequest) -> Done | None:
    """Return this admin's last change here while it can be undone."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["organization"] != request.organization.pk:
        return None
    if timezone.now() - datetime.fromisoformat(kept["at"]) > UNDO_FOR:
        return None
    told: dict[str, Any] = kept["done"]
    return Done(Change(told["change"]), told["role"], told["members"], told["before"])


def _keep(request: MemberRequest, done: Done, now: datetime) -> None:
    request.session[SESSION_KEY] = {
        "organization": request.organization.pk,
        "at": now.isoformat(),
        "done": asdict(done),
    }
    if not done.members:
        messages.success(request, _("They were so already. Nothing has changed."))


def _ask(request: MemberRequest, chosen: list[Member], form: ChangeForm) -> HttpResponse:
    """Show what would happen, before it does; the form's own mistakes too."""
    is_ready = form.is_bound and form.is_valid()
    context = {
        "chosen": chosen,
        "form": form,
        "is_ready": is_ready,
        "question": _question(form.cleaned_data, len(chosen)) if is_ready else "",
        "is_grave": is_ready and form.cleaned_data["change"] == Change.DEACTIVATE,
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/members_change.html", context, status=status)


def _question(said: dict[str, Any], count: int) -> str:
    """Say in one sentence what is about to happen."""
    role = Role(said["role"]).label if said["role"] else ""
    team = said["team"].name if said["team"] else ""
    match Change(said["change"]):
        case Change.TEAM if team:
            text = ngettext(
                "Put %(count)s person into %(team)s?", "Put %(count)s people into %(team)s?", count
            )
        case Change.TEAM:
            text = ngettext(
                "Take %(count)s person out of their team?",
                "Take %(count)s people out of their teams?",
                count,
            )
        case Change.ADD_ROLE:
            text = ngettext(
                "Make %(count)s person %(role)s?", "Make %(count)s people %(role)s?", count
            )
        case Change.REMOVE_ROLE:
            text = ngettext(
                "Take the role %(role)s from %(count)s person?",
                "Take the role %(role)s from %(count)s people?",
                count,
            )
        case Change.DEACTIVATE:
            text = ngettext("Deactivate %(count)s person?", "Deactivate %(count)s people?", count)
        case _:
            text = ngettext("Reactivate %(count)s person?", "Reactivate %(count)s people?", count)
    return text % {"count": count, "role": role, "team": team}


def _back(request: MemberRequest) -> HttpResponse:
    return redirect("tenants:members", request.organization.slug)
