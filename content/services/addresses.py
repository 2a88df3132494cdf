"""Which page a post is about, so that nothing else makes a second post of it by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from content.feeds.addresses import key_of
from content.intake import PostAddress
from content.models import Post
from tenants.models import Member
from tenants.scope import current_organization_id

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('content.intake', %s))"


def take_intake_turn() -> None:
    """Let sources and lists of the organization in scope make posts one after the other.

    Until the transaction ends: two that have the same pages would wait for each other for good.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [current_organization_id()])


def remember_addresses(*, post: Post, urls: Iterable[str]) -> bool:
    """Note the addresses of the page that a post is about; tell if no other post was there first.

    In the caller's transaction. The first post of a page stays the one that is known.
    """
    keys = {key for key in map(key_of, urls) if key}
    rows = [PostAddress(post=post, key=key) for key in sorted(keys)]
    PostAddress.objects.bulk_create(rows, ignore_conflicts=True)
    return not PostAddress.objects.filter(key__in=keys).exclude(post=post).exists()


def known_keys(keys: Iterable[str]) -> set[str]:
    """Return those of some pages that a post, in whatever state, is about. One query."""
    rows = PostAddress.objects.filter(key__in=list(keys))
    return set(rows.values_list("key", flat=True))


@dataclass(frozen=True)
class Twin:
    """That there is a post about a page; `post` where one may see which, and work on it or not."""

    post: Post | None = None
    is_on_desk: bool = False


def twin_of(link: str, member: Member) -> Twin | None:
    """Return what a member may know of the first post about the page behind a link, None for none.

    At most three queries.
    """
    key = key_of(link)
    found = PostAddress.objects.filter(key=key).first() if key else None
    if found is None:
        return None
    post = Post.objects.visible_to(member).filter(pk=found.post_id).first()
    is_on_desk = post is not None and Post.objects.on_desk_of(member).filter(pk=post.pk).exists()
    return Twin(post, is_on_desk)
