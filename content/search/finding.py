"""Finding approved posts by words: the best of the newest that fit, however many posts there are.

What fits is asked of functions of the database, which take their organization from the scope. When
no post has all the words, near words take the place of those that nobody wrote, then posts that
have some of the words are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from content.models import Post, PostTopic, Topic
from content.search.indexing import SHORTEST_MISTYPED, quoted
from content.search.words import Word, words_of
from content.selectors import FeedPost, with_details
from tenants.models import Member
from tenants.naming import sort_key
from tenants.scope import current_organization_id

MOST_WORDS = 12
"""Words of a question that count."""
MOST = 50
"""Posts that are given: who looks further asks for something else."""
NEWEST = 400
"""Posts that are asked one by one: what one in eight has, fills the page from them."""
NEAR = 3
"""Words that a mistyped one may have meant."""
_SHORT = 2

LANGUAGES = """
WITH RECURSIVE found(language) AS (
  (SELECT language FROM content_searchentry WHERE organization_id = %(organization)s
   ORDER BY language LIMIT 1)
  UNION ALL
  SELECT (SELECT e.language FROM content_searchentry e
          WHERE e.organization_id = %(organization)s AND e.language > found.language
          ORDER BY e.language LIMIT 1)
  FROM found WHERE found.language IS NOT NULL
)
SELECT language FROM found WHERE language IS NOT NULL
"""


@dataclass(frozen=True)
class Found:
    """What a search came to: posts' ids, the best first; topics whose name has the words.

    `meant` are the words looked for in place of those that nothing had, "" when none were.
    """

    post_ids: Sequence[int]
    topics: Sequence[Topic]
    meant: str = ""


def find(text: str) -> Found:
    """Find what has all the words of a text, or else what comes nearest. In scope."""
    words = words_of(text, *_languages())[:MOST_WORDS]
    words = [word for word in words if len(word.forms[0]) > _SHORT or word.is_paired] or words
    if not words:
        return Found((), ())
    is_open = not text[-1].isspace()
    topics = _topics(text)
    if found := _asked(_all_of(words, is_open=is_open)):
        return Found(found, topics)
    near = [_near(word) for word in words]
    if any(near) and (found := _asked(_all_of(words, near, is_open=is_open))):
        meant = " ".join(
            (others or word.forms)[0] for word, others in zip(words, near, strict=True)
        )
        return Found(found, topics, meant)
    return Found(_asked(_any_of(words)), topics)


@dataclass(frozen=True)
class FoundPage:
    """What was found, as cards of the feed."""

    posts: Sequence[FeedPost]
    topics: Sequence[Topic]
    meant: str


def found_posts(found: Found, *, member: Member, topic: Topic | None = None) -> list[Post]:
    """Return what a search found of what is offered to a member, the best first. One query."""
    rows = Post.objects.open_to(member).filter(pk__in=found.post_ids)
    rows = rows.select_related("author", "approved_by")
    if topic is not None:
        rows = rows.filter(pk__in=PostTopic.objects.filter(topic=topic).values("post_id"))
    order = {pk: place for place, pk in enumerate(found.post_ids)}
    return sorted(rows, key=lambda post: order[post.pk])


def found_page(text: str, *, member: Member, topic: Topic | None = None) -> FoundPage:
    """Find what a member asks for, as cards of the feed."""
    found = find(text)
    posts = found_posts(found, member=member, topic=topic)
    known = set(Topic.objects.open_to(member).filter(pk__in=[one.pk for one in found.topics]))
    topics = [one for one in found.topics if one in known]
    return FoundPage(with_details(posts, member), topics, found.meant)


def _all_of(words: Sequence[Word], near: Sequence[Sequence[str]] = (), *, is_open: bool) -> str:
    """Write a question for posts that have all words; the last may be unfinished (`is_open`)."""
    parts: list[str] = []
    for at, word in enumerate(words):
        forms = [*word.forms, *(near[at] if near else ())]
        options = [quoted(form) for form in forms]
        if (is_open and at == len(words) - 1) or (word.is_paired and len(word.forms[0]) == 1):
            options[0] += ":*"
        part = f"({' | '.join(options)})"
        if word.is_joined and parts:
            parts[-1] = f"{parts[-1]} <-> {part}"
        else:
            parts.append(part)
    return " & ".join(f"({part})" for part in parts)


def _any_of(words: Sequence[Word]) -> str:
    return " | ".join(quoted(form) for word in words for form in word.forms)


def _asked(question: str) -> list[int]:
    """Ask the newest posts, and all of them when those do not fill the page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT post_id FROM content_search_newest(%s::tsquery, %s, %s)",
            [question, NEWEST, MOST],
        )
        found = [post_id for (post_id,) in cursor.fetchall()]
        if len(found) < MOST:
            cursor.execute("SELECT post_id FROM content_search(%s::tsquery, %s)", [question, MOST])
            found = [post_id for (post_id,) in cursor.fetchall()]
    return found


def _near(word: Word) -> list[str]:
    """Return words that somebody wrote and a mistyped one is like; () for one that was written."""
    written = word.forms[0]
    if word.is_paired or len(written) < SHORTEST_MISTYPED or written.isdecimal():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM content_near_words(%s, %s)", [written, NEAR])
        found = [near for (near,) in cursor.fetchall()]
    return [] if written in found else found


def _topics(text: str) -> list[Topic]:
    wanted = sort_key(text)
    rows = Topic.objects.filter(sort_key__contains=wanted) if wanted else Topic.objects.none()
    return list(rows.order_by("sort_key", "id")[:5])


def _languages() -> list[str]:
    """Return the languages that posts are in, one look into the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES, {"organization": current_organization_id()})
        return [language for (language,) in cursor.fetchall() if language]
