"""The preview of a post's link: to see, to edit, to read again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from content.forms.cards import CardForm
from content.models import Post
from content.selectors import shown_card
from content.services.cards import edit_card, read_card_again, set_card_picture
from content.services.pictures import receive_picture
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.WRITE_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def link_card(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show the preview of a post's link with what can be done; look again while it is read."""
    post = get_object_or_404(Post.objects.on_desk_of(request.member), public_id=public_id)
    if not post.is_editable_by(request.member):
        return redirect("content:post", slug=request.organization.slug, public_id=post.public_id)
    if request.method != "POST":
        return _show(request, post, None)
    form = CardForm(request.POST, request.FILES)
    is_done = _again(request, post) if "again" in request.POST else _save(request, post, form)
    if not is_done:
        return _show(request, post, form, status=422)
    if request.htmx:
        return _show(request, post, None)
    return redirect(request.path)


def _again(request: MemberRequest, post: Post) -> bool:
    if post.link:
        read_card_again(post=post, by=request.member, now=timezone.now())
    return True


def _save(request: MemberRequest, post: Post, form: CardForm) -> bool:
    if not form.is_valid():
        return False
    said, by, now = form.cleaned_data, request.member, timezone.now()
    try:
        with transaction.atomic():
            words = {"title": said["title"], "description": said["description"]}
            edit_card(post=post, by=by, now=now, **words)
            if said["picture"] is not None:
                asset = receive_picture(by=by, upload=said["picture"], now=now)
                set_card_picture(post=post, by=by, asset=asset, now=now)
            elif said["remove"]:
                set_card_picture(post=post, by=by, asset=None, now=now)
    except ValidationError as refused:
        form.add_error("title" if refused.code in {"title", "link"} else "picture", refused)
        return False
    return True


def _show(
    request: MemberRequest, post: Post, form: CardForm | None, status: int = 200
) -> HttpResponse:
    shown = shown_card(post)
    words: dict[str, Any] = {"title": post.title}
    if shown is not None and shown.card.title:
        words = {"title": shown.card.title, "description": shown.card.description}
    context = {"post": post, "shown": shown, "form": form or CardForm(initial=words)}
    part = "#card" if request.htmx else ""
    return render(request, f"content/link_card.html{part}", context, status=status)
