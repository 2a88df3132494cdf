"""Suggestions on the desk: the queue, one of them, what becomes of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.forms.voices import AskForm, DeclineForm
from content.models import OPEN_SUGGESTIONS, Suggestion
from content.services.suggesting import (
    ask_sender,
    decline_suggestion,
    look_at_suggestion,
    take_suggestion,
)
from content.views.tabs import Tab, desk_tabs
from content.voices.suggestions import shown_suggestion, suggestion_queue, visible_suggestions
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.models import Notice
from tenants.notifying import mark_seen
from tenants.roles import Permission


@allowed(Permission.APPROVE_POSTS)
def suggestions(request: MemberRequest) -> HttpResponse:
    """List what colleagues suggest: what waits, or what was decided on."""
    is_open = request.GET.get("state") != "decided"
    before = read_id(request.GET.get("before", ""))
    here = reverse("content:suggestions", args=[request.organization.slug])
    context = {
        "page": suggestion_queue(member=request.member, is_open=is_open, before=before),
        "is_open": is_open,
        "is_first_page": before is None,
        "tabs": desk_tabs(request, "content:suggestions"),
        "states": [
            Tab(here, _("Waiting"), is_open),
            Tab(f"{here}?state=decided", _("Decided"), not is_open),
        ],
    }
    return render(request, "content/suggestions.html", context)


@allowed(Permission.APPROVE_POSTS)
def suggestion_decide(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a suggestion, and what can become of it. From then on it was looked at."""
    found = _find(request, public_id)
    now, about = timezone.now(), found.public_id.hex
    look_at_suggestion(suggestion=found, by=request.member, now=now)
    mark_seen(member=request.member, kind=Notice.SUGGESTION_WAITS, about=about, now=now)
    return _show(request, found)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def suggestion_take(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Begin a draft from a suggestion, and go on writing it."""
    found = _find(request, public_id)
    try:
        post = take_suggestion(suggestion=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:suggestion_decide", request.organization.slug, public_id)
    messages.success(request, _("A draft now. Whoever suggested it is told, and credited."))
    return redirect("content:post_edit", request.organization.slug, post.public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def suggestion_ask(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask who sent it."""
    found, form = _find(request, public_id), AskForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            ask_sender(suggestion=found, by=request.member, text=text, now=timezone.now())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Asked. You are told when there is an answer."))
            return redirect("content:suggestion_decide", request.organization.slug, public_id)
    return _show(request, found, ask_form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def suggestion_decline(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say that it will be no post, and why."""
    found, form = _find(request, public_id), DeclineForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            decline_suggestion(
                suggestion=found, by=request.member, reason=reason, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("Declined. Whoever sent it reads why."))
            return redirect("content:suggestions", request.organization.slug)
    return _show(request, found, decline_form=form)


def _find(request: MemberRequest, public_id: UUID) -> Suggestion:
    rows = visible_suggestions(request.member).exclude(state="withdrawn")
    found: Suggestion = get_object_or_404(rows, public_id=public_id)
    return found


def _show(
    request: MemberRequest,
    found: Suggestion,
    *,
    ask_form: Form | None = None,
    decline_form: Form | None = None,
) -> HttpResponse:
    context = {
        "shown": shown_suggestion(found, request.member),
        "is_open": found.state in OPEN_SUGGESTIONS,
        "ask_form": ask_form or AskForm(auto_id="ask_%s"),
        "decline_form": decline_form or DeclineForm(auto_id="decline_%s"),
    }
    status = 422 if ask_form or decline_form else 200
    return render(request, "content/suggestion_decide.html", context, status=status)
