"""Writing what a post is found by, with the post; and again for those that have nothing yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import connection

from content.models import Caption, Post, PostTopic
from content.search.labels import labels_of
from content.search.models import SearchEntry, SearchWord
from content.search.sweeping import LOCK_WORDS
from content.search.words import Word, words_of
from tenants.models import Organization
from tenants.scope import current_organization_id, platform, tenant
from tenants.wakeups import wake_on_commit

BATCH = 200
LONGEST_PLACE = 16_383
"""PostgreSQL keeps no place of a word beyond this one."""
SHORTEST_MISTYPED = 4
"""Letters: of shorter words too many are like any other."""

INDEX = "content.tasks.index_posts"
WRITE = """
INSERT INTO content_searchentry
  (organization_id, post_id, at, language, document, labels, version)
VALUES (%s, %s, %s, %s, %s::tsvector, %s::tsvector, %s)
ON CONFLICT (organization_id, post_id) DO UPDATE
SET at = EXCLUDED.at, language = EXCLUDED.language, document = EXCLUDED.document,
  labels = EXCLUDED.labels, version = EXCLUDED.version
"""
STALE = """
SELECT p.organization_id, p.id FROM content_post p
JOIN tenants_organization o ON o.id = p.organization_id
LEFT JOIN content_searchentry e ON e.organization_id = p.organization_id AND e.post_id = p.id
WHERE p.state = 'approved' AND (e.id IS NULL OR e.version <> p.version
  OR e.language <> coalesce(nullif(p.language, ''), nullif(o.language, ''), %s))
ORDER BY p.id LIMIT %s
"""
"""Posts that have no entry, or one that was written before they or their language changed."""


def index_post(post: Post) -> None:
    """Write what an approved post is found by, or take it out. In scope, after all its changes."""
    index_posts([post.pk])


def index_posts(post_ids: Iterable[int]) -> None:
    """Write what approved posts are found by, and take the others out. In scope.

    Posts are written by their number and words by their letters, each once, so that nobody who
    writes others at the same time waits for us while we wait for them.
    """
    ids = set(post_ids)
    fresh = list(Post.objects.approved().filter(pk__in=ids).order_by("pk"))
    if gone := ids - {post.pk for post in fresh}:
        forget_posts(gone)
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK_WORDS, [current_organization_id()])
    usual = _usual_language()
    whole = set[str]().union(*(_write(post, post.language or usual) for post in fresh))
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(whole)], ignore_conflicts=True
    )


def forget_posts(post_ids: Iterable[int]) -> None:
    """Let posts not be found any more. In scope, with their change."""
    SearchEntry.objects.filter(post__in=post_ids).delete()


def index_again(post_ids: Iterable[int]) -> None:
    """Have posts read again soon, as when a topic gets another name; found as before until then.

    In scope.
    """
    if SearchEntry.objects.filter(post__in=list(post_ids)).update(version=0):
        wake_on_commit(INDEX)


def index_missing(*, limit: int = BATCH) -> int:
    """Write the entries of approved posts that have none, or none that is current; tell how many.

    A second worker passes over what a first one has in hand.
    """
    with platform(), connection.cursor() as cursor:
        cursor.execute(STALE, [settings.LANGUAGE_CODE, limit])
        rows = cursor.fetchall()
    todo: dict[int, list[int]] = defaultdict(list)
    for organization_id, post_id in rows:
        todo[organization_id].append(post_id)
    done = 0
    for organization_id, post_ids in todo.items():
        with tenant(organization_id):
            done += _index_locked(post_ids)
    return done


def _index_locked(post_ids: list[int]) -> int:
    """Write the entries of those of some posts that nobody else is at, and has not done since."""
    rows = Post.objects.approved().filter(pk__in=post_ids)
    rows = rows.order_by("pk")
    locked = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True))
    entries = SearchEntry.objects.filter(post__in=locked)
    current = {
        post_id: told for post_id, *told in entries.values_list("post", "version", "language")
    }
    usual = _usual_language()
    todo = [p for p in locked if current.get(p.pk) != [p.version, p.language or usual]]
    index_posts(post.pk for post in todo)
    return len(todo)


def _write(post: Post, language: str) -> set[str]:
    """Write the entry of a post; return the words that a mistyped one may have meant."""
    words = {weight: words_of(text, language) for weight, text in _parts(post).items()}
    said = (language, document_of(words), labels_of(post, language), post.version)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, (current_organization_id(), post.pk, post.opens_at, *said))
    return _whole(words)


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
