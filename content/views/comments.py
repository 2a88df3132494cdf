"""Comments: the conversation under a post, one comment on a page of its own, hiding."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.forms.voices import CommentForm, HideForm
from content.models import Comment, Post
from content.services.commenting import (
    change_comment,
    delete_comment,
    hide_comment,
    show_comment,
    takes_comments,
    write_comment,
)
from content.voices.answers import answers_on
from content.voices.comments import (
    ShownComment,
    conversation,
    readable_comments,
    thread_of,
    with_answers,
)
from content.voices.suggestions import suggested_by
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.ids import read_id
from tenants.middleware import take_kept_text
from tenants.models import Notice
from tenants.notifying import mark_seen
from tenants.roles import Permission


def said_about(request: MemberRequest, post: Post) -> dict[str, Any]:
    """Return what the page of a post shows of what colleagues say: comments, verdicts, credit."""
    now = timezone.now()
    context: dict[str, Any] = {
        "answers": answers_on(post=post, member=request.member, now=now),
        "suggested_by": suggested_by(post),
    }
    if _has_comments(request, post):
        context["conversation"] = conversation(post=post, member=request.member, now=now)
        context["comment_form"] = CommentForm()
        context["takes_comments"] = takes_comments(post, request.member)
        _note_seen(request, post)
    return context


def _note_seen(request: MemberRequest, post: Post) -> None:
    for kind in (Notice.POST_COMMENTED, Notice.COMMENT_ANSWERED):
        about = post.public_id.hex
        mark_seen(member=request.member, kind=kind, about=about, now=timezone.now())


def _has_comments(request: MemberRequest, post: Post) -> bool:
    return bool(post.takes_comments and request.organization.takes_comments)


@keeps_text
@allowed(Permission.TAKE_PART)
def comments(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show the conversation under a post, or add to it; htmx asks for older threads alone."""
    post = get_object_or_404(Post.objects.visible_to(request.member), public_id=public_id)
    if not _has_comments(request, post):
        raise Http404
    is_sent = request.method == "POST"
    kept = {} if is_sent else take_kept_text(request)
    form = CommentForm(request.POST if is_sent else None, initial=kept)
    if is_sent and form.is_valid() and (written := _written(request, post, form)):
        page = reverse("content:post", args=[request.organization.slug, post.public_id])
        return redirect(f"{page}#comment-{written.public_id}")
    now, may_write = timezone.now(), takes_comments(post, request.member)
    shown = conversation(
        post=post,
        member=request.member,
        now=now,
        before=read_id(request.GET.get("before", "")),
    )
    asked = request.POST.get("parent", "") if is_sent else kept.get("parent", "")
    answered = _answered(request, post, asked, now) if may_write else None
    context = {
        "post": post,
        "conversation": shown,
        "takes_comments": may_write,
        "comment_form": form,
        "answered": str(answered.comment.public_id) if answered else "",
        "thread_apart": answered if answered not in shown.threads else None,
    }
    template = "content/conversation.html"
    if request.htmx and request.method == "GET":
        template = "content/threads.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _answered(request: MemberRequest, post: Post, asked: str, now: datetime) -> ShownComment | None:
    """Return the thread that was to be answered, None where it takes no answer."""
    known = readable_comments(request.member).filter(post=post)
    public_id = read_id(asked)
    parent = known.filter(public_id=public_id).first() if public_id else None
    if parent is None:
        return None
    (thread,) = with_answers(post, [parent.parent or parent], request.member, now)
    return thread if thread.takes_answers else None


def _written(request: MemberRequest, post: Post, form: CommentForm) -> Comment | None:
    parent = None
    if asked := request.POST.get("parent"):
        of_post = Comment.objects.filter(post=post).select_related("parent")
        parent = get_object_or_404(of_post, public_id=read_id(asked))
    try:
        return write_comment(
            post=post,
            author=request.member,
            text=form.cleaned_data["text"],
            parent=parent,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("text", error)
        return None


@keeps_text
@allowed(Permission.TAKE_PART)
def comment(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show one comment with its thread; its writer changes it here, a curator hides it here."""
    found = _find(request, public_id)
    if request.method != "POST":
        kept = take_kept_text(request)
        return _show(request, found, kept=kept.get("text", ""))
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            change_comment(comment=found, by=request.member, text=text, now=timezone.now())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Changed."))
            return redirect(request.path)
    return _show(request, found, form=form)


def _show(
    request: MemberRequest,
    found: Comment,
    *,
    form: CommentForm | None = None,
    hide_form: HideForm | None = None,
    kept: str = "",
) -> HttpResponse:
    _note_seen(request, found.post)
    thread, shown = thread_of(found, request.member, timezone.now())
    context = {
        "post": found.post,
        "thread": thread,
        "shown": shown,
        "takes_comments": takes_comments(found.post, request.member),
        "comment_form": CommentForm(),
        "form": form or CommentForm(initial={"text": kept or found.text}),
        "may_change": shown.may_change or form is not None or kept,
        "hide_form": hide_form or HideForm(),
    }
    status = 422 if form or hide_form else 200
    return render(request, "content/comment_page.html", context, status=status)


@allowed(Permission.TAKE_PART)
@require_POST
def comment_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take one's own comment away."""
    found = _find(request, public_id)
    delete_comment(comment=found, by=request.member, now=timezone.now())
    messages.success(request, _("Your comment is gone."))
    return redirect("content:post", request.organization.slug, found.post.public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def comment_hide(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Hide a comment, and tell its writer why."""
    found, form = _find(request, public_id), HideForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            hide_comment(comment=found, by=request.member, reason=reason, now=timezone.now())
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("Hidden. The writer is told why."))
            return redirect("content:comment", request.organization.slug, public_id)
    return _show(request, found, hide_form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def comment_show(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let everybody read a hidden comment again."""
    found = _find(request, public_id)
    try:
        show_comment(comment=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Everybody can read it again."))
    return redirect("content:comment", request.organization.slug, public_id)


def _find(request: MemberRequest, public_id: UUID) -> Comment:
    found: Comment = get_object_or_404(readable_comments(request.member), public_id=public_id)
    if not _has_comments(request, found.post):
        raise Http404
    return found
