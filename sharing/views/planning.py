"""Choosing another time for a share, and the slots of one's own week."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.forms import MoveForm, SlotForm
from sharing.models import Share, Timing
from sharing.moments import Moment
from sharing.schedule import slot_days, week_key
from sharing.selectors import line_of
from sharing.services.planning import (
    add_slot,
    copy_slots,
    move_share,
    remove_slot,
    suggest_slots,
)
from sharing.times import when
from sharing.views.calendar import week_context
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.zones import zone_of

NOT_TIMES = {"zone", "too_late", "no_slots", "slots_taken", "no_window"}
"""Refusals that are not about what stands in the field of the time."""


@allowed(Permission.TAKE_PART)
def move(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose another time for a share: on a page of its own, or from the calendar by htmx."""
    own = Share.objects.of(request.member).select_related("post", "connection")
    share: Share = get_object_or_404(own, public_id=public_id)
    form = MoveForm(request.POST if request.method == "POST" else None, initial=_initial(share))
    moment = _moved(share, form) if request.method == "POST" else None
    if request.htmx:
        return _week(request, share, form, moment)
    if moment is not None:
        messages.success(request, _told(moment))
        week = week_key(timezone.localtime(moment.due_at).date())
        url = reverse("sharing:calendar", args=[request.organization.slug])
        return redirect(f"{url}?week={week}#share-{share.public_id}")
    context = {
        "form": form,
        "line": line_of(share, now=timezone.now(), pause=request.organization.pause_reason),
        "zone": zone_of(request.member).key,
    }
    return render(request, "sharing/move.html", context, status=422 if form.errors else 200)


def _initial(share: Share) -> dict[str, Any]:
    soon = timezone.now() + timedelta(hours=1)
    at = timezone.localtime(share.due_at if share.due_at > timezone.now() else soon)
    return {"timing": Timing.AT, "wall": f"{at:%Y-%m-%dT%H:%M}"}


def _moved(share: Share, form: MoveForm) -> Moment | None:
    """Move the share; None when the form says why not."""
    if not form.is_valid():
        return None
    try:
        return move_share(share=share, now=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None if refused.code in NOT_TIMES else "wall", refused)
        form.offer = (refused.params or {}).get("offer", "")
        return None


def _told(moment: Moment) -> str:
    return _("Moved: it goes out %(when)s.") % {"when": when(moment.due_at, now=timezone.now())}


def _week(
    request: MemberRequest, share: Share, form: MoveForm, moment: Moment | None
) -> HttpResponse:
    """Answer with the week as it is now, and with the way back when the share was moved."""
    context = week_context(request, request.POST.get("week", ""))
    if moment is None:
        errors = [str(error) for errors in form.errors.values() for error in errors]
        context["error"] = " ".join(errors)
    else:
        context["moved"] = _told(moment)
        context["moved_share"] = share  # as it was before
        context["moved_from"] = f"{timezone.localtime(share.due_at):%Y-%m-%dT%H:%M}"
        context["may_go_back"] = share.due_at > timezone.now()
    return render(request, "sharing/calendar.html#week", context)


@allowed(Permission.TAKE_PART)
def slots(request: MemberRequest) -> HttpResponse:
    """Edit the times of one's own week: each act is a small form, so it works without script."""
    wrong: SlotForm | None = None
    if request.method == "POST":
        wrong = _change_slots(request)
        if wrong is None:
            return redirect("sharing:slots", slug=request.organization.slug)
    days = slot_days(request.member)
    context = {
        "days": days,
        "wrong": wrong,
        "wrong_day": wrong["weekday"].value() if wrong else "",
        "zone": zone_of(request.member).key,
        "is_empty": not any(day.times for day in days),
    }
    return render(request, "sharing/slots.html", context, status=422 if wrong else 200)


def _change_slots(request: MemberRequest) -> SlotForm | None:
    """Do what was pressed; the form that says what is wrong comes back."""
    act, form = request.POST.get("act", ""), SlotForm(request.POST)
    if act == "suggest":
        suggest_slots(member=request.member)
        return None
    if act == "copy":
        form.fields["at"].required = False
    if not form.is_valid():
        return form
    weekday: int = form.cleaned_data["weekday"]
    at: time = form.cleaned_data["at"]
    try:
        if act == "copy":
            copy_slots(member=request.member, weekday=weekday)
        elif act == "remove":
            remove_slot(member=request.member, weekday=weekday, at=at)
        else:
            add_slot(member=request.member, weekday=weekday, at=at)
    except ValidationError as refused:
        form.add_error("at", refused)
        return form
    return None
