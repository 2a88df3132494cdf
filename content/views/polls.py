"""Polls: all of them, one of them, voting; for curators starting and ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from content.forms.voices import PollForm
from content.models import Poll, PollOption
from content.services.polling import close_poll, remove_poll, start_poll, vote
from content.views.tabs import desk_tabs
from content.voices.polls import polls_page, shown_polls
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id, read_ids
from tenants.roles import Permission

FIELDS = {"question": "question", "options": "options", "closes_at": "last_day"}
"""Which field shows a service's error by its code."""
TEMPLATES: dict[str, tuple[Promise, Promise, Promise]] = {
    "motivation": (
        gettext_lazy("What motivates you"),
        gettext_lazy("What would make you share more of our stories?"),
        gettext_lazy(
            "Stories from my own field\nMore time for it\nKnowing what it brings\n"
            "Help with the words\nA thank-you now and then\nNothing, I share what I like"
        ),
    ),
    "topics": (
        gettext_lazy("What to write about"),
        gettext_lazy("What should the next posts be about?"),
        gettext_lazy("Our products\nOur people\nOur field\nJobs\nWhat customers ask"),
    ),
    "rhythm": (
        gettext_lazy("How often"),
        gettext_lazy("How many new posts a week are right for you?"),
        gettext_lazy("One or two\nThree to five\nMore\nFewer than now"),
    ),
}
"""Polls to begin with: their name, the question, the answers."""


@allowed(Permission.TAKE_PART)
def polls(request: MemberRequest) -> HttpResponse:
    """List polls, the newest first."""
    before = read_id(request.GET.get("before", ""))
    may_start = request.member.may(Permission.APPROVE_POSTS)
    context = {
        "page": polls_page(member=request.member, now=timezone.now(), before=before),
        "is_first_page": before is None,
        "may_start": may_start,
        "tabs": desk_tabs(request, "content:polls") if may_start else [],
    }
    return render(request, "content/polls.html", context)


@allowed(Permission.TAKE_PART)
def poll(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a poll to vote in, or its results; take a vote."""
    found = _find(public_id)
    error = ""
    if request.method == "POST":
        chosen = read_ids(request.POST.getlist("option"))
        options = list(PollOption.objects.filter(poll=found, public_id__in=chosen))
        try:
            vote(poll=found, member=request.member, options=options, now=timezone.now())
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, _("Counted, without your name."))
            return redirect(request.path)
    context = {
        "shown": shown_polls([found], request.member, timezone.now())[0],
        "error": error,
        "may_start": request.member.may(Permission.APPROVE_POSTS),
    }
    return render(request, "content/poll.html", context, status=422 if error else 200)


@allowed(Permission.APPROVE_POSTS)
def poll_new(request: MemberRequest) -> HttpResponse:
    """Ask everybody; begin with a question of ours or one's own."""
    now = timezone.now()
    is_sent = request.method == "POST"
    form = PollForm(
        request.member,
        request.POST if is_sent else None,
        initial=_template(request.GET.get("like", "")),
        now=now,
    )
    if is_sent and form.is_valid():
        try:
            started = start_poll(by=request.member, draft=form.draft(), now=now)
        except ValidationError as error:
            form.add_error(FIELDS.get(error.code or ""), error)
        else:
            messages.success(request, _("It stands at the top of everybody’s feed now."))
            return redirect("content:poll", request.organization.slug, started.public_id)
    templates = [(key, name) for key, (name, _question, _options) in TEMPLATES.items()]
    context = {"form": form, "templates": templates}
    return render(request, "content/poll_new.html", context, status=422 if form.errors else 200)


def _template(key: str) -> dict[str, Any]:
    if key not in TEMPLATES:
        return {}
    _name, question, options = TEMPLATES[key]
    return {"question": question, "options": options}


@allowed(Permission.APPROVE_POSTS)
@require_POST
def poll_close(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """End a poll now."""
    try:
        close_poll(poll=_find(public_id), by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Closed."))
    return redirect("content:poll", request.organization.slug, public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def poll_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a poll and its votes away for good."""
    remove_poll(poll=_find(public_id), by=request.member, now=timezone.now())
    messages.success(request, _("The poll is gone."))
    return redirect("content:polls", request.organization.slug)


def _find(public_id: UUID) -> Poll:
    found: Poll = get_object_or_404(Poll.objects, public_id=public_id)
    return found
