"""The desk: what waits for me, what stands in the feed, what came out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from content.models import Post, State
from content.selectors import Cursor, desk_page, waiting_posts
from content.services import approve_post, archive_post, restore_post
from content.shelf import posts_with_licence_over
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

WAITING = 5
TABS: dict[str, Promise] = {
    State.APPROVED: gettext_lazy("In the feed"),
    State.DRAFT: gettext_lazy("Drafts"),
    State.ARCHIVED: gettext_lazy("Archive"),
}


@dataclass(frozen=True)
class Tab:
    """One state of the desk's list."""

    url: str
    label: Promise
    current: bool


@allowed(Permission.WRITE_POSTS)
def desk(request: MemberRequest) -> HttpResponse:
    """Show the drafts that wait for a decision, then posts by state."""
    may_approve = request.member.may(Permission.APPROVE_POSTS)
    state = request.GET.get("state", "")
    if state not in TABS:
        state = State.APPROVED if may_approve else State.DRAFT
    before = Cursor.parse(request.GET.get("before", ""))
    waiting = (
        [] if before or not may_approve else waiting_posts(member=request.member, size=WAITING)
    )
    here = reverse("content:desk", args=[request.organization.slug])
    context = {
        "waiting": waiting[:WAITING],
        "more_wait": len(waiting) > WAITING,
        "tabs": [Tab(f"{here}?state={key}", label, key == state) for key, label in TABS.items()],
        "state": state,
        "is_first_page": before is None,
        "page": desk_page(member=request.member, state=state, before=before),
        "may_approve": may_approve,
        "licences_over": posts_with_licence_over().count() if may_approve and before is None else 0,
    }
    return render(request, "content/desk.html", context)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_approve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put a draft into the feed, if it is still what the curator saw."""
    shown = request.POST.get("version", "")
    version = int(shown) if shown.isascii() and shown.isdigit() else None
    post = get_object_or_404(Post.objects, public_id=public_id)
    return _act(
        request,
        lambda: approve_post(post=post, by=request.member, now=timezone.now(), version=version),
        _("“%s” is in the feed now."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_archive(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a post out of the feed, or put a draft aside."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    return _act(
        request,
        lambda: archive_post(post=post, by=request.member, now=timezone.now()),
        _("“%s” is in the archive now. You can restore it there."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_restore(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Bring an archived post back as a draft."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    return _act(
        request,
        lambda: restore_post(post=post, by=request.member, now=timezone.now()),
        _("“%s” is a draft again. It needs an approval before others see it."),
    )


def _act(request: MemberRequest, act: Callable[[], Post], said: str) -> HttpResponse:
    try:
        post = act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said % post.title)
    return redirect("content:desk", slug=request.organization.slug)
