"""What somebody notes on a card for themselves: saved, not for me; the week's three put away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import Mark, Post
from content.services.marks import (
    bring_back_post,
    close_shelf,
    hide_post,
    open_shelf,
    save_post,
    unsave_post,
)
from sharing.views.feed import render_card
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

UNDO_S = 10


@require_POST
@allowed(Permission.TAKE_PART)
def save(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Keep a post for later, or no longer."""
    post = _open_post(request, public_id)
    is_saved = request.POST.get("saved") == "on"
    if is_saved:
        save_post(post=post, member=request.member, now=timezone.now())
    else:
        unsave_post(post=post, member=request.member)
    if request.htmx:
        mark = Mark.objects.filter(post=post, member=request.member).first()
        context = {"public_id": post.public_id, "marks": mark, "title": post.title}
        return render(request, "sharing/save.html", context)
    messages.success(request, _("Saved.") if is_saved else _("Not saved any more."))
    return redirect(_way_on(request))


@require_POST
@allowed(Permission.TAKE_PART)
def not_for_me(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Leave a post out of one's feed. Nobody else learns of it."""
    post = _open_post(request, public_id)
    hide_post(post=post, member=request.member, now=timezone.now())
    if request.htmx:
        context = {"public_id": post.public_id, "title": post.title, "undo_s": UNDO_S}
        return render(request, "sharing/hidden.html", context)
    messages.success(request, _("Hidden. Only you know. You find it under “Not for me”."))
    return redirect(_way_on(request))


@require_POST
@allowed(Permission.TAKE_PART)
def bring_back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let a post into one's feed again."""
    post = _open_post(request, public_id)
    bring_back_post(post=post, member=request.member)
    if request.htmx:
        return render_card(request, public_id)
    messages.success(request, _("It is back in your feed."))
    return redirect(_way_on(request))


@require_POST
@allowed(Permission.TAKE_PART)
def three(request: MemberRequest) -> HttpResponse:
    """Put the week's three away until Monday, or take them out again."""
    if request.POST.get("shown") == "on":
        open_shelf(member=request.member)
    else:
        close_shelf(member=request.member, now=timezone.now())
        messages.success(request, _("Put away until Monday. They are in your feed as before."))
    return redirect("sharing:feed", request.organization.slug)


def _open_post(request: MemberRequest, public_id: UUID) -> Post:
    found: Post = get_object_or_404(Post.objects.open_to(request.member), public_id=public_id)
    return found


def _way_on(request: MemberRequest) -> str:
    """Return the page that the person was on, if it is one of ours."""
    way = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        way, {request.get_host()}, require_https=request.is_secure()
    ):
        return way
    return reverse("sharing:feed", args=[request.organization.slug])
