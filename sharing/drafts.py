"""From a share, or from words that may become one, to what a network is given. Read in scope."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from content.attachments.uses import FILE
from content.models import (
    Asset,
    AssetKind,
    AssetState,
    LinkCard,
    Post,
    PostAsset,
    Rendition,
    licences_over,
)
from sharing.models import Share, SharePicture
from sharing.networks import base, network
from sharing.networks.attached import Attachment
from sharing.networks.fitting import fitted
from sharing.text import short_address

PREVIEW = "preview"
CARD = "card"


@dataclass(frozen=True)
class Chosen:
    """What was chosen for a share, a picture or an attachment, with its description."""

    asset: Asset
    alt: str


def offered_pictures(post: Post) -> list[Chosen]:
    """Return the pictures offered with a post, in order; one that is not ready is left out."""
    return [one for one in offered(post) if one.asset.kind == AssetKind.PICTURE]


def offered(post: Post) -> list[Chosen]:
    """Return the same with the post's video or document, which stands in the place of pictures."""
    rows = (
        PostAsset.objects.filter(post=post, asset__state=AssetState.READY)
        .exclude(Exists(licences_over().filter(asset=OuterRef("asset"))))
        .select_related("asset")
        .order_by("position", "pk")
    )
    return [Chosen(each.asset, each.asset.alt) for each in rows]


def pictures_of(share: Share) -> list[Chosen]:
    """Return the pictures of a share, in order."""
    return [one for one in chosen_of(share) if one.asset.kind == AssetKind.PICTURE]


def _pictures() -> Prefetch[Any]:
    rows = SharePicture.objects.select_related("asset").order_by("position")
    return Prefetch("pictures", rows)


def chosen_of(share: Share) -> list[Chosen]:
    """Return the same with its video or document."""
    prefetch_related_objects([share], _pictures())  # once, however often it is asked
    return [Chosen(row.asset, row.alt) for row in share.pictures.all()]


def attachment_in(chosen: Iterable[Chosen]) -> Chosen | None:
    """Return the video or document among what was chosen."""
    return next((one for one in chosen if one.asset.kind != AssetKind.PICTURE), None)


def renditions_of(chosen: Iterable[Chosen]) -> dict[tuple[int, str], Rendition]:
    """Return every rendition of pictures by (asset id, name), in one query."""
    ids = [one.asset.pk for one in chosen]
    made = Rendition.objects.filter(asset__in=ids) if ids else ()
    return {(rendition.asset_id, rendition.name): rendition for rendition in made}


def pictures_for(
    chosen: Iterable[Chosen], network: str, made: Mapping[tuple[int, str], Rendition]
) -> tuple[base.Picture, ...]:
    """Return the renditions a network is sent, in order; one not made yet is left out."""
    found = [
        (made.get((one.asset.pk, network)) or made.get((one.asset.pk, PREVIEW)), one)
        for one in chosen
        if one.asset.kind == AssetKind.PICTURE
    ]
    return tuple(_picture(rendition, one) for rendition, one in found if rendition is not None)


def attachment_for(
    chosen: Iterable[Chosen], made: Mapping[tuple[int, str], Rendition]
) -> Attachment | None:
    """Return the video or document a network is sent; None without one, or one not ready."""
    one = attachment_in(chosen)
    found = made.get((one.asset.pk, FILE)) if one else None
    if one is None or found is None:
        return None
    asset = one.asset
    return Attachment(
        kind=asset.kind,
        digest=found.digest,
        mime_type=found.mime_type,
        size_bytes=found.size_bytes,
        title=asset.title,
        alt=one.alt,
        open=partial(default_storage.open, found.file, "rb"),
        width=found.width,
        height=found.height,
        duration_ms=asset.duration_ms,
        pages=asset.pages,
    )


def card_of(post: Post) -> LinkCard | None:
    """Return the preview of a post's link, None while there is none to show.

    A picture that nobody may show any more is left out of it.
    """
    found: LinkCard | None = (
        LinkCard.objects.filter(post=post)
        .exclude(title="")
        .select_related("picture")
        .annotate(is_over=Exists(licences_over().filter(asset=OuterRef("picture"))))
        .first()
    )
    if found is not None and found.is_over:  # type: ignore[attr-defined]  # annotated above
        found.picture = None
    return found


def card_for(card: LinkCard | None) -> base.LinkCard | None:
    """Return a link's preview as networks are given it."""
    if card is None:
        return None
    picture = None
    if card.picture is not None:
        one = Chosen(card.picture, card.picture.alt)
        rendition = renditions_of([one]).get((card.picture.pk, CARD))
        picture = _picture(rendition, one) if rendition else None
    return base.LinkCard(card.title, card.description, picture)


def draft_of(share: Share) -> base.Draft:
    """Return exactly what a share's network is given; `share` has post, link, connection."""
    chosen = chosen_of(share)
    made = renditions_of(chosen)
    has_card = share.has_card and not chosen and _takes_card(share)
    draft = base.Draft(
        text=share.text,
        link=short_address(share.link_id, share.link.host) if share.post.link else "",
        pictures=pictures_for(chosen, share.network, made),
        attachment=attachment_for(chosen, made),
        card=card_for(card_of(share.post)) if has_card else None,
        reshares=share.post.company_post,
    )
    if share.connection is None:
        return draft
    return fitted(draft, base.Limits.from_json(share.connection.limits))


def _takes_card(share: Share) -> bool:
    """Tell whether the preview of the link is ours to give: some networks make their own."""
    return share.connection_id is None or not network(share.network).shows_own_card


def sent_of(share: Share, draft: base.Draft) -> dict[str, str]:
    """Return what an attempt keeps of the text it sends: as readers see it, and its SHA-256."""
    text = network(share.network).show(draft).text
    return {"sent": text, "digest": hashlib.sha256(text.encode()).hexdigest()}


def _picture(rendition: Rendition, one: Chosen) -> base.Picture:
    opening: Callable[[], IO[bytes]] = partial(default_storage.open, rendition.file, "rb")
    return base.Picture(
        digest=rendition.digest,
        mime_type=rendition.mime_type,
        size_bytes=rendition.size_bytes,
        width=rendition.width,
        height=rendition.height,
        alt=one.alt,
        open=opening,
        focus=(one.asset.focus_x, one.asset.focus_y),
    )
