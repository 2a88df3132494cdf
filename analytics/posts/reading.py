"""Which posts' numbers a member may open: of those they may read, or once were offered."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from content.models import Post, PostQuerySet
from tenants.models import Member


def posts_numbered(member: Member) -> PostQuerySet:
    """Return the posts whose numbers a member who sees the dashboard may open."""
    return Post.objects.visible_to(member) | Post.objects.offered_to(member)


def numbered_among(ids: Collection[UUID | None], member: Member) -> set[UUID]:
    """Return which of these posts, by public id, a member may open the numbers of. One query."""
    wanted = [one for one in ids if one is not None]
    rows = posts_numbered(member).filter(public_id__in=wanted)
    return set(rows.values_list("public_id", flat=True))
