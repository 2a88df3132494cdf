"""What a digest tells: a few offered posts that the member has neither seen nor been told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef

from content.models import Post, PostQuerySet, Read
from tenants.models import Member

SIZE = 3
COUNTED = 20
"""More new posts than these are not counted: "more than twenty" says enough."""


def unseen_by(member: Member) -> PostQuerySet:
    """Return what is offered to a member and was never opened or shared by them."""
    seen = Read.objects.filter(member=member, post=OuterRef("pk"))
    return Post.objects.open_to(member).exclude(Exists(seen))


def choose_posts(member: Member, *, told: Iterable[int] = (), size: int = SIZE) -> list[Post]:
    """Return the newest unseen posts that no digest has told of. One query."""
    posts = unseen_by(member).exclude(pk__in=list(told)).newest_first()
    return list(posts.defer("body")[:size])


def still_worth_telling(member: Member, ids: Sequence[UUID]) -> list[Post]:
    """Return those of the chosen posts that are still offered and unseen, in their order."""
    found = unseen_by(member).filter(public_id__in=ids).prefetch_related("topics")
    order = {public_id: place for place, public_id in enumerate(ids)}
    return sorted(found, key=lambda post: order[post.public_id])


def count_unseen(member: Member) -> int:
    """Return how many offered posts are unseen, counting no further than `COUNTED` + 1."""
    return len(unseen_by(member).values_list("pk")[: COUNTED + 1])
