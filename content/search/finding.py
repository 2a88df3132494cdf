"""Finding posts by words: the best of the newest that fit, however many posts there are.

What fits is asked of functions of the database, which take their organization from the scope and
leave out what the reader is not offered. When no post has all the words, near words take the place
of those that none of the reader's posts has, then posts that have some of the words are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import itemgetter, or_

from django.db import connection
from django.db.models import Q

from content.models import Post, Topic
from content.models.audiences import Reader, shut_to
from content.search.indexing import SHORTEST_MISTYPED, quoted
from content.search.labels import Chosen, open_to
from content.search.words import Word, words_of
from tenants.naming import sort_key
from tenants.scope import current_organization_id

MOST_WORDS = 12
"""Words of a question that count."""
MOST = 50
"""Posts that are given: who looks further asks for something else."""
NEWEST = 1600
"""Posts that are asked one by one: what one in thirty has, fills the page from them."""
NEAR = 3
"""Words that a mistyped one may have meant."""
MOST_TOPICS = 5
_SHORT = 2

NEWEST_FIRST = "SELECT post_id FROM content_search_newest(%s::tsquery, %s::tsquery, %s, %s, %s)"
ALL = "SELECT post_id FROM content_search(%s::tsquery, %s::tsquery, %s, %s)"
NEAR_WORDS = "SELECT word FROM content_near_words(%s, %s::tsquery, %s)"
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
    `wanted` is what was looked for in the end, for showing where it stands.
    """

    post_ids: Sequence[int]
    topics: Sequence[Topic]
    meant: str = ""
    wanted: Sequence[Word] = ()
    is_open: bool = False
    """Whether the last word may go on."""


def find(text: str, *, reader: Reader, chosen: Chosen | None = None) -> Found:
    """Find of what a reader is offered what has all the words, or what is nearest. In scope."""
    words = words_of(text, *languages_in_use())[:MOST_WORDS]
    words = [word for word in words if len(word.forms[0]) > _SHORT or word.is_paired] or words
    if not words:
        return Found((), ())
    is_open = not text[-1].isspace()
    search = _Search(open_to(reader, chosen), chosen.since if chosen else None)
    found = search.posts(_all_of(words, is_open=is_open))
    near = [[] if found else search.near(word) for word in words]
    meant = ""
    if any(near):
        told = zip(words, near, strict=True)
        words = [replace(word, forms=(*others, *word.forms)) for word, others in told]
        if found := search.posts(_all_of(words, is_open=is_open)):
            meant = " ".join(word.forms[0] for word in words)
    if not found and len(words) > 1:
        found = search.posts(_any_of(words))
    return Found(found, topics_like(words, reader), meant, words, is_open)


def found_posts(found: Found, *, reader: Reader) -> list[Post]:
    """Return what a search found of what is offered to a reader, the best first. One query."""
    rows = Post.objects.open_to_reader(reader).filter(pk__in=found.post_ids)
    order = {pk: place for place, pk in enumerate(found.post_ids)}
    return sorted(rows.select_related("author", "approved_by"), key=lambda post: order[post.pk])


def _all_of(words: Sequence[Word], *, is_open: bool) -> str:
    """Write a question for posts that have all words; the last may be unfinished (`is_open`)."""
    parts: list[str] = []
    for at, word in enumerate(words):
        options = [quoted(form) for form in word.forms]
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


@dataclass(frozen=True)
class _Search:
    """Asks the functions of the database, for one reader: `reader` is written for the labels."""

    reader: str
    since: datetime | None

    def posts(self, question: str) -> list[int]:
        """Ask the newest posts, and all of them when those do not fill the page."""
        with connection.cursor() as cursor:
            cursor.execute(NEWEST_FIRST, [question, self.reader, self.since, NEWEST, MOST])
            found = [post_id for (post_id,) in cursor.fetchall()]
            if len(found) < MOST:
                cursor.execute(ALL, [question, self.reader, self.since, MOST])
                found = [post_id for (post_id,) in cursor.fetchall()]
        return found

    def near(self, word: Word) -> list[str]:
        """Return words of the reader's posts that a mistyped one is like; () for one they have."""
        written = word.forms[0]
        if word.is_paired or len(written) < SHORTEST_MISTYPED or written.isdecimal():
            return []
        with connection.cursor() as cursor:
            cursor.execute(NEAR_WORDS, [written, self.reader, NEAR])
            return [near for (near,) in cursor.fetchall()]


def topics_like(words: Sequence[Word], reader: Reader) -> list[Topic]:
    """Return the topics that a reader may know of, those with most of the words in their name."""
    said = [[sort_key(form) for form in word.forms if len(form) >= _SHORT] for word in words]
    has_any = reduce(or_, (Q(sort_key__contains=form) for forms in said for form in forms), Q())
    if not has_any:
        return []
    rows = Topic.objects.filter(has_any).exclude(pk__in=shut_to(reader).values("pk"))
    fits = [(_fit(topic.sort_key, said), topic) for topic in rows.order_by("sort_key", "id")[:MOST]]
    fits.sort(key=itemgetter(0), reverse=True)
    return [topic for fit, topic in fits if fit][:MOST_TOPICS]


def _fit(name: str, said: Sequence[Sequence[str]]) -> int:
    """Count the words that a name has; one begins there, or stands in a script without gaps."""
    parts = name.split()
    return sum(any(_has(part, form) for part in parts for form in forms) for forms in said)


def _has(part: str, form: str) -> bool:
    return part.startswith(form) or (form in part and not part.isascii())


def languages_in_use() -> list[str]:
    """Return the languages that posts are in, one look into the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES, {"organization": current_organization_id()})
        return [language for (language,) in cursor.fetchall() if language]
