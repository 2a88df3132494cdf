"""Which uploads somebody may see, and what uses each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet

from content.concerns.models import Concern
from content.models import (
    Asset,
    AssetKind,
    LinkCard,
    Post,
    PostAsset,
    Rendition,
    ShelfItem,
    Suggestion,
)
from tenants.models import Member
from tenants.roles import Permission


def posts_with(asset: Asset) -> QuerySet[Post]:
    """Return the posts that show a picture, as one of theirs or on the card of their link."""
    return Post.objects.filter(
        Q(pk__in=PostAsset.objects.filter(asset=asset).values("post_id"))
        | Q(pk__in=LinkCard.objects.filter(picture=asset).values("post_id"))
    )


def visible_pictures(member: Member) -> QuerySet[Asset]:
    """Return the pictures a member may see."""
    return visible_assets(member).filter(kind=AssetKind.PICTURE)


def visible_assets(member: Member) -> QuerySet[Asset]:
    """Return what a member may see: what is theirs, on posts they may open, suggested to them, on
    concerns they look after or were told of, and for writers the library's.
    """
    posts = Post.objects.visible_to(member).values("pk")
    seen = (
        Q(uploaded_by=member)
        | on_shelf_for(member)
        | Exists(PostAsset.objects.filter(asset=OuterRef("pk"), post__in=posts))
        | Exists(LinkCard.objects.filter(picture=OuterRef("pk"), post__in=posts))
    )
    if member.may(Permission.APPROVE_POSTS):
        seen |= Q(Exists(Suggestion.objects.for_curators().filter(picture=OuterRef("pk"))))
    concerns = Concern.objects.all()
    if not member.may(Permission.EDIT_POLICY):
        concerns = concerns.told_to(member)
    seen |= Q(Exists(concerns.filter(picture=OuterRef("pk"))))
    return Asset.objects.filter(seen)


def visible_rendition(member: Member, public_id: UUID, name: str) -> Rendition | None:
    """Return one rendition of an upload that the member may see, else None."""
    seen = visible_assets(member).filter(public_id=public_id)
    found: Rendition | None = (
        Rendition.objects.filter(asset__in=seen, name=name).select_related("asset").first()
    )
    return found


def uses_of_assets() -> list[tuple[Any, str]]:
    """Return what may use an upload, also what is yet to come: tables, each with its link."""
    return [
        (link.related_model, link.field.name)
        for link in Asset._meta.get_fields(include_hidden=True)
        if isinstance(link, ManyToOneRel) and link.related_model is not Rendition
    ]


def idle_pictures(*, on_shelf: bool = False) -> QuerySet[Asset]:
    """Return the uploads that nothing uses: no post, card, share; nor, unless `on_shelf`, the
    library keeps.
    """
    rows = Asset.objects.all()
    for users, link in uses_of_assets():
        if not (on_shelf and users is ShelfItem):
            rows = rows.exclude(Exists(users.objects.filter(**{link: OuterRef("pk")})))
    return rows


def on_shelf_for(member: Member) -> Q:
    """Select the uploads of the library, for those who write posts."""
    if not member.may(Permission.WRITE_POSTS):
        return Q(pk__in=[])
    return Q(Exists(ShelfItem.objects.filter(asset=OuterRef("pk"))))
