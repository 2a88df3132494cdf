"""What a digest tells: a few offered posts that the member has neither seen nor been told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from content.models import Mark, Post, PostQuerySet
from content.ranking.pages import candidates
from content.ranking.scores import three_of
from content.ranking.wanted import Wanted
from tenants.models import Member

COUNTED = 20
"""More new posts than these are not counted: "more than twenty" says enough."""


def unseen_by(member: Member) -> PostQuerySet:
    """Return what is offered to a member, never opened or shared by them, and for them."""
    is_done = Q(read_at__isnull=False) | Q(hidden_at__isnull=False)
    seen = Mark.objects.of(member).filter(is_done, post=OuterRef("pk"))
    return Post.objects.open_to(member).exclude(Exists(seen))


def choose_posts(
    member: Member, *, now: datetime, told: Iterable[int] = (), with_marks: bool = True
) -> list[Post]:
    """Return up to three posts as the feed's own shelf chooses them, of what no digest told of.

    The same as `content.ranking.three`, without those. Without marks, as if the member had none
    and followed nothing: for others' eyes. A fixed number of queries.
    """
    rows = Wanted().posts(member) if with_marks else Post.objects.open_to(member)
    offered = rows.filter(opens_at__lte=now).exclude(pk__in=list(told))
    found, _floor = candidates(offered, member, at=now, with_marks=with_marks)
    order = {one.id: place for place, one in enumerate(three_of(found, now))}
    posts = Post.objects.filter(pk__in=order).defer("body")
    return sorted(posts, key=lambda post: order[post.pk])


def still_worth_telling(
    member: Member, ids: Sequence[UUID], *, with_marks: bool = True
) -> list[Post]:
    """Return those of the chosen posts that are still offered and unseen, in their order.

    Without marks, seen or not: for others' eyes.
    """
    rows = unseen_by(member) if with_marks else Post.objects.open_to(member)
    found = rows.filter(public_id__in=ids).prefetch_related("topics")
    order = {public_id: place for place, public_id in enumerate(ids)}
    return sorted(found, key=lambda post: order[post.public_id])


def count_unseen(member: Member) -> int:
    """Return how many offered posts are unseen, counting no further than `COUNTED` + 1."""
    return len(unseen_by(member).values_list("pk")[: COUNTED + 1])
