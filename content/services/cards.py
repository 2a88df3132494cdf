"""The preview of a post's link as writers handle it: wanted, edited, read again.

The row is the worker's queue (`content.services.reading`); what a person wrote stays theirs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.cards.reading import DESCRIPTION_LENGTH, TITLE_LENGTH, clean
from content.models import Asset, AssetKind, CardState, LinkCard, Post
from tenants.models import Member
from tenants.wakeups import wake_on_commit

READ = "content.tasks.read_cards"


def want_card(*, post: Post, now: datetime) -> None:
    """Have the page behind a post's link read, if the link is new; in the caller's transaction.

    A card that a person has written is left alone, whatever the link is now.
    """
    card = LinkCard.objects.filter(post=post).first()
    if card is not None and (card.is_edited or card.url == post.link):
        return
    if not post.link:
        LinkCard.objects.filter(post=post).delete()
        return
    _queue(post, now, title="", description="", picture=None)


@transaction.atomic
def read_card_again(*, post: Post, by: Member, now: datetime) -> None:
    """Read the page anew, in place of what the card says, edited or not.

    Raises PermissionDenied; ValidationError of code "link": there is none to read.
    """
    _require_writer(post, by)
    if not post.link:
        raise ValidationError(_("The post has no link yet. Save one first."), code="link")
    _queue(post, now)


@transaction.atomic
def edit_card(*, post: Post, by: Member, title: str, description: str, now: datetime) -> LinkCard:
    """Write the card oneself: nothing that is read overwrites it from then on.

    Raises PermissionDenied; ValidationError of code "title" (none) or "link" (none to preview).
    """
    title = clean(title, TITLE_LENGTH)
    if not title:
        raise ValidationError(_("Give the preview a title."), code="title")
    return _write(post, by, now, title=title, description=clean(description, DESCRIPTION_LENGTH))


@transaction.atomic
def set_card_picture(*, post: Post, by: Member, asset: Asset | None, now: datetime) -> LinkCard:
    """Put a picture on the card, or take it off; otherwise as `edit_card`."""
    if asset is not None and (asset.uploaded_by_id != by.pk or asset.kind != AssetKind.PICTURE):
        raise PermissionDenied
    return _write(post, by, now, picture=asset)


def _write(post: Post, by: Member, now: datetime, **changes: Any) -> LinkCard:
    _require_writer(post, by)
    if not post.link:
        raise ValidationError(_("The post has no link yet. Save one first."), code="link")
    done = {"state": CardState.READY, "problem": "", "wake_at": None, "is_edited": True}
    start = {"url": post.link, "title": post.title}
    values = {**done, "read_at": now, **changes}
    card: LinkCard
    card, _made = LinkCard.objects.update_or_create(
        post=post, defaults=values, create_defaults={**start, **values}
    )
    return card


def _queue(post: Post, now: datetime, **changes: Any) -> None:
    waiting = {"state": CardState.WAITING, "wake_at": now, "attempts": 0, "problem": ""}
    values = {"url": post.link, "is_edited": False, **waiting, **changes}
    LinkCard.objects.update_or_create(post=post, defaults=values)
    wake_on_commit(READ)


def _require_writer(post: Post, by: Member) -> None:
    if not post.is_editable_by(by):
        raise PermissionDenied
