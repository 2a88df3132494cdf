"""The short list of whom members can mention; curators keep it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sharing.mentions import BY_HANDLE
from sharing.models import Mention
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

MOST = 100
LONGEST = 200
_URN = re.compile(r"urn:li:organization:[0-9]{1,20}")
_ADDRESS = re.compile(
    r"(?:https?://)?(?:[a-z]+\.)?linkedin\.com/company/([0-9]{1,20})(?:[/?#].*)?", re.IGNORECASE
)
_NOT_IN_NAMES = re.compile(r"[\[\]\\\x00-\x1f]")


@dataclass(frozen=True)
class MentionDraft:
    """What is said of somebody: the exact name and URN at LinkedIn, handles elsewhere or ""."""

    name: str
    urn: str
    mastodon: str = ""
    bluesky: str = ""
    x: str = ""


@transaction.atomic
def add_mention(*, draft: MentionDraft, by: Member, now: datetime) -> Mention:
    """Put somebody on the list.

    Raises PermissionDenied; ValidationError of code "name", "taken", "urn", "too_many", or of a
    network whose handle is none.
    """
    by.require(Permission.APPROVE_POSTS)
    fields = _fields(draft)
    if Mention.objects.count() >= MOST:
        message = _("%(most)s is the most. Take somebody off first.") % {"most": MOST}
        raise ValidationError(message, "too_many")
    try:
        with transaction.atomic():
            mention: Mention = Mention.objects.create(**fields)
    except IntegrityError:
        raise _taken() from None
    record(Act.MENTION_ADDED, by=by, about=mention, now=now)
    return mention


@transaction.atomic
def change_mention(*, mention: Mention, draft: MentionDraft, by: Member, now: datetime) -> Mention:
    """Say something else of somebody on the list; raises as `add_mention` does."""
    by.require(Permission.APPROVE_POSTS)
    fields = _fields(draft)
    changed = [name for name, value in fields.items() if getattr(mention, name) != value]
    if not changed:
        return mention
    try:
        with transaction.atomic():
            Mention.objects.filter(pk=mention.pk).update(**fields)
    except IntegrityError:
        raise _taken() from None
    record(Act.MENTION_CHANGED, by=by, about=mention, data={"fields": changed}, now=now)
    mention.refresh_from_db()
    return mention


@transaction.atomic
def remove_mention(*, mention: Mention, by: Member, now: datetime) -> None:
    """Take somebody off the list; words that name them show the plain name. PermissionDenied."""
    by.require(Permission.APPROVE_POSTS)
    if Mention.objects.filter(pk=mention.pk).delete()[0]:
        record(Act.MENTION_REMOVED, by=by, about=mention, now=now)


def _taken() -> ValidationError:
    return ValidationError(_("Somebody of this name is on the list already."), "taken")


def _fields(draft: MentionDraft) -> dict[str, str]:
    name = draft.name.strip()
    if not name or len(name) > LONGEST or _NOT_IN_NAMES.search(name):
        message = _("Write the name exactly as its page at LinkedIn shows it, without brackets.")
        raise ValidationError(message, "name")
    return {"name": name, "urn": _urn(draft.urn), **_handles(draft)}


def _urn(typed: str) -> str:
    typed = typed.strip()
    if found := _ADDRESS.fullmatch(typed):
        return f"urn:li:organization:{found[1]}"
    if not _URN.fullmatch(typed):
        message = _(
            "Write it like urn:li:organization:2414183. You find the number in the address of the"
            " page’s admin view: linkedin.com/company/2414183/admin."
        )
        raise ValidationError(message, "urn")
    return typed


def _handles(draft: MentionDraft) -> dict[str, str]:
    handles = {}
    for one in BY_HANDLE:
        typed = str(getattr(draft, one.key)).strip()
        if typed and not typed.startswith("@"):
            typed = f"@{typed}"
        if typed and (len(typed) > LONGEST or not one.handle.fullmatch(typed)):
            message = _("Write it like %(handle)s.") % {"handle": one.handle_like}
            raise ValidationError(message, one.key)
        handles[one.key] = typed
    return handles
