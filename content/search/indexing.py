"""Writing what a post is found by, with the post; and again for those that have nothing yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from content.models import Caption, Post, PostTopic
from content.search.models import SearchEntry, SearchWord
from content.search.words import Word, words_of
from tenants.models import Organization
from tenants.scope import current_organization_id, platform, tenant

BATCH = 200
LONGEST_PLACE = 16_383
"""PostgreSQL keeps no place of a word beyond this one."""
SHORTEST_MISTYPED = 4
"""Letters: of shorter words too many are like any other."""

WRITE = """
INSERT INTO content_searchentry (organization_id, post_id, at, language, document)
VALUES (%s, %s, %s, %s, %s::tsvector)
ON CONFLICT (organization_id, post_id) DO UPDATE
SET at = EXCLUDED.at, language = EXCLUDED.language, document = EXCLUDED.document
"""


def index_post(post: Post) -> None:
    """Write what an approved post is found by, or take it out. In scope, with the post's change."""
    if post.approved_at is None or not Post.objects.approved().filter(pk=post.pk).exists():
        forget_posts([post.pk])
        return
    language = post.language or _usual_language()
    parts = _parts(post)
    words = {weight: words_of(text, language) for weight, text in parts.items()}
    document = document_of(words)
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [current_organization_id(), post.pk, post.approved_at, language, document],
        )
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(_whole(words))], ignore_conflicts=True
    )


def forget_posts(post_ids: Iterable[int]) -> None:
    """Let posts not be found any more. In scope, with their change."""
    SearchEntry.objects.filter(post__in=post_ids).delete()


def index_missing(*, limit: int = BATCH) -> int:
    """Write what approved posts are found by that have nothing yet; return how many were done."""
    with platform():
        found = SearchEntry.everyone.filter(post=OuterRef("pk"))
        rows = list(
            Post.everyone.filter(~Exists(found), approved_at__isnull=False, archived_at=None)
            .order_by("pk")
            .values_list("organization_id", "pk")[:limit]
        )
    todo: dict[int, list[int]] = defaultdict(list)
    for organization_id, post_id in rows:
        todo[organization_id].append(post_id)
    for organization_id, post_ids in todo.items():
        with tenant(organization_id):
            for post in Post.objects.filter(pk__in=post_ids):
                index_post(post)
    return len(rows)


def document_of(words: Mapping[str, Iterable[Word]]) -> str:
    """Return words by weight ("A" counts most) as PostgreSQL writes a text search's document."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 0
    for weight, said in sorted(words.items()):
        for word in said:
            place = min(place + 1, LONGEST_PLACE)
            for form in word.forms:
                places[form].append(f"{place}{weight}")
        place = min(place + 1, LONGEST_PLACE)  # what stands in two parts is not one phrase
    return " ".join(f"{quoted(form)}:{','.join(at[:255])}" for form, at in places.items())


def quoted(form: str) -> str:
    """Quote a word for PostgreSQL's text search."""
    doubled = form.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _parts(post: Post) -> dict[str, str]:
    """Return a post's texts by what a word in them weighs."""
    topics = PostTopic.objects.filter(post=post).values_list("topic__name", flat=True)
    captions = Caption.objects.filter(post=post).values_list("text", flat=True)
    return {
        "A": post.title,
        "B": "\n".join([post.why, *topics]),
        "C": "\n".join(captions),
        "D": post.body,
    }


def _usual_language() -> str:
    own = Organization.objects.values_list("language", flat=True)
    return own.get(pk=current_organization_id()) or settings.LANGUAGE_CODE


def _whole(words: dict[str, list[Word]]) -> set[str]:
    return {
        word.forms[0]
        for said in words.values()
        for word in said
        if not word.is_paired and len(word.forms[0]) >= SHORTEST_MISTYPED
    }
