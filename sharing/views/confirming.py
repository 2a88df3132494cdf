"""Asking once more, before one click shares: where links in mails lead."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from content.models import Kind, Post
from content.services import record_read
from sharing.views.compose import box_context
from sharing.views.feed import suggested_words
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
def confirm(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a post, the words one click would send, and the click; opening it publishes nothing."""
    post = get_object_or_404(Post.objects.offered_to(request.member), public_id=public_id)
    is_open = Post.objects.open_to(request.member).filter(pk=post.pk).exists()
    if is_open:
        record_read(post=post, member=request.member, now=timezone.now())
    if not is_open or post.kind != Kind.SHARE:
        return redirect("content:post", slug=request.organization.slug, public_id=post.public_id)
    context = {"post": post, "suggested": suggested_words(request.member, post)}
    return render(request, "sharing/confirm.html", {**context, **box_context(request, post)})
