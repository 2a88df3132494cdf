"""The pages of goals and notes: list, set, change, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.goals.forms import GoalForm, NoteForm
from analytics.goals.keeping import (
    add_annotation,
    change_goal,
    remove_annotation,
    remove_goal,
    set_goal,
)
from analytics.goals.models import Annotation, Goal
from analytics.goals.notes import recent_notes
from analytics.goals.progress import progress
from analytics.goals.telling import tell_goals
from analytics.periods import utc_day
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

LISTED = 50


@allowed(Permission.SET_GOALS)
def goals(request: MemberRequest) -> HttpResponse:
    """List the goals with how far they are; take a new one."""
    now = timezone.now()
    is_sent = request.method == "POST"
    form = GoalForm(request.POST if is_sent else None, initial={"starts_on": utc_day(now)})
    if is_sent and form.is_valid():
        try:
            set_goal(draft=form.draft, by=request.member, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The goal is set. Everybody sees it."))
            return redirect("analytics:goals", request.organization.slug)
    rows = list(Goal.objects.order_by("-ends_on", "-pk")[:LISTED])
    context = {"form": form, "goals": tell_goals(progress(rows, now), to_all=False)}
    status = 422 if form.errors else 200
    return render(request, "analytics/goals.html", context, status=status)


@allowed(Permission.SET_GOALS)
def goal(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a goal; what somebody else made of it meanwhile is shown beside one's own words."""
    now, theirs = timezone.now(), None
    found = get_object_or_404(Goal.objects.all(), public_id=public_id)
    form = GoalForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_goal(goal=found, draft=form.draft, version=version, by=request.member, now=now)
        except ValidationError as error:
            form.add_error(None, error)
            if error.code == "stale":
                theirs = get_object_or_404(Goal.objects.all(), public_id=public_id)
                form.data = {**request.POST.dict(), "version": theirs.version}
        else:
            messages.success(request, _("Saved."))
            return redirect("analytics:goals", request.organization.slug)
    context = {
        "form": form,
        "goal": found,
        "theirs": tell_goals(progress([theirs], now), to_all=False) if theirs else [],
    }
    status = 422 if form.errors else 200
    return render(request, "analytics/goal.html", context, status=status)


@allowed(Permission.SET_GOALS)
@require_POST
def goal_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a goal."""
    goal = get_object_or_404(Goal.objects.all(), public_id=public_id)
    remove_goal(goal=goal, by=request.member, now=timezone.now())
    messages.success(request, _("The goal is gone."))
    return redirect("analytics:goals", request.organization.slug)


@allowed(Permission.SET_GOALS)
def notes(request: MemberRequest) -> HttpResponse:
    """List the notes on the trends; take a new one."""
    now = timezone.now()
    is_sent = request.method == "POST"
    form = NoteForm(request.POST if is_sent else None, initial={"day": utc_day(now)})
    if is_sent and form.is_valid():
        add_annotation(**form.cleaned_data, by=request.member, now=now)
        messages.success(request, _("It stands on the trends now."))
        return redirect("analytics:notes", request.organization.slug)
    status = 422 if form.errors else 200
    context = {"form": form, "notes": recent_notes()}
    return render(request, "analytics/notes.html", context, status=status)


@allowed(Permission.SET_GOALS)
@require_POST
def note_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a note."""
    note = get_object_or_404(Annotation.objects.all(), public_id=public_id)
    remove_annotation(note=note, by=request.member, now=timezone.now())
    messages.success(request, _("The note is gone."))
    return redirect("analytics:notes", request.organization.slug)
