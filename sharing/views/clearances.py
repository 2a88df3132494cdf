"""The desk's page of words that need a yes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sharing.clearances import queue_of
from sharing.forms import HaltForm
from sharing.models import Clearance
from sharing.services.clearing import approve_words, send_words_back
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.APPROVE_POSTS)
def clearances(request: MemberRequest) -> HttpResponse:
    """Show the words that wait for a yes, the soonest needed first."""
    return _queue(request, status=200)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def clearance_approve(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say yes to words as they were shown: they go out."""
    found, seen = _found(request, public_id), request.POST.get("seen", "")
    try:
        approve_words(clearance=found, by=request.member, seen=seen, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Approved, and %s is told.") % found.member.name)
    return redirect("sharing:clearances", slug=request.organization.slug)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def clearance_return(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send words back, with what has to change."""
    found = _found(request, public_id)
    form = _form(public_id, request.POST)
    if not form.is_valid():
        return _queue(request, status=422, answered=form)
    note = form.cleaned_data["reason"]
    try:
        send_words_back(clearance=found, by=request.member, note=note, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Sent back. %s is told.") % found.member.name)
    return redirect("sharing:clearances", slug=request.organization.slug)


def _found(request: MemberRequest, public_id: uuid.UUID) -> Clearance:
    others = Clearance.objects.exclude(member=request.member).select_related("member")
    found: Clearance = get_object_or_404(others, public_id=public_id)
    return found


def _form(public_id: uuid.UUID, data: QueryDict | None = None) -> HaltForm:
    hint = _("What has to change: they read it, and can take their words up again.")
    return HaltForm(data, prefix=str(public_id), hint=hint)


def _queue(
    request: MemberRequest, *, status: int, answered: HaltForm | None = None
) -> HttpResponse:
    """Show the queue, with what was typed for one of its requests."""
    waiting, has_more = queue_of(request.member, now=timezone.now())
    rows = []
    for one in waiting:
        form = _form(one.clearance.public_id)
        is_answered = answered is not None and answered.prefix == form.prefix
        rows.append((one, answered if is_answered else form))
    context = {"rows": rows, "has_more": has_more}
    return render(request, "sharing/clearances.html", context, status=status)
