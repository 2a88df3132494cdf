"""Pictures as members handle them: receive, describe, put with a post, take away.

What goes with a post may also be a video or document (`content.services.attachments`).

Receiving only stores and measures; a worker decodes (`content.services.preparing`). Nothing but
renditions is ever shown, so what else hides in an upload reaches nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.attached import assets_on
from content.models import (
    Asset,
    AssetKind,
    AssetState,
    Post,
    PostAsset,
    Rendition,
    ShelfItem,
    State,
    licences_over,
)
from content.pictures.files import (
    Stored,
    delete_folder,
    open_stored,
    store_original,
    store_rendition,
)
from content.pictures.headers import NotAPicture, read_facts
from content.pictures.rendering import open_own, render
from content.pictures.uses import CROPPED, MAX_BYTES
from content.problems import picture_problem
from content.uploads import idle_pictures, posts_with
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.scope import current_organization_id
from tenants.wakeups import wake_on_commit

MOST_PER_POST = 4
LONGEST_ALT = 1500
LARGEST = "save"
"""The rendition from which others are cut."""
MOST_IDLE_PER_DAY = 50
"""How many pictures on no post a member may upload within a day…"""
MOST_IDLE_MB = 2000
"""…and how much of anything."""
KEPT_IDLE = timedelta(hours=24)
PREPARE = "content.tasks.prepare_pictures"
WORDS: dict[str, dict[str, Promise]] = {
    "refused": {
        AssetKind.PICTURE: _("A picture can’t be used. Remove it first."),
        AssetKind.VIDEO: _("The video can’t be used. Take it off first."),
        AssetKind.DOCUMENT: _("The document can’t be used. Take it off first."),
    },
    "processing": {
        AssetKind.PICTURE: _("A picture is still being prepared. Try again in a few seconds."),
        AssetKind.VIDEO: _("The video is still being prepared. Try again in a few seconds."),
        AssetKind.DOCUMENT: _("The document is still being prepared. Try again in a few seconds."),
    },
    "alt": {
        AssetKind.PICTURE: _("Describe each picture for people who can’t see it."),
        AssetKind.VIDEO: _("Describe the video for people who can’t see it."),
    },
}
"""Why a post waits, by what is wrong and with what; a document is read out by itself."""


@dataclass(frozen=True)
class PictureDetails:
    """What a person says of a picture: what is on it, and what must stay in view (0 to 1)."""

    alt: str
    focus_x: float = 0.5
    focus_y: float = 0.5


def problem(code: str) -> ValidationError:
    """Return the error of a picture that can't be used."""
    return ValidationError(picture_problem(code), code=code)


@transaction.atomic
def receive_picture(*, by: Member | None, upload: File[bytes], now: datetime) -> Asset:
    """Store an upload as it is and queue it for the worker; `by` is None for what we fetched.

    Raises ValidationError of code "empty", "type", "broken", "too_big", "too_many_pixels"; or
    "too_many": so many uploads of this member wait on no post already.
    """
    size = upload.size or 0
    if by is not None:
        require_room(by, now, size)
    if size > MAX_BYTES:
        raise problem("too_big")
    try:
        facts = read_facts(upload)
    except NotAPicture as refused:
        raise problem(refused.code) from None
    asset = Asset(
        uploaded_by=by,
        file_name=(upload.name or "")[-200:],
        mime_type=facts.mime_type,
        size_bytes=size,
        width=facts.width,
        height=facts.height,
        created_at=now,
    )
    asset.file, asset.digest = store_original(
        upload, size, organization_id=current_organization_id()
    )
    asset.save()
    wake_on_commit(PREPARE)
    return asset


def require_room(by: Member, now: datetime, size: int) -> None:
    """Keep a member from filling the disk. Raises ValidationError of code "too_many"."""
    recent = idle_pictures().filter(uploaded_by=by, created_at__gt=now - timedelta(days=1))
    idle = recent.aggregate(count=Count("pk"), size=Sum("size_bytes", default=0))
    if idle["size"] + size > MOST_IDLE_MB * 1_000_000:
        raise ValidationError(
            _("Your uploads of today that are on no post reach %(most)s MB. Use or remove some."),
            code="too_many",
            params={"most": MOST_IDLE_MB},
        )
    if idle["count"] >= MOST_IDLE_PER_DAY:
        raise ValidationError(
            _("You have uploaded %(most)s files today that are on no post. Use or remove some."),
            code="too_many",
            params={"most": MOST_IDLE_PER_DAY},
        )


@transaction.atomic
def set_picture_details(*, asset: Asset, by: Member, details: PictureDetails) -> Asset:
    """Describe a picture and say what must stay in view; what is cut is cut anew at once.

    Raises PermissionDenied; ValidationError of code "alt" (too long) or "focus".
    """
    require_keeper(asset, by)
    alt = " ".join(details.alt.split())
    if len(alt) > LONGEST_ALT:
        raise ValidationError(_("Describe it in at most 1,500 characters."), code="alt")
    focus = (details.focus_x, details.focus_y)
    if not all(0 <= each <= 1 for each in focus):
        raise ValidationError(_("The focal point lies outside the picture."), code="focus")
    is_moved = asset.kind == AssetKind.PICTURE and focus != focus_of(asset)
    asset.alt, (asset.focus_x, asset.focus_y) = alt, focus
    asset.save(update_fields=["alt", "focus_x", "focus_y"])
    if is_moved and asset.state == AssetState.READY:
        crop_again(asset)
    return asset


def focus_of(asset: Asset) -> tuple[float, float]:
    """Return what must stay in view of a picture."""
    return asset.focus_x, asset.focus_y


def crop_again(asset: Asset) -> None:
    """Cut a prepared picture anew: a few ms, where decoding the original takes seconds."""
    largest = Rendition.objects.filter(asset=asset, name=LARGEST)
    for stored in cut_again(asset.file, largest, focus_of(asset)):
        keep_rendition(asset, stored)


def cut_again(
    original: str, made: Iterable[Stored | Rendition], focus: tuple[float, float]
) -> list[Stored]:
    """Return what is cut, stored anew from the largest of what was made."""
    largest = next(one for one in made if one.name == LARGEST)
    with open_stored(largest.file) as file:
        picture = open_own(file)
    return [store_rendition(original, cut) for cut in render(picture, CROPPED, focus)]


def keep_rendition(asset: Asset, stored: Stored) -> None:
    """Write the row of a stored rendition, in place of an earlier one of this name."""
    values = asdict(stored)
    Rendition.objects.update_or_create(asset=asset, name=values.pop("name"), defaults=values)


@transaction.atomic
def attach_pictures(*, post: Post, by: Member, assets: Sequence[Asset], now: datetime) -> bool:
    """Let a post offer these pictures, in this order, in place of what it had; tell if it is news.

    One video or document may stand in the place of all pictures. Raises PermissionDenied: the post
    is not theirs to change, or a file neither theirs nor the library's; ValidationError of code
    "too_many_pictures", "mixed" or "licence"; on an approved post also as `require_good_pictures`.
    """
    if not post.is_editable_by(by):
        raise PermissionDenied
    chosen = list(dict.fromkeys(assets))
    if len(chosen) > MOST_PER_POST:
        raise ValidationError(
            _("A post takes up to %(most)s pictures. Remove some."),
            code="too_many_pictures",
            params={"most": MOST_PER_POST},
        )
    if len(chosen) > 1 and any(asset.kind != AssetKind.PICTURE for asset in chosen):
        raise ValidationError(
            _("A video or document goes alone: take it off, or the pictures."), code="mixed"
        )
    before = assets_on(post)
    new = [asset for asset in chosen if asset not in before]
    _require_usable(new, by)
    PostAsset.objects.filter(post=post).delete()
    PostAsset.objects.bulk_create(
        PostAsset(post=post, asset=asset, position=position)
        for position, asset in enumerate(chosen)
    )
    if post.state == State.APPROVED:
        require_good_pictures(post)
    gone = [str(asset.public_id) for asset in before if asset not in chosen]
    if gone:
        record(Act.PICTURE_REMOVED, by=by, about=post, data={"pictures": gone}, now=now)
    return chosen != before


def _require_usable(assets: Iterable[Asset], by: Member) -> None:
    """Let people take what they sent, writers what the library keeps and still may be shown."""
    wanted = list(assets)
    others = {asset.pk for asset in wanted if asset.uploaded_by_id != by.pk}
    kept = ShelfItem.objects.filter(asset__in=others).count()
    if others and (kept < len(others) or not by.may(Permission.WRITE_POSTS)):
        raise PermissionDenied
    require_licences(wanted)


def require_licences(assets: Iterable[Asset]) -> None:
    """Keep what nobody may show any more from new posts. Raises ValidationError of "licence"."""
    over = licences_over().filter(asset__in=list(assets)).select_related("asset").first()
    if over is not None:
        raise ValidationError(
            _("The licence of “%(name)s” is over. Replace it, or extend the licence."),
            code="licence",
            params={"name": over.asset.file_name},
        )


def require_good_pictures(post: Post) -> None:
    """Hold a post back whose pictures readers could not see or hear described; videos likewise.

    Raises ValidationError of code "pictures" (not ready or of no use) or "alt" (not described).
    """
    for asset in assets_on(post):
        if asset.state == AssetState.REFUSED:
            raise ValidationError(str(WORDS["refused"][asset.kind]), code="pictures")
        if asset.state == AssetState.PROCESSING:
            raise ValidationError(str(WORDS["processing"][asset.kind]), code="pictures")
        if not asset.alt and asset.kind in WORDS["alt"]:
            raise ValidationError(str(WORDS["alt"][asset.kind]), code="alt")


@transaction.atomic
def discard_picture(*, asset: Asset, by: Member) -> bool:
    """Delete a picture that nothing uses; False leaves one in use. Raises PermissionDenied."""
    require_keeper(asset, by)
    return delete_idle(asset)


def delete_idle(asset: Asset) -> bool:
    """Delete a picture with its files after commit, unless something uses it; tell whether."""
    locked = idle_pictures().select_for_update(of=("self",)).filter(pk=asset.pk).first()
    if locked is None:
        return False
    locked.delete()
    transaction.on_commit(lambda: delete_folder(asset.file))
    return True


def require_keeper(asset: Asset, by: Member) -> None:
    """Let people change their own uploads; once on a post, who may change the post; what the
    library keeps, its curators.

    Raises PermissionDenied.
    """
    if by.may(Permission.APPROVE_POSTS) and ShelfItem.objects.filter(asset=asset).exists():
        return
    posts = list(posts_with(asset))
    if posts and all(post.is_editable_by(by) for post in posts):
        return
    if posts or asset.uploaded_by_id != by.pk:
        raise PermissionDenied
