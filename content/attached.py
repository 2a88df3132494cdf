"""Reading what goes with posts beside pictures, one video or document each; and what is idle."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from content.models import Asset, AssetKind, AssetState, Post, PostAsset, ShelfItem
from tenants.models import Member
from tenants.roles import Permission


def assets_on(post: Post) -> list[Asset]:
    """Return what is offered with a post in order, pictures or not, ready or not."""
    links = PostAsset.objects.filter(post=post).select_related("asset")
    return [link.asset for link in links.order_by("position", "id")]


def attachments_on(post: Post) -> list[Asset]:
    """Return a post's video or document, ready or not; at most one."""
    return [asset for asset in assets_on(post) if asset.kind != AssetKind.PICTURE]


def attachments_of(post_ids: Iterable[int]) -> dict[int, Asset]:
    """Return the video or document of each post that has one ready. One query."""
    rows = PostAsset.objects.filter(post_id__in=post_ids, asset__state=AssetState.READY)
    rows = rows.exclude(asset__kind=AssetKind.PICTURE).select_related("asset")
    return {row.post_id: row.asset for row in rows}


def usable_attachments(member: Member, post: Post | None, ids: list[UUID]) -> list[Asset]:
    """Return those of these ids that a member may put on a post: their own, its own, and for
    writers the library's.
    """
    there = PostAsset.objects.filter(post=post).values("asset_id")
    rows = Asset.objects.attachments().filter(public_id__in=ids)
    own = Q(uploaded_by=member) | Q(pk__in=there)
    if member.may(Permission.WRITE_POSTS):
        own |= Q(Exists(ShelfItem.objects.filter(asset=OuterRef("pk"))))
    return list(rows.filter(own).order_by("created_at", "id"))
