"""The approval of one post: its texts with notes at their passages, and every act on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.attached import attachments_of
from content.desk.passages import noted
from content.desk.rules import asked_about, standing_of
from content.forms.desk import AnswerForm, NoteForm, SendBackForm, SubmitForm
from content.models import Note, Post, State, Submission
from content.selectors import shown_pictures, topics_of
from content.services import (
    approve_post,
    clear_post,
    send_back,
    submit_post,
    withdraw_submission,
)
from content.services.noting import answer_note, reopen_note, resolve_note, write_note
from content.services.proposing import propose_change
from content.views.desk import shown_version
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.TAKE_PART)
def review(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a post to those who have a part in its approval; curators say yes here by posting."""
    return _show(request, _found(request, public_id))


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_submit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask for approval."""
    post, form = _found(request, public_id), SubmitForm(request.POST)
    if not form.is_valid():
        return _show(request, post, submit=form)
    due, version = form.cleaned_data["due_at"], shown_version(request)
    given: dict[str, Any] = {
        "post": post,
        "by": request.member,
        "now": timezone.now(),
        "version": version,
    }
    said = _("Asked. You are told what becomes of it.")
    return _do(request, post, lambda: submit_post(**given, due_at=due), said, submit=form)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a request for approval back."""
    post = _found(request, public_id)
    given: dict[str, Any] = {"post": post, "by": request.member, "now": timezone.now()}
    said = _("Withdrawn. It is a draft like any other.")
    return _do(request, post, lambda: withdraw_submission(**given), said)


@allowed(Permission.TAKE_PART)
@require_POST
def post_clear(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say yes as who is asked: as a curator, or to one's topics."""
    post = _found(request, public_id)
    is_curator = request.POST.get("as") == "curator"
    as_curator = is_curator and request.member.may(Permission.APPROVE_POSTS)
    act = approve_post if as_curator else clear_post
    given: dict[str, Any] = {
        "by": request.member,
        "now": timezone.now(),
        "version": shown_version(request),
    }
    try:
        shown = act(post=post, **given)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, post)
    if shown.state == State.APPROVED:
        messages.success(request, _("“%s” is in the feed now.") % shown.title)
    else:
        messages.success(request, _("You said yes. It waits for the others now."))
    return _back(request, shown)


@allowed(Permission.TAKE_PART)
@require_POST
def post_send_back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say no, and why."""
    post, form = _found(request, public_id), SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, post, sending=form)
    given: dict[str, Any] = {
        "post": post,
        "by": request.member,
        "now": timezone.now(),
        **form.cleaned_data,
    }
    version, said = shown_version(request), _("Sent back. The writer is told why.")
    done = _do(request, post, lambda: send_back(**given, version=version), said, sending=form)
    mine = Post.objects.reviewed_by(request.member).filter(pk=post.pk)
    return done if done.status_code != 302 or mine.exists() else _home(request)  # noqa: PLR2004 (a redirect)


@allowed(Permission.WRITE_POSTS)
@require_POST
def post_propose(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Begin a change of an approved post, or go on with the one there is."""
    post = _found(request, public_id)
    try:
        draft = propose_change(post=post, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, post)
    return redirect("content:post_edit", slug=request.organization.slug, public_id=draft.public_id)


@allowed(Permission.TAKE_PART)
@require_POST
def note_write(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write a note on a post."""
    post, form = _found(request, public_id), NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, post, note=form)
    said = form.cleaned_data
    given: dict[str, Any] = {"post": post, "by": request.member, "now": timezone.now()}
    given |= {**said, "start": said["start"] or 0}
    return _do(request, post, lambda: write_note(**given), "", note=form)


@allowed(Permission.TAKE_PART)
@require_POST
def note_answer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Answer a note."""
    note, form = _note(request, public_id), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a note of up to 2,000 characters."))
        return _back(request, note.post)
    given: dict[str, Any] = {
        "note": note,
        "by": request.member,
        "now": timezone.now(),
        **form.cleaned_data,
    }
    return _do(request, note.post, lambda: answer_note(**given), "")


@allowed(Permission.TAKE_PART)
@require_POST
def note_resolve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Mark a note as done."""
    note = _note(request, public_id)
    resolve_note(note=note, by=request.member, now=timezone.now())
    return _back(request, note.post)


@allowed(Permission.TAKE_PART)
@require_POST
def note_reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take the mark off again."""
    note = _note(request, public_id)
    reopen_note(note=note, by=request.member, now=timezone.now())
    return _back(request, note.post)


def _found(request: MemberRequest, public_id: UUID) -> Post:
    rows = Post.objects.reviewed_by(request.member).select_related("author", "replaces")
    found: Post = get_object_or_404(rows, public_id=public_id)
    return found


def _note(request: MemberRequest, public_id: UUID) -> Note:
    mine = Post.objects.reviewed_by(request.member).values("pk")
    rows = Note.objects.filter(post__in=mine).select_related("post__author", "parent__by", "by")
    found: Note = get_object_or_404(rows, public_id=public_id)
    return found


def _do(
    request: MemberRequest, post: Post, act: Callable[[], object], said: str, **forms: Any
) -> HttpResponse:
    """Do it and go back to the page; what is refused stays as it was typed."""
    try:
        act()
    except ValidationError as error:
        for form in forms.values():
            form.add_error(error.code if error.code in form.fields else None, error)
            return _show(request, post, **forms)
        messages.error(request, " ".join(error.messages))
    else:
        if said:
            messages.success(request, said)
    return _back(request, post)


def _show(request: MemberRequest, post: Post, **forms: Any) -> HttpResponse:
    member, standing = request.member, standing_of(post)
    is_draft = post.state == State.DRAFT
    past = Submission.objects.filter(post=post).select_related("by").order_by("-created_at", "-pk")
    last = past.prefetch_related("verdicts__member").first()
    context = {
        "post": post,
        "noted": noted(post),
        "topics": topics_of(post),
        "pictures": shown_pictures([post.pk], "preview")[post.pk],
        "attachment": attachments_of([post.pk]).get(post.pk),
        "standing": standing,
        "request_open": standing.submission,
        "last": last,
        "is_overdue": bool(
            standing.submission
            and standing.submission.due_at
            and standing.submission.due_at <= timezone.now()
        ),
        "asked": asked_about(standing) if standing.submission else [],
        "may_approve": is_draft and standing.may_approve(member),
        "may_clear": standing.may_clear(member) if is_draft else [],
        "why_not": standing.refusal(member) if is_draft else "",
        "may_edit": post.is_editable_by(member),
        "may_submit": is_draft and not standing.submission and post.is_editable_by(member),
        "may_propose": post.state == State.APPROVED
        and standing.needs.is_settled
        and (member.may(Permission.APPROVE_POSTS) or post.author_id == member.pk),
        "submit": SubmitForm(),
        "sending": SendBackForm(),
        "note": NoteForm(),
        "answer": AnswerForm(),
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "content/review.html", context, status=status)


def _back(request: MemberRequest, post: Post) -> HttpResponse:
    if not Post.objects.reviewed_by(request.member).filter(pk=post.pk).exists():
        return _home(request)
    return redirect("content:review", slug=request.organization.slug, public_id=post.public_id)


def _home(request: MemberRequest) -> HttpResponse:
    return redirect("sharing:feed", slug=request.organization.slug)
