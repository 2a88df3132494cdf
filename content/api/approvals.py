"""Approvals and notes for programs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from content.api.approval_shapes import (
    AnswerWrite,
    ApprovalShape,
    DatesShape,
    DatesWrite,
    NoteList,
    PassageNoteShape,
    PassageNoteWrite,
    ReadVersion,
    SendBackWrite,
    SubmitWrite,
)
from content.api.posts import Whole, whole_posts
from content.api.shapes import PostShape
from content.desk.passages import noted
from content.desk.rules import standing_of
from content.models import Note, Post, State, Submission
from content.services import clear_post, send_back, submit_post, withdraw_submission
from content.services.dating import set_dates
from content.services.noting import answer_note, reopen_note, resolve_note, write_note
from content.services.proposing import propose_change
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ)
writes = partial(endpoint, scope=Scope.POSTS_WRITE)
STALE = {"stale": "version"}


@dataclass(frozen=True)
class ShownNote:
    """A note as programs see it."""

    note: Note
    answers_to: UUID | None
    start: int | None


class Approvals(Endpoints):
    """The approval of posts that one has a part in: as writer, as curator, as who is asked."""

    tag = "Approval"

    @reads(gives=ApprovalShape)
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Say how far the approval of a post is, and whether one's own yes is wanted."""
        return _approval(_found(call, public_id), call.member)

    @writes(permission=Permission.WRITE_POSTS, takes=SubmitWrite, gives=ApprovalShape, fields=STALE)
    def submit(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Ask for the approval of a draft."""
        post = _found(call, public_id)
        submit_post(post=post, by=call.member, now=call.now, **call.data)
        return _approval(post, call.member)

    @writes(permission=Permission.WRITE_POSTS, gives=ApprovalShape)
    def withdraw(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Take a request for approval back."""
        post = _found(call, public_id)
        withdraw_submission(post=post, by=call.member, now=call.now)
        return _approval(post, call.member)

    @writes(takes=ReadVersion, gives=PostShape, fields=STALE)
    def clear(self, call: Call, public_id: UUID) -> Whole:
        """Say yes as who reviews the post's topics. It is given as it stands then."""
        post, version = _found(call, public_id), call.data.get("version")
        done = clear_post(post=post, by=call.member, now=call.now, version=version)
        return whole_posts([done], call.member)[0]

    @writes(takes=SendBackWrite, gives=PostShape, fields=STALE)
    def send_back(self, call: Call, public_id: UUID) -> Whole:
        """Say no, and what has to change."""
        post = _found(call, public_id)
        send_back(post=post, by=call.member, now=call.now, **call.data)
        return whole_posts([post], call.member)[0]

    @writes(permission=Permission.WRITE_POSTS, gives=PostShape)
    def propose(self, call: Call, public_id: UUID) -> Whole:
        """Begin a change of an approved post: a draft whose words take its words' place."""
        post = _found(call, public_id)
        draft = propose_change(post=post, by=call.member, now=call.now)
        return whole_posts([draft], call.member)[0]

    @writes(permission=Permission.APPROVE_POSTS, takes=DatesWrite, gives=DatesShape, fields=STALE)
    def date(self, call: Call, public_id: UUID) -> Post:
        """Set dates of a post: from when, till when, when to look at it again, at the top."""
        post = _found(call, public_id)
        return set_dates(post=post, by=call.member, now=call.now, **call.data)


class PostNotes(Endpoints):
    """Notes on posts whose approval one has a part in."""

    tag = "Approval"

    @reads(gives=NoteList)
    def index(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """List the notes on a post, each where its words stand now."""
        return {"items": _notes(_found(call, public_id))}

    @writes(takes=PassageNoteWrite, gives=PassageNoteShape, status=201, once=True)
    def create(self, call: Call, public_id: UUID) -> ShownNote:
        """Write a note."""
        post = _found(call, public_id)
        note = write_note(post=post, by=call.member, now=call.now, **call.data)
        return ShownNote(note, None, note.start if note.quote else None)

    @writes(takes=AnswerWrite, gives=PassageNoteShape, status=201, once=True)
    def answer(self, call: Call, public_id: UUID) -> ShownNote:
        """Answer a note."""
        note = _note(call, public_id)
        said = answer_note(note=note, by=call.member, now=call.now, **call.data)
        return ShownNote(said, note.public_id, None)

    @writes()
    def resolve(self, call: Call, public_id: UUID) -> None:
        """Mark a note as done."""
        resolve_note(note=_note(call, public_id), by=call.member, now=call.now)

    @writes()
    def reopen(self, call: Call, public_id: UUID) -> None:
        """Take the mark off again."""
        reopen_note(note=_note(call, public_id), by=call.member, now=call.now)


def _found(call: Call, public_id: UUID) -> Post:
    rows = Post.objects.reviewed_by(call.member).select_related("author")
    found: Post = get_object_or_404(rows, public_id=public_id)
    return found


def _note(call: Call, public_id: UUID) -> Note:
    mine = Post.objects.reviewed_by(call.member).values("pk")
    rows = Note.objects.filter(post__in=mine).select_related("post__author", "parent__by", "by")
    found: Note = get_object_or_404(rows, public_id=public_id)
    return found


def _notes(post: Post) -> list[ShownNote]:
    shown = []
    for thread in noted(post).threads:
        shown.append(ShownNote(thread.note, None, thread.start))
        shown += [ShownNote(one, thread.note.public_id, None) for one in thread.answers]
    return shown


def _approval(post: Post, member: Member) -> dict[str, Any]:
    standing, is_draft = standing_of(post), post.state == State.DRAFT
    requests = Submission.objects.filter(post=post).select_related("by")
    last = requests.order_by("-created_at", "-pk").first()
    return {
        "post": post,
        "state": last.state if last else None,
        "asked_by": last.by if last else None,
        "asked_at": last.created_at if last else None,
        "due_at": last.due_at if last else None,
        "steps": standing.needs.steps,
        "missing_curators": standing.missing_curators if is_draft else 0,
        "missing_topics": standing.missing_topics if is_draft else [],
        "yeses": standing.yeses,
        "may_approve": is_draft and standing.may_approve(member),
        "may_clear": standing.may_clear(member) if is_draft else [],
    }
