"""Standard replies: kept by those who look after concerns, suggested to them where one may fit.

The replies of situations in the guidelines are suggested with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.concerns.models import REPLY_TITLE_LENGTH, Concern, StandardReply
from content.concerns.services import LONGEST_NOTE
from content.nearness import bare, resemblances
from policies.models import PolicyVersion, Situation
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.services.settings import hold_settings

MOST_REPLIES = 50
LIKELY, CERTAIN = 50.0, 101.0
"""From how much alike, of 100, a reply is suggested before all others; and beyond all."""


@dataclass(frozen=True)
class SuggestedReply:
    """A reply to use, of ours or of a situation in the guidelines; `is_likely` where it may fit."""

    key: UUID
    title: str
    text: str
    is_likely: bool


def suggested_replies(concern: Concern) -> Sequence[SuggestedReply]:
    """Return all replies, those first that are most like the words of a concern, before them that
    of the situation that it is. Three queries.
    """
    known = [
        (one.public_id, one.title, one.text) for one in StandardReply.objects.order_by("title")
    ]
    known += [(one.key, one.title, _reply_of(one)) for one in _situations()]
    words = [bare(f"{title} {text}") for _key, title, text in known]
    alike = [
        CERTAIN if key == concern.situation else likeness
        for (key, *_rest), likeness in zip(
            known, resemblances(bare(concern.words), words), strict=True
        )
    ]
    ranked = sorted(zip(alike, known, strict=True), key=lambda one: -one[0])
    return [SuggestedReply(*one, is_likely=likeness >= LIKELY) for likeness, one in ranked]


def _situations() -> list[Situation]:
    current = PolicyVersion.objects.current()
    rows = Situation.objects.filter(version=current).exclude(reply="")
    return list(rows.order_by("position"))


def _reply_of(situation: Situation) -> str:
    return f"{situation.reply} {situation.handover_url}".strip()


@transaction.atomic
def add_reply(*, by: Member, title: str, text: str, now: datetime) -> StandardReply:
    """Keep a reply. The same again is the same click.

    Raises PermissionDenied; ValidationError of code "title", "text", "full".
    """
    by.require(Permission.EDIT_POLICY)
    hold_settings(by=by)
    title, text = _sound(title, text)
    there: StandardReply | None = StandardReply.objects.filter(title=title).first()
    if there is not None and there.text == text:
        return there
    _require_free(title, there)
    if StandardReply.objects.count() >= MOST_REPLIES:
        message = _("There are %(most)s of them. Change one, or remove one first.")
        raise ValidationError(message, code="full", params={"most": MOST_REPLIES})
    added: StandardReply = StandardReply.objects.create(title=title, text=text, changed_at=now)
    record(Act.REPLY_ADDED, by=by, about=added, now=now)
    return added


@transaction.atomic
def change_reply(
    *, reply: StandardReply, by: Member, title: str, text: str, now: datetime
) -> StandardReply:
    """Change a reply; what was answered with it stays.

    Raises as `add_reply`; ValidationError of code "gone": a colleague has removed it meanwhile.
    """
    by.require(Permission.EDIT_POLICY)
    hold_settings(by=by)
    title, text = _sound(title, text)
    if not StandardReply.objects.filter(pk=reply.pk).exists():
        message = _("A colleague has removed this reply meanwhile. Your words are still here.")
        raise ValidationError(message, code="gone")
    others = StandardReply.objects.exclude(pk=reply.pk)
    _require_free(title, others.filter(title=title).first())
    if (reply.title, reply.text) != (title, text):
        reply.title, reply.text, reply.changed_at = title, text, now
        reply.save(update_fields=["title", "text", "changed_at"])
        record(Act.REPLY_CHANGED, by=by, about=reply, now=now)
    return reply


@transaction.atomic
def remove_reply(*, reply: StandardReply, by: Member, now: datetime) -> None:
    """Remove a reply; what was answered with it stays. A second time changes nothing.

    Raises PermissionDenied.
    """
    by.require(Permission.EDIT_POLICY)
    hold_settings(by=by)
    if StandardReply.objects.filter(pk=reply.pk).delete()[0]:
        record(Act.REPLY_REMOVED, by=by, about=reply, now=now)


def _sound(title: str, text: str) -> tuple[str, str]:
    named, said = " ".join(title.split()), text.strip()
    if not named or len(named) > REPLY_TITLE_LENGTH:
        raise ValidationError(_("Say when to use it, in up to 120 characters."), code="title")
    if not said or len(said) > LONGEST_NOTE:
        raise ValidationError(_("Write a reply of up to 2,000 characters."), code="text")
    return named, said


def _require_free(title: str, there: StandardReply | None) -> None:
    if there is not None:
        message = _("There is a reply for “%(title)s” already.")
        raise ValidationError(message, code="title", params={"title": title})
