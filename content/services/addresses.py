"""Which page a post is about, so that nothing else makes a second post of it by itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from content.feeds.addresses import key_of
from content.intake import PostAddress
from content.models import Post
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


def post_about(link: str) -> Post | None:
    """Return the first post about the page behind a link, None where there is none."""
    key = key_of(link)
    if not key:
        return None
    rows = PostAddress.objects.filter(key=key).select_related("post")
    found: PostAddress | None = rows.first()
    return found.post if found else None
