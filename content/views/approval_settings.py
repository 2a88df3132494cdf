"""How the organization approves and who reviews its topics; and being away."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from content.forms.desk import WALL, ApprovalForm, AwayForm, ReviewersForm
from content.models import Absence, DeskSettings, Topic, TopicReview
from content.services.approval_settings import set_approval, set_reviewers
from content.services.standing_in import end_absence, set_absence
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission, Role


@allowed(Permission.MANAGE_ORGANIZATION)
def approval_settings(request: MemberRequest) -> HttpResponse:
    """Choose who approves, the mix to aim at, and whose yes posts about a topic need as well."""
    form, reviewers = ApprovalForm.of(DeskSettings.current()), _chosen(request)
    if request.method == "POST":
        is_topic = "topic" in request.POST
        form = form if is_topic else ApprovalForm(request.POST)
        reviewers = ReviewersForm(request.POST) if is_topic else reviewers
        if _saved(request, None if is_topic else form, reviewers):
            messages.success(request, _("Saved."))
            return redirect("content:approval_settings", slug=request.organization.slug)
    context = {
        "form": form,
        "reviewers": reviewers,
        "reviewed": _reviewed(),
        "approvers": Member.objects.active().who_may(Permission.APPROVE_POSTS).count(),
    }
    status = 422 if form.errors or reviewers.errors else 200
    return render(request, "content/approval_settings.html", context, status=status)


def _chosen(request: MemberRequest) -> ReviewersForm:
    topic = Topic.objects.filter(slug=request.GET.get("topic", "")).first()
    return ReviewersForm.of(topic) if topic else ReviewersForm()


def _saved(request: MemberRequest, form: ApprovalForm | None, reviewers: ReviewersForm) -> bool:
    by, now, shown = request.member, timezone.now(), form or reviewers
    if not shown.is_valid():
        return False
    try:
        if form is not None:
            set_approval(by=by, now=now, **form.cleaned_data)
        else:
            set_reviewers(by=by, now=now, **reviewers.cleaned_data)
    except ValidationError as error:
        shown.add_error(error.code if error.code in shown.fields else None, error)
        return False
    return True


def _reviewed() -> list[tuple[Topic, list[str]]]:
    """Return the topics that ask for a review, each with who gives it."""
    named: dict[Topic, list[str]] = defaultdict(list)
    rows = TopicReview.objects.select_related("topic", "member")
    for row in rows.order_by("topic__sort_key", "topic", "role", "member__sort_key"):
        if row.member is None:
            named[row.topic].append(str(Role(row.role).label))
        elif row.member.left_at is None:
            named[row.topic].append(row.member.name)
        else:
            named[row.topic].append(_("%(name)s (not here any more)") % {"name": row.member.name})
    return list(named.items())


@allowed(Permission.TAKE_PART)
def away(request: MemberRequest) -> HttpResponse:
    """Say from when to when one is away, and who is asked as well."""
    member, now = request.member, timezone.now()
    there = Absence.objects.filter(member=member).select_related("stand_in").first()
    if request.method == "POST" and request.POST.get("act") == "back":
        end_absence(member=member, now=now)
        messages.success(request, _("Welcome back. You alone are asked again."))
        return redirect("content:away", slug=request.organization.slug)
    form = AwayForm(member, request.POST or None, initial=_initial(there))
    if request.method == "POST" and form.is_valid():
        try:
            set_absence(member=member, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(error.code, error)
        else:
            messages.success(request, _("Saved. Whoever asks you asks your stand-in too."))
            return redirect("content:away", slug=request.organization.slug)
    context = {"form": form, "there": there}
    status = 422 if form.errors else 200
    return render(request, "content/away.html", context, status=status)


def _initial(there: Absence | None) -> dict[str, object]:
    if there is None:
        return {"starts_at": f"{timezone.localtime():{WALL}}"}
    return {
        "stand_in": there.stand_in.public_id,
        "starts_at": f"{timezone.localtime(there.starts_at):{WALL}}",
        "ends_at": f"{timezone.localtime(there.ends_at):{WALL}}",
    }
