"""Raising a concern, the thread about it, and who looks after it.

From open to being looked at to settled, and back by an answer of whoever raised it. Each act locks
the concern first, so two at once never both take it, and each of them reads the other's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.concerns.models import (
    Concern,
    ConcernKind,
    ConcernNote,
    ConcernQuerySet,
    ConcernState,
    Urgency,
)
from content.concerns.telling import (
    can_keep,
    end_reading,
    forget_waiting,
    reader_of,
    situation_in,
    tell_keepers,
    tell_sender,
)
from content.models import Asset, AssetKind
from policies.models import PolicyVersion
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

LONGEST_WORDS, LONGEST_NOTE, LONGEST_LINK = 3000, 2000, 1000
MOST_OPEN, MOST_A_DAY = 10, 20
MOST_NOTES_A_DAY = 100
DAY = timedelta(days=1)
SAME_AGAIN = timedelta(minutes=1)
"""Within which the same again is the same click."""


@dataclass(frozen=True)
class ConcernDraft:
    """What somebody comes with: any of words, a link and a picture; of a question the words.

    `situation` is the key of one in the guidelines.
    """

    words: str = ""
    link: str = ""
    network: str = ""
    urgency: str = Urgency.WHENEVER.value
    picture: Asset | None = None
    kind: str = ConcernKind.CONCERN.value
    situation: UUID | None = None


@transaction.atomic
def raise_concern(*, sender: Member, draft: ConcernDraft, now: datetime) -> Concern:
    """Hand in a concern or a question; who looks after it is told at once, and whom the guidelines
    name for its situation. The same again within a minute is the same click.

    Raises ValidationError of code "empty", "link", "words", "network", "urgency", "picture"; "open"
    (so many are open already), "pace" (so many within a day).
    """
    said = replace(draft, words=draft.words.strip(), link=draft.link.strip())
    _require_sound(said, sender)
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=sender.pk)
    own = Concern.objects.of(sender)
    if (before := _raised_before(own, said, now)) is not None:
        return before
    _require_room(own, now)
    raised = Concern(
        sender=sender,
        kind=said.kind,
        words=said.words,
        link=said.link,
        network=said.network,
        urgency=said.urgency,
        picture=said.picture,
        situation=said.situation,
        created_at=now,
    )
    raised.told = reader_of(situation_in(PolicyVersion.objects.current(), raised), sender=sender)
    raised.save()
    what = "asked" if said.kind == ConcernKind.QUESTION else "raised"
    tell_keepers(raised, what, but=sender, now=now)
    return raised


def _require_sound(said: ConcernDraft, sender: Member) -> None:
    is_question = said.kind == ConcernKind.QUESTION
    if is_question and not said.words:
        raise ValidationError(_("Write your question."), code="words")
    if not (said.words or said.link or said.picture):
        message = _("Give a link, a screenshot or a few words: one of them is enough.")
        raise ValidationError(message, code="empty")
    if len(said.words) > LONGEST_WORDS:
        raise ValidationError(_("Keep it to 3,000 characters."), code="words")
    if said.network and said.network not in dict(settings.NETWORK_CHOICES):
        raise ValidationError(_("There is no such network here."), code="network")
    if said.urgency not in Urgency.values:
        raise ValidationError(_("Say how urgent it is."), code="urgency")
    picture = said.picture
    if picture is not None and (
        picture.kind != AssetKind.PICTURE or picture.uploaded_by_id != sender.pk
    ):
        raise ValidationError(_("Choose a picture that you uploaded."), code="picture")
    _require_link(said.link)


def _require_link(link: str) -> None:
    if not link:
        return
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        message = _("This is not a whole link. It begins with https:// or http://.")
        raise ValidationError(message, code="link") from None
    if len(link) > LONGEST_LINK:
        raise ValidationError(_("Keep the link to 1,000 characters."), code="link")


def _raised_before(own: ConcernQuerySet, said: ConcernDraft, now: datetime) -> Concern | None:
    """Return the same of a moment ago; its picture came with each click."""
    rows = own.unsettled().filter(created_at__gt=now - SAME_AGAIN)
    rows = rows.filter(kind=said.kind, words=said.words, link=said.link)
    picture = {"picture__digest": said.picture.digest} if said.picture else {"picture": None}
    before: Concern | None = rows.filter(**picture).order_by("pk").first()
    return before


def _require_room(own: ConcernQuerySet, now: datetime) -> None:
    if own.unsettled().count() >= MOST_OPEN:
        message = _("%(most)s of yours are open. Add to one of them: whoever looks at it is told.")
        raise ValidationError(message, code="open", params={"most": MOST_OPEN})
    if own.filter(created_at__gt=now - DAY).count() >= MOST_A_DAY:
        message = _(
            "You have sent %(most)s within a day. Add to one of them: whoever looks at it is told."
        )
        raise ValidationError(message, code="pace", params={"most": MOST_A_DAY})


@transaction.atomic
def answer_concern(*, concern: Concern, by: Member, text: str, now: datetime) -> None:
    """Say something in a thread; the other side is told. An answer of whoever raised it opens it
    again; who answers what nobody looks at yet, looks at it.

    The same again within a minute is the same click. Raises PermissionDenied; ValidationError of
    code "text", "pace".
    """
    is_sender = concern.sender_id == by.pk
    if not is_sender:
        by.require(Permission.EDIT_POLICY)
    said = _note(text)
    held = _held(concern)
    recent = ConcernNote.objects.filter(author=by, at__gt=now - DAY)
    if recent.filter(concern=held, text=said, at__gt=now - SAME_AGAIN).exists():
        return
    if recent.count() >= MOST_NOTES_A_DAY:
        message = _("You have written %(most)s answers within a day. Go on tomorrow.")
        raise ValidationError(message, code="pace", params={"most": MOST_NOTES_A_DAY})
    ConcernNote.objects.create(concern=held, author=by, text=said, at=now)
    if not is_sender:
        if held.state == ConcernState.OPEN:
            _take(held, by, now)
        tell_sender(held, "answered", by=by, now=now)
    else:
        was_settled = held.is_settled
        if was_settled:
            _open_again(held)
        tell_keepers(held, "reopened" if was_settled else "answered", but=by, now=now)
    concern.refresh_from_db()


def _open_again(held: Concern) -> None:
    is_kept = held.handler is not None and can_keep(held.handler)
    held.state = ConcernState.TAKEN if is_kept else ConcernState.OPEN
    held.handler = held.handler if is_kept else None
    held.settled_at = None
    held.save(update_fields=["state", "handler", "settled_at"])


@transaction.atomic
def take_concern(*, concern: Concern, by: Member, now: datetime) -> None:
    """Look after an open concern; whoever raised it is told. A second time changes nothing.

    Raises PermissionDenied; ValidationError of code "settled", "taken" (a colleague looks at it).
    """
    by.require(Permission.EDIT_POLICY)
    held = _unsettled(concern)
    if held.handler_id != by.pk:
        if held.handler is not None and can_keep(held.handler):
            message = _("%(name)s looks at it already. Hand it over if it is to be yours.")
            raise ValidationError(message, code="taken", params={"name": held.handler.name})
        _take(held, by, now)
        tell_sender(held, "taken", by=by, now=now)
    concern.refresh_from_db()


def _take(held: Concern, by: Member, now: datetime) -> None:
    held.state, held.handler = ConcernState.TAKEN, by
    held.save(update_fields=["state", "handler"])
    end_reading(held)
    record(Act.CONCERN_TAKEN, by=by, about=held, now=now)


@transaction.atomic
def hand_over_concern(*, concern: Concern, by: Member, to: Member, now: datetime) -> None:
    """Let a colleague look after a concern: from now on they are told. Whoever raised it is, too.

    Raises PermissionDenied; ValidationError of code "settled", "to" (may not look after it, or
    raised it).
    """
    by.require(Permission.EDIT_POLICY)
    if not can_keep(to):
        raise ValidationError(_("They may not look after concerns."), code="to")
    if to.pk == concern.sender_id:
        message = _("They raised it. Let somebody else look after it.")
        raise ValidationError(message, code="to")
    held = _unsettled(concern)
    if held.handler_id != to.pk:
        held.state, held.handler = ConcernState.TAKEN, to
        held.save(update_fields=["state", "handler"])
        data = {"to": str(to.public_id)}
        record(Act.CONCERN_HANDED_OVER, by=by, about=held, data=data, now=now)
        end_reading(held)
        forget_waiting(held)
        tell_keepers(held, "handed", but=by, now=now)
        tell_sender(held, "taken", by=by, now=now)
    concern.refresh_from_db()


@transaction.atomic
def settle_concern(*, concern: Concern, by: Member, outcome: str, now: datetime) -> None:
    """Say what came of it and close it; whoever raised it is told, and can open it by an answer.

    Raises PermissionDenied; ValidationError of code "settled", "outcome".
    """
    by.require(Permission.EDIT_POLICY)
    said = outcome.strip()
    if not said or len(said) > LONGEST_NOTE:
        message = _("Say what came of it, in up to 2,000 characters: whoever raised it reads it.")
        raise ValidationError(message, code="outcome")
    held = _unsettled(concern)
    held.state, held.handler, held.settled_at = ConcernState.SETTLED, held.handler or by, now
    held.save(update_fields=["state", "handler", "settled_at"])
    ConcernNote.objects.create(concern=held, author=by, text=said, settles=True, at=now)
    record(Act.CONCERN_SETTLED, by=by, about=held, now=now)
    end_reading(held)
    forget_waiting(held)
    tell_sender(held, "settled", by=by, now=now)
    concern.refresh_from_db()


def _note(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise ValidationError(_("Write up to 2,000 characters."), code="text")
    return said


def _held(concern: Concern) -> Concern:
    rows = Concern.objects.select_for_update(of=("self",), no_key=True)
    held: Concern = rows.select_related("sender", "handler", "told", "organization").get(
        pk=concern.pk
    )
    return held


def _unsettled(concern: Concern) -> Concern:
    """Return it locked. Raises ValidationError("settled")."""
    held = _held(concern)
    if held.is_settled:
        message = _("It is settled. An answer of whoever raised it opens it again.")
        raise ValidationError(message, code="settled")
    return held
