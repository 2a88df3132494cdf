"""What one says of a post with one tap."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import Post
from content.services.answering import ask_to_confirm, confirm_reading, give_feedback
from content.voices.answers import answers_on
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
@require_POST
def feedback(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Keep what one thinks of a post, another time something else, or nothing any more."""
    post = _offered(request, public_id)
    error = ""
    try:
        give_feedback(
            post=post,
            member=request.member,
            verdict=request.POST.get("verdict", ""),
            now=timezone.now(),
        )
    except ValidationError as refused:
        error = " ".join(refused.messages)
    return _again(request, post, "content/feedback.html", error)


@allowed(Permission.TAKE_PART)
@require_POST
def confirm(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say that one has read a post that asks for it."""
    post = _offered(request, public_id)
    error = ""
    try:
        confirm_reading(post=post, member=request.member, now=timezone.now())
    except ValidationError as refused:
        error = " ".join(refused.messages)
    return _again(request, post, "content/confirming.html", error)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def confirming(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask readers of a post to confirm, or stop asking."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    is_asked = "stop" not in request.POST
    try:
        ask_to_confirm(post=post, by=request.member, is_asked=is_asked, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = (
            _("Readers are asked to confirm.") if is_asked else _("Readers are not asked any more.")
        )
        messages.success(request, said)
    return redirect("content:post", request.organization.slug, public_id)


def _offered(request: MemberRequest, public_id: UUID) -> Post:
    visible = Post.objects.visible_to(request.member).opened()
    found: Post = get_object_or_404(visible, public_id=public_id)
    return found


def _again(request: MemberRequest, post: Post, template: str, error: str) -> HttpResponse:
    if not request.htmx:
        if error:
            messages.error(request, error)
        page = reverse("content:post", args=[request.organization.slug, post.public_id])
        return redirect(f"{page}#said")
    context: dict[str, Any] = {
        "post": post,
        "answers": answers_on(post=post, member=request.member, now=timezone.now()),
        "may_approve": request.member.may(Permission.APPROVE_POSTS),
        "error": error,
        "is_answer": True,
    }
    return render(request, template, context)
