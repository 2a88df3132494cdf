"""Recalling a post, watching it go, and what a member who was asked says."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import Post
from sharing.forms import HaltForm
from sharing.models import Recall, Share
from sharing.recalls import outlook, recall_progress
from sharing.selectors import line_of
from sharing.services.answering import answer_recall as take_answer
from sharing.services.recalling import recall_post
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.HALT_SHARING)
def recall(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask before a post is recalled; afterwards show how far that is."""
    post = get_object_or_404(Post.objects.offered(), public_id=public_id)
    if post.recalled_at is not None:
        return _progress(request, post)
    hint = _("The members whose posts are deleted, or who are asked to delete them, read this.")
    form = HaltForm(request.POST if request.method == "POST" else None, hint=hint)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            recall_post(post=post, by=request.member, reason=reason, now=now)
        except ValidationError as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused)
        else:
            slug = request.organization.slug
            return redirect("sharing:recall", slug=slug, public_id=post.public_id)
    shown = {"post": post, "form": form, "outlook": outlook(post)}
    status = 422 if form.errors else 200
    return render(request, "sharing/recall.html", shown, status=status)


def _progress(request: MemberRequest, post: Post) -> HttpResponse:
    recall = get_object_or_404(Recall.objects.select_related("started_by"), post=post)
    shown = {"post": post, "progress": recall_progress(recall)}
    part = "#progress" if request.htmx else ""
    return render(request, f"sharing/recall_progress.html{part}", shown)


def _own(request: MemberRequest, public_id: uuid.UUID) -> Share:
    own = Share.objects.of(request.member).select_related("post", "connection")
    found: Share = get_object_or_404(own, public_id=public_id)
    return found


@allowed(Permission.TAKE_PART)
def recalled(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a member the post they are asked to delete, one tap away, and take their answer."""
    share = _own(request, public_id)
    pause = request.organization.pause_reason
    shown = {
        "line": line_of(share, now=timezone.now(), pause=pause),
        "recall": Recall.objects.filter(post=share.post_id).first(),
    }
    return render(request, "sharing/recalled.html", shown)


@require_POST
@allowed(Permission.TAKE_PART)
def answer_recall(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the member's word: it is gone, or it stays."""
    share = _own(request, public_id)
    word = request.POST.get("is_gone")
    if word not in {"yes", "no"}:
        messages.error(request, _("Tell us whether you deleted it or keep it."))
        return redirect("sharing:recalled", request.organization.slug, public_id)
    try:
        take_answer(share=share, is_gone=word == "yes", now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        said = _("Thank you. It is noted as deleted.") if word == "yes" else _("Noted: it stays.")
        messages.success(request, said)
    return redirect("sharing:shares", slug=request.organization.slug)
