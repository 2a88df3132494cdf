"""Notes on posts that are being approved: at a passage or on all of it, answered, marked done."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.desk.passages import place_of, text_of
from content.models import Field, Note, Post
from content.services.requests import review_path
from content.suggesting import captions_of
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import notify

LONGEST_NOTE, LONGEST_QUOTE, MOST_NOTES = 2000, 1000, 200
"""In characters, and how many notes and answers a post has at most."""


@transaction.atomic
def write_note(
    *,
    post: Post,
    by: Member,
    text: str,
    now: datetime,
    field: str = "",
    quote: str = "",
    start: int = 0,
) -> Note:
    """Write a note at a passage, at a text (`quote` empty), or on the whole post (`field` too).

    `start` is about where the passage begins; the occurrence nearest to it is meant. Raises
    PermissionDenied; ValidationError of code "text", "field", "quote": it is not in that text,
    "many".
    """
    _require_part(post, by)
    _hold_with_room(post)
    quote = quote.replace("\r\n", "\n")
    if field not in {"", *Field.values}:
        raise ValidationError(_("A post has no such text."), code="field")
    place = start
    if quote:
        place = _place(post, field, quote, start)
    note: Note = Note.objects.create(
        post=post,
        by=by,
        field=field,
        quote=quote,
        start=place,
        text=_worded(text),
        created_at=now,
    )
    record(Act.NOTE_WRITTEN, by=by, about=post, data={"note": str(note.public_id)}, now=now)
    _tell(note, {post.author} if post.author else set(), by, now)
    return note


@transaction.atomic
def answer_note(*, note: Note, by: Member, text: str, now: datetime) -> Note:
    """Answer a note; everybody in its thread is told. Raises as `write_note`."""
    post = note.post
    _require_part(post, by)
    _hold_with_room(post)
    first = note.parent or note
    answer: Note = Note.objects.create(
        post=post, parent=first, by=by, text=_worded(text), created_at=now
    )
    record(Act.NOTE_WRITTEN, by=by, about=post, data={"note": str(answer.public_id)}, now=now)
    thread = Note.objects.filter(parent=first).select_related("by__user", "by__organization")
    told = {one.by for one in thread if one.by} | {one for one in (first.by, post.author) if one}
    _tell(answer, told, by, now)
    return answer


@transaction.atomic
def resolve_note(*, note: Note, by: Member, now: datetime) -> None:
    """Mark a note as done; the first time counts. Raises PermissionDenied."""
    _require_part(note.post, by)
    open_ = Note.objects.filter(pk=note.pk, parent=None, resolved_at=None)
    if open_.update(resolved_at=now, resolved_by=by):
        data = {"note": str(note.public_id)}
        record(Act.NOTE_RESOLVED, by=by, about=note.post, data=data, now=now)


@transaction.atomic
def reopen_note(*, note: Note, by: Member, now: datetime) -> None:
    """Take the mark off again. Raises PermissionDenied."""
    _require_part(note.post, by)
    done = Note.objects.filter(pk=note.pk).exclude(resolved_at=None)
    if done.update(resolved_at=None, resolved_by=None):
        data = {"note": str(note.public_id)}
        record(Act.NOTE_REOPENED, by=by, about=note.post, data=data, now=now)


def _require_part(post: Post, by: Member) -> None:
    if not Post.objects.reviewed_by(by).filter(pk=post.pk).exists():
        raise PermissionDenied


def _hold_with_room(post: Post) -> None:
    """Lock a post, so that of two who write at once none is one too many."""
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    if Note.objects.filter(post=post).count() >= MOST_NOTES:
        said = _("There are %(most)s notes on this post. Talk about it instead.")
        raise ValidationError(said, code="many", params={"most": MOST_NOTES})


def _worded(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise ValidationError(_("Write a note of up to 2,000 characters."), code="text")
    return text


def _place(post: Post, field: str, quote: str, start: int) -> int:
    if not field:
        raise ValidationError(_("Say in which text this passage stands."), code="field")
    fresh = Post.objects.get(pk=post.pk)
    place = place_of(quote, start, text_of(fresh, field, captions_of(post)))
    if place is None or len(quote) > LONGEST_QUOTE:
        said = _("These words do not stand there. Copy them as they are, or leave this empty.")
        raise ValidationError(said, code="quote")
    return place


def _tell(note: Note, people: set[Member], by: Member, now: datetime) -> None:
    """Tell people of a note, as far as they may open its post still."""
    for member in people:
        if member.pk == by.pk or member.left_at is not None:
            continue
        if Post.objects.reviewed_by(member).filter(pk=note.post_id).exists():
            notify(
                member=member,
                kind=Notice.NOTE_WRITTEN,
                subject=note.public_id.hex,
                params={"title": note.post.title},
                path=review_path(note.post, member),
                now=now,
            )
