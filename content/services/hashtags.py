"""The organization's own hashtags: added, changed, removed while nothing uses them.

Nothing here puts a hashtag into anybody's words: X bars apps that push one through many accounts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from content.models import HASHTAG_LENGTH, Campaign, Hashtag, Post, Purpose
from content.search.indexing import index_again
from content.services.remembering import remember_act
from content.services.requests import carry_yeses
from content.written import written
from policies.rules.asides import hashtags
from policies.rules.folding import fold
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


@dataclass(frozen=True)
class HashtagDraft:
    """What a curator says of a hashtag; `name` with or without the #."""

    name: str
    purpose: str = Purpose.CULTURE
    description: str = ""
    is_default: bool = False


def read_hashtag(text: str) -> str:
    """Return a hashtag as every network takes it, without the #.

    Letters of any script, their marks, digits and underscores, not digits alone. Raises
    ValidationError of code "name".
    """
    name = unicodedata.normalize("NFC", text.strip()).removeprefix("#").removeprefix("\uff03")
    kinds = {unicodedata.category(sign)[0] for sign in name.replace("_", "")}
    if not name or not kinds <= {"L", "M", "N"} or "L" not in kinds:
        raise ValidationError(
            _("A hashtag is one word of letters, digits and _, with at least one letter."),
            code="name",
        )
    if len(name) > HASHTAG_LENGTH or len(key_of(name)) > 2 * HASHTAG_LENGTH:
        raise ValidationError(
            _("A hashtag has up to 64 characters: that is what all networks take."), code="name"
        )
    return name


def key_of(name: str) -> str:
    """Return a name as networks compare it: without case, in one way of writing."""
    return unicodedata.normalize("NFKC", name).casefold()


def keys_in(text: str) -> set[str]:
    """Return the keys of the hashtags in a text, whole ones only; none is in an address."""
    folded = fold(text)
    return {
        key_of(text[folded.starts[first + 1] : folded.ends[last - 1]])
        for first, last in hashtags(folded.text)
    }


@transaction.atomic
def add_hashtag(*, by: Member, draft: HashtagDraft, now: datetime) -> Hashtag:
    """Add a hashtag. Raises PermissionDenied; ValidationError of code "name" or "taken"."""
    fields = _fields(by, draft)
    with _taken_is_told():
        hashtag: Hashtag = Hashtag.objects.create(created_at=now, **fields)
    record(Act.HASHTAG_ADDED, by=by, about=hashtag, now=now)
    return hashtag


@transaction.atomic
def change_hashtag(*, hashtag: Hashtag, by: Member, draft: HashtagDraft, now: datetime) -> Hashtag:
    """Change a hashtag; posts that ask for it by its old name ask for the new one.

    What else is in them stays, so what was said yes to stays so; its campaigns count it anew.
    Raises as `add_hashtag`.
    """
    fields = _fields(by, draft)
    locked: Hashtag = Hashtag.objects.select_for_update(of=("self",)).get(pk=hashtag.pk)
    old = locked.name
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, fields[name])
    with _taken_is_told():
        locked.save(update_fields=changed)
    if old != locked.name:
        _rename(locked, old, by, now)
    told = [name for name in changed if name != "key"]
    record(Act.HASHTAG_CHANGED, by=by, about=locked, data={"fields": told}, now=now)
    return locked


def _rename(hashtag: Hashtag, old: str, by: Member, now: datetime) -> None:
    """Let what uses a hashtag know it by its new name, as a new version."""
    campaigns = Campaign.objects.filter(hashtag=hashtag).order_by("pk")
    held = list(campaigns.select_for_update(of=("self",), no_key=True))
    Campaign.objects.filter(pk__in=[one.pk for one in held]).update(version=F("version") + 1)
    rows = posts_asking_for(old).order_by("pk").select_for_update(of=("self",), no_key=True)
    posts = list(rows)
    carry_yeses(post.pk for post in posts)
    for post in posts:
        before = written(post)
        tags = [hashtag.name if tag == old else tag for tag in post.required_hashtags]
        changes = {"required_hashtags": tags, "updated_at": now}
        Post.objects.filter(pk=post.pk).update(version=F("version") + 1, **changes)
        post.refresh_from_db()
        remember_act(post=post, before=before, by=by, now=now)
    index_again(post.pk for post in posts)


@transaction.atomic
def remove_hashtag(*, hashtag: Hashtag, by: Member, now: datetime) -> None:
    """Remove a hashtag that nothing uses.

    Raises PermissionDenied; ValidationError of code "in_use".
    """
    _require_curator(by)
    locked = Hashtag.objects.select_for_update(of=("self",)).get(pk=hashtag.pk)
    is_used = Campaign.objects.filter(hashtag=locked).exists()
    if is_used or posts_asking_for(locked.name).exists():
        raise ValidationError(
            _("A campaign or a post uses this hashtag. Take it off there first."), code="in_use"
        )
    record(Act.HASHTAG_REMOVED, by=by, about=locked, now=now)
    locked.delete()


def posts_asking_for(name: str) -> Any:
    """Return the posts to which a hashtag belongs."""
    return Post.objects.filter(required_hashtags__contains=[name])


def _require_curator(by: Member) -> None:
    if not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied


@contextmanager
def _taken_is_told() -> Iterator[None]:
    """Turn the database's word that a name is taken into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        said = _("There is a hashtag of this name already.")
        raise ValidationError(said, code="taken") from None


def _fields(by: Member, draft: HashtagDraft) -> dict[str, Any]:
    _require_curator(by)
    name = read_hashtag(draft.name)
    return {
        "name": name,
        "key": key_of(name),
        "purpose": Purpose(draft.purpose),
        "description": " ".join(draft.description.split()),
        "is_default": draft.is_default,
    }
