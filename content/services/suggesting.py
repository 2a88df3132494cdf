"""Suggesting something for the library, and what curators make of it.

From sent to looked at to a post, or to a reason why not: each step is a compare-and-swap, so two
curators never decide twice, and the sender reads each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.drafts import CaptionDraft, PostDraft
from content.models import (
    OPEN_SUGGESTIONS,
    Asset,
    AssetKind,
    Post,
    PostAsset,
    Suggestion,
    SuggestionNote,
    SuggestionQuerySet,
    SuggestionState,
)
from content.services.active_days import note_active
from content.services.pictures import delete_idle
from content.services.posts import create_post
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import forget_notices, notify
from tenants.roles import Permission
from tenants.services.telling import tell_who_may

LONGEST_WORDS, LONGEST_IDEA, LONGEST_NOTE, LONGEST_DECLINE = 3000, 2000, 1000, 500
MOST_A_DAY = 20
SAME_AGAIN = timedelta(minutes=1)
"""Within which the same suggestion is the same click."""
TITLE_LENGTH, WHY_LENGTH = 200, 400


@dataclass(frozen=True)
class SuggestionDraft:
    """What somebody suggests: any of a link, words that could go out, an idea, a picture."""

    link: str = ""
    words: str = ""
    idea: str = ""
    picture: Asset | None = None


@transaction.atomic
def send_suggestion(*, sender: Member, draft: SuggestionDraft, now: datetime) -> Suggestion:
    """Put a suggestion on the desk; curators are told. The same again within a minute is the same
    click.

    Raises ValidationError of code "empty", "link", "words", "idea", "picture", "pace".
    """
    link, words, idea = draft.link.strip(), draft.words.strip(), draft.idea.strip()
    if not (link or words or idea or draft.picture):
        message = _("Give a link, a few words, a picture or your idea: one of them is enough.")
        raise ValidationError(message, code="empty")
    _require_sound(link, words, idea, draft.picture, sender)
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=sender.pk)
    own = Suggestion.objects.of(sender)
    said = SuggestionDraft(link, words, idea, draft.picture)
    if (before := _sent_before(own, said, now)) is not None:
        return before
    if own.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        message = _("You have sent %(most)s suggestions within a day. Send this one tomorrow.")
        raise ValidationError(message, code="pace", params={"most": MOST_A_DAY})
    sent: Suggestion = Suggestion.objects.create(
        sender=sender,
        link=link,
        words=words,
        idea=idea,
        picture=draft.picture,
        created_at=now,
        changed_at=now,
    )
    tell_who_may(
        Permission.APPROVE_POSTS,
        Notice.SUGGESTION_WAITS,
        but=sender,
        subject=f"{sent.public_id.hex}, sent",
        params={"what": "sent", "title": title_of(sent)},
        path=_desk(sent, sender),
        now=now,
    )
    note_active(member=sender, now=now)
    return sent


def _sent_before(
    own: SuggestionQuerySet, said: SuggestionDraft, now: datetime
) -> Suggestion | None:
    """Return the same of a moment ago; its picture came with each click."""
    rows = own.undecided().filter(created_at__gt=now - SAME_AGAIN)
    rows = rows.filter(link=said.link, words=said.words, idea=said.idea)
    picture = {"picture__digest": said.picture.digest} if said.picture else {"picture": None}
    before: Suggestion | None = rows.filter(**picture).order_by("pk").first()
    return before


def _require_sound(link: str, words: str, idea: str, picture: Asset | None, sender: Member) -> None:
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError:
            message = _("This is not a whole link. It begins with https:// or http://.")
            raise ValidationError(message, code="link") from None
    if len(words) > LONGEST_WORDS:
        raise ValidationError(_("Keep the words to 3,000 characters."), code="words")
    if len(idea) > LONGEST_IDEA:
        raise ValidationError(_("Keep the idea to 2,000 characters."), code="idea")
    if picture is not None and (
        picture.kind != AssetKind.PICTURE or picture.uploaded_by_id != sender.pk
    ):
        raise ValidationError(_("Choose a picture that you uploaded."), code="picture")


def title_of(suggestion: Suggestion) -> str:
    """Return what names a suggestion in a line."""
    return suggestion.title or gettext("A picture")


def look_at_suggestion(*, suggestion: Suggestion, by: Member, now: datetime) -> None:
    """Note that a curator has looked at it; the first look counts. Raises PermissionDenied."""
    by.require(Permission.APPROVE_POSTS)
    rows = Suggestion.objects.filter(pk=suggestion.pk, state=SuggestionState.SENT)
    if rows.exclude(sender=by).update(state=SuggestionState.SEEN, changed_at=now):
        suggestion.refresh_from_db()


@transaction.atomic
def ask_sender(*, suggestion: Suggestion, by: Member, text: str, now: datetime) -> None:
    """Ask who sent it; they are told, and answer on its page.

    Raises PermissionDenied; ValidationError of code "text", "decided".
    """
    by.require(Permission.APPROVE_POSTS)
    said = _note(text)
    _move(suggestion, OPEN_SUGGESTIONS, state=SuggestionState.ASKED, changed_at=now)
    SuggestionNote.objects.create(suggestion=suggestion, author=by, text=said, at=now)
    _tell_sender(suggestion, "asked", now)


@transaction.atomic
def answer_curator(*, suggestion: Suggestion, by: Member, text: str, now: datetime) -> None:
    """Answer a curator's question, or add to one's own suggestion; the curators who asked are told.

    Raises PermissionDenied; ValidationError of code "text", "decided".
    """
    if suggestion.sender_id != by.pk:
        raise PermissionDenied
    said = _note(text)
    held = Suggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=suggestion.pk)
    state = SuggestionState.SEEN if held.state == SuggestionState.ASKED else held.state
    _move(suggestion, OPEN_SUGGESTIONS, state=state, changed_at=now)
    note = SuggestionNote.objects.create(suggestion=suggestion, author=by, text=said, at=now)
    asked = SuggestionNote.objects.filter(suggestion=suggestion).exclude(author=by)
    curators = Member.objects.active().filter(pk__in=asked.values("author_id"))
    for curator in curators.select_related("user", "organization").order_by("pk"):
        if curator.may(Permission.APPROVE_POSTS):
            notify(
                member=curator,
                kind=Notice.SUGGESTION_WAITS,
                subject=f"{suggestion.public_id.hex}, {note.pk}",
                params={"what": "answered", "title": title_of(suggestion)},
                path=_desk(suggestion, curator),
                now=now,
            )


@transaction.atomic
def take_suggestion(*, suggestion: Suggestion, by: Member, now: datetime) -> Post:
    """Begin a draft from a suggestion, with its link's preview, words and picture.

    Raises PermissionDenied; ValidationError("decided").
    """
    by.require(Permission.APPROVE_POSTS)
    _move(suggestion, OPEN_SUGGESTIONS, state=SuggestionState.TAKEN, changed_at=now, decided_by=by)
    post = create_post(author=by, draft=_draft(suggestion), now=now)
    if suggestion.picture is not None:
        PostAsset.objects.create(post=post, asset=suggestion.picture, position=0)
    Suggestion.objects.filter(pk=suggestion.pk).update(post=post)
    suggestion.refresh_from_db()
    forget_notices(kind=Notice.SUGGESTION_WAITS, about=suggestion.public_id.hex)
    data = {"post": str(post.public_id)}
    record(Act.SUGGESTION_TAKEN, by=by, about=suggestion, data=data, now=now)
    _tell_sender(suggestion, "taken", now)
    return post


def _draft(suggestion: Suggestion) -> PostDraft:
    title = title_of(suggestion)
    if not (suggestion.idea or suggestion.words) and suggestion.link:
        title = urlsplit(suggestion.link).hostname or title
    words = suggestion.words
    return PostDraft(
        title=title[:TITLE_LENGTH],
        link=suggestion.link,
        why=suggestion.idea[:WHY_LENGTH],
        body=suggestion.idea if len(suggestion.idea) > WHY_LENGTH else "",
        captions=(CaptionDraft(words),) if words else (),
    )


@transaction.atomic
def decline_suggestion(
    *, suggestion: Suggestion, by: Member, reason: str, now: datetime
) -> Suggestion:
    """Say that it will be no post this time, and why; the sender is told. Its picture is let go of.

    Raises PermissionDenied; ValidationError of code "reason", "decided".
    """
    by.require(Permission.APPROVE_POSTS)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_DECLINE:
        message = _("Say why, in up to 500 characters: whoever sent it reads it.")
        raise ValidationError(message, code="reason")
    _let_go(suggestion, state=SuggestionState.DECLINED, reason=said, decided_by=by, changed_at=now)
    record(Act.SUGGESTION_DECLINED, by=by, about=suggestion, now=now)
    _tell_sender(suggestion, "declined", now)
    return suggestion


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, by: Member, now: datetime) -> None:
    """Take one's own suggestion back while nobody has decided on it. Its picture is let go of.

    Raises PermissionDenied; ValidationError("decided").
    """
    if suggestion.sender_id != by.pk:
        raise PermissionDenied
    _let_go(suggestion, state=SuggestionState.WITHDRAWN, changed_at=now)


def _let_go(suggestion: Suggestion, **changes: object) -> None:
    """End it without a post: nothing of it waits any more, and a picture of no other use is gone.

    Raises ValidationError("decided").
    """
    picture = suggestion.picture
    _move(suggestion, OPEN_SUGGESTIONS, picture=None, **changes)
    if picture is not None:
        delete_idle(picture)
    forget_notices(kind=Notice.SUGGESTION_WAITS, about=suggestion.public_id.hex)


def _note(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise ValidationError(_("Write up to 1,000 characters."), code="text")
    return said


def _move(suggestion: Suggestion, states: tuple[str, ...], **changes: object) -> None:
    """Write `changes` if it is in one of `states`. Raises ValidationError("decided")."""
    if not Suggestion.objects.filter(pk=suggestion.pk, state__in=states).update(**changes):
        message = _("It is decided on already, or was taken back.")
        raise ValidationError(message, code="decided")
    suggestion.refresh_from_db()


def _tell_sender(suggestion: Suggestion, what: str, now: datetime) -> None:
    sender = suggestion.sender
    if sender.left_at is not None or suggestion.decided_by_id == sender.pk:
        return
    notify(
        member=sender,
        kind=Notice.SUGGESTION_MOVED,
        subject=f"{suggestion.public_id.hex}, {what}, {now:%Y%m%dT%H%M%S}",
        params={"what": what, "title": title_of(suggestion), "reason": suggestion.reason},
        path=reverse("content:suggestion", args=[sender.organization.slug, suggestion.public_id]),
        now=now,
    )


def _desk(suggestion: Suggestion, member: Member) -> str:
    slug = member.organization.slug
    return reverse("content:suggestion_decide", args=[slug, suggestion.public_id])
