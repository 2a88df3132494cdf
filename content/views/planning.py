"""The library's calendar, and moving what is to come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.desk.calendar import read_calendar
from content.forms.desk import WALL, EmbargoForm
from content.models import Post, State
from content.services.dating import set_dates
from content.views.desk import shown_version
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.zones import zone_of


@allowed(Permission.WRITE_POSTS)
def desk_calendar(request: MemberRequest) -> HttpResponse:
    """Show a month or week of the library, on the reader's clock."""
    context = _calendar(request, request.GET.get("show", ""))
    part = "#calendar" if request.htmx else ""
    return render(request, f"content/desk_calendar.html{part}", context)


@allowed(Permission.APPROVE_POSTS)
def post_embargo(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Choose from when a post is offered: on a page of its own, or by dragging in the calendar."""
    rows = Post.objects.exclude(state=State.ARCHIVED)
    post: Post = get_object_or_404(rows, public_id=public_id)
    was = _wall(post)
    form = EmbargoForm(request.POST if request.method == "POST" else None, initial={"wall": was})
    is_moved = request.method == "POST" and form.is_valid() and _moved(request, post, form)
    if request.htmx:
        return _answer(request, post, form, was, is_moved=is_moved)
    if is_moved:
        messages.success(request, _told(post))
        here = reverse("content:desk_calendar", args=[request.organization.slug])
        at = timezone.localtime(post.embargo_until or timezone.now())
        return redirect(f"{here}?show={at:%Y-%m}#entry-{post.public_id}")
    context = {"post": post, "form": form, "zone": zone_of(request.member).key}
    status = 422 if form.errors else 200
    return render(request, "content/post_embargo.html", context, status=status)


def _moved(request: MemberRequest, post: Post, form: EmbargoForm) -> bool:
    wall = form.cleaned_data["wall"]
    try:
        set_dates(
            post=post,
            by=request.member,
            now=timezone.now(),
            version=shown_version(request),
            embargo_until=wall,
        )
    except ValidationError as error:
        form.add_error("wall", error)
        return False
    return True


def _answer(
    request: MemberRequest, post: Post, form: EmbargoForm, was: str, *, is_moved: bool
) -> HttpResponse:
    """Answer with the calendar as it is now, and with the way back when something moved."""
    context = _calendar(request, request.POST.get("show", ""))
    if is_moved:
        context |= {"moved": _told(post), "moved_post": post, "moved_from": was}
    else:
        errors = [str(error) for errors in form.errors.values() for error in errors]
        context["error"] = " ".join(errors)
    return render(request, "content/desk_calendar.html#calendar", context)


def _calendar(request: MemberRequest, key: str) -> dict[str, Any]:
    calendar = read_calendar(member=request.member, key=key, now=timezone.now())
    return {"calendar": calendar, "may_move": request.member.may(Permission.APPROVE_POSTS)}


def _wall(post: Post) -> str:
    return f"{timezone.localtime(post.embargo_until):{WALL}}" if post.embargo_until else ""


def _told(post: Post) -> str:
    if post.embargo_until is None:
        return _("“%s” is not held back any more.") % post.title
    at = date_format(timezone.localtime(post.embargo_until), "DATETIME_FORMAT")
    return _("“%(title)s” is offered from %(when)s on.") % {"title": post.title, "when": at}
