"""The assets library as curators keep it: put in, licensed, replaced everywhere, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from content.attachments.uses import ENDINGS, LONGEST_TITLE
from content.desk.rules import settled_among
from content.models import (
    Asset,
    AssetKind,
    AssetState,
    LinkCard,
    Post,
    PostAsset,
    ShelfItem,
    State,
)
from content.services.attachments import receive_attachment
from content.services.pictures import (
    PictureDetails,
    delete_idle,
    receive_picture,
    require_licences,
    set_picture_details,
)
from content.services.remembering import remember_act
from content.services.requests import ask_again
from content.uploads import idle_pictures, posts_with
from content.written import written
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.zones import zone_at

MOST_AT_ONCE = 20


@dataclass(frozen=True)
class LicenceDraft:
    """By what right a file is shown; `valid_until` is the last day, None for always."""

    source: str = ""
    licence: str = ""
    holder: str = ""
    valid_until: date | None = None


@transaction.atomic
def add_to_library(*, by: Member, upload: File[bytes], now: datetime) -> Asset:
    """Take a file into the library: a picture, a video or a document, by what it is.

    Raises PermissionDenied; ValidationError as `receive_picture` and `receive_attachment`.
    """
    _require_curator(by)
    name = (upload.name or "").casefold()
    is_attached = name.endswith(tuple(f".{ending}" for ending in ENDINGS.values()))
    if is_attached and not name.endswith(".gif"):
        asset = receive_attachment(by=by, upload=upload, now=now)
    else:
        asset = receive_picture(by=by, upload=upload, now=now)
    keep_asset(asset=asset, by=by, now=now)
    return asset


@transaction.atomic
def keep_asset(*, asset: Asset, by: Member, now: datetime) -> ShelfItem:
    """Keep a file in the library, used or not, for all who write. Raises PermissionDenied."""
    _require_curator(by)
    item, is_new = ShelfItem.objects.get_or_create(
        asset=asset, defaults={"added_by": by, "added_at": now}
    )
    if is_new:
        record(Act.ASSET_KEPT, by=by, about=asset, now=now)
    kept: ShelfItem = item
    return kept


@transaction.atomic
def set_licence(*, asset: Asset, by: Member, draft: LicenceDraft, now: datetime) -> ShelfItem:
    """Say by what right a file is shown and until when; it is kept in the library from then on.

    Over, it goes with nothing new; what is published stays. Raises PermissionDenied.
    """
    item = keep_asset(asset=asset, by=by, now=now)
    fields = {name: " ".join(getattr(draft, name).split()) for name in ("source", "holder")}
    values = {
        **fields,
        "licence": draft.licence.strip(),
        "valid_until": draft.valid_until,
    }
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    if not changed:
        return item
    if "valid_until" in changed:
        item.reminded, item.over_at = None, _over_at(by, draft.valid_until)
    for name, value in values.items():
        setattr(item, name, value)
    item.save()
    record(Act.ASSET_LICENSED, by=by, about=asset, data={"fields": changed}, now=now)
    return item


@transaction.atomic
def describe_asset(*, asset: Asset, by: Member, title: str, alt: str) -> Asset:
    """Say what a file of the library is called, and what is to be seen in it.

    Raises PermissionDenied; ValidationError of code "alt".
    """
    _require_curator(by)
    details = PictureDetails(alt, asset.focus_x, asset.focus_y)
    set_picture_details(asset=asset, by=by, details=details)
    asset.title = " ".join(title.split())[:LONGEST_TITLE]
    asset.save(update_fields=["title"])
    return asset


@dataclass(frozen=True)
class Replaced:
    """How many posts show another file now, and how many keep theirs: several approved them."""

    posts: int
    settled: int


@transaction.atomic
def replace_everywhere(*, asset: Asset, by: Member, other: Asset, now: datetime) -> Replaced:
    """Let every post and card show another file of the kind instead.

    Each post gets a version, and who is asked about one is asked again. What is shared stays as it
    is, and so do posts in the feed that one person alone may not change. Raises PermissionDenied;
    ValidationError of code "same", "kind", "state", "alt" or "licence".
    """
    _require_curator(by)
    _require_fit(asset, other)
    posts, settled = _posts_to_change(asset)
    ids, before = [post.pk for post in posts], {post.pk: written(post) for post in posts}
    there = PostAsset.objects.filter(asset=other, post__in=ids).values("post")
    PostAsset.objects.filter(asset=asset, post__in=there).delete()
    PostAsset.objects.filter(asset=asset, post__in=ids).update(asset=other)
    cards = LinkCard.objects.filter(picture=asset, post__in=ids)
    cards.update(picture=other, is_edited=True)
    Post.objects.filter(pk__in=ids).update(version=F("version") + 1, updated_at=now)
    for post in posts:
        post.refresh_from_db()
        remember_act(post=post, before=before[post.pk], by=by, now=now)
        ask_again(post, now)
    keep_asset(asset=other, by=by, now=now)
    keep_asset(asset=asset, by=by, now=now)
    data = {"other": str(other.public_id), "posts": [str(post.public_id) for post in posts]}
    record(Act.ASSET_REPLACED, by=by, about=asset, data=data, now=now)
    return Replaced(len(posts), settled)


def _posts_to_change(asset: Asset) -> tuple[list[Post], int]:
    """Return the posts that show a file, locked, and how many more one person may not change."""
    ids = sorted(posts_with(asset).values_list("pk", flat=True))
    rows = Post.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
    posts = list(rows.order_by("pk"))
    settled = settled_among([post.pk for post in posts if post.state == State.APPROVED])
    return [post for post in posts if post.pk not in settled], len(settled)


@transaction.atomic
def delete_asset(*, asset: Asset, by: Member, now: datetime) -> None:
    """Delete a file of the library that nothing uses.

    Raises PermissionDenied; ValidationError of code "in_use".
    """
    _require_curator(by)
    if not idle_pictures(on_shelf=True).filter(pk=asset.pk).exists():
        raise ValidationError(
            _("Something uses this file. Replace it there, or take it off."), code="in_use"
        )
    record(Act.ASSET_DELETED, by=by, about=asset, now=now)
    ShelfItem.objects.filter(asset=asset).delete()
    if not delete_idle(asset):
        raise ValidationError(
            _("Something uses this file. Replace it there, or take it off."), code="in_use"
        )


def _require_fit(asset: Asset, other: Asset) -> None:
    if asset.pk == other.pk:
        raise ValidationError(_("Choose another file."), code="same")
    if asset.kind != other.kind:
        raise ValidationError(_("Choose a file of the same kind."), code="kind")
    if other.state != AssetState.READY:
        raise ValidationError(_("It is not ready yet. Try again in a moment."), code="state")
    if other.kind != AssetKind.DOCUMENT and not other.alt:
        raise ValidationError(_("Describe the new one first."), code="alt")
    require_licences([other])


def _over_at(by: Member, valid_until: date | None) -> datetime | None:
    if valid_until is None:
        return None
    zone = zone_at(by.organization)
    return datetime.combine(valid_until + timedelta(days=1), time.min, zone)


def _require_curator(by: Member) -> None:
    if not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied
