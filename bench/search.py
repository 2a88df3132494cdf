"""The search at 1,000 and 100,000 posts, and against the same question asked without the wall.

A search is all that `find` does: languages, closed topics, topics, the question, and for mistyped
words the ones they are like; once where all posts are for all, and once where the reader is
offered one in a hundred. "As owner" is the statement inside `content_search`, sent by the owner of
the tables with the organization written into it: what the function costs is the difference. Aims:
50 ms for 19 of 20 searches, 100 times as many posts at most twice the time.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from functools import partial

from django.db import connection
from django.utils import timezone

from bench.data import Size, make_organization_of, own_database
from bench.timing import in_turns, milliseconds, verdict
from content.models.audiences import Reader
from content.search.finding import find
from content.search.indexing import SHORTEST_MISTYPED, document_of
from content.search.words import words_of
from tenants.models import Member
from tenants.scope import platform, tenant

PAIRS = 60
TEXTS = 5000
WORDS = 20_000
LENGTH = 60
AIM_MS, AIM_RATIO, AIM_WALL = 50, 2.0, 1.5
random.seed(7)
VOCABULARY = list(
    dict.fromkeys(
        "".join(
            random.choices("bdfgklmnprstvz", k=1)[0] + random.choices("aeiou", k=1)[0]
            for _ in range(random.randint(2, 5))
        )
        for _ in range(2 * WORDS)
    )
)[:WORDS]
"""Made-up words, the most frequent first: unlike numbered ones, few are like any other."""


def _mistyped(word: str) -> str:
    return word[:-3] + word[-2] + word[-3] + word[-1]


LONG = max(VOCABULARY[400:450], key=len)
QUESTIONS = {
    "in one of 5,000": VOCABULARY[19_000],
    "in one of 50": VOCABULARY[400],
    "in one of nine": VOCABULARY[50],
    "in one of twenty": VOCABULARY[110],
    "in nearly all": "company",
    "two words": f"company {VOCABULARY[300]}",
    "begun": VOCABULARY[1][:3],
    "mistyped": f"compamy {_mistyped(LONG)}",
    "nowhere": "xylophonist",
}
FILL = """
INSERT INTO content_searchentry
  (organization_id, post_id, at, language, document, labels, version)
SELECT p.organization_id, p.id, p.opens_at, 'en', t.document,
  '''team:*'' ''role:*'' ''reads:*'' ''in:en'' ''kind:share'' ''as:'''::tsvector, p.version
FROM content_post p JOIN bench_text t ON t.number = p.id %% %s WHERE p.organization_id = %s
"""
RESTRICT = """
WITH restricted AS (
  UPDATE content_post SET for_roles = '{champion}'
  WHERE organization_id = %s AND id %% 100 <> 7 RETURNING id)
UPDATE content_searchentry e SET labels =
  '''team:*'' ''role:champion'' ''reads:*'' ''in:en'' ''kind:share'' ''as:'''::tsvector
FROM restricted r WHERE e.organization_id = %s AND e.post_id = r.id
"""
OFFERED = "('team:*' | 'team:1') & ('role:*' | 'role:advocate') & ('reads:*' | 'reads:en')"
WALLED = "SELECT * FROM content_search(%(q)s::tsquery, %(reader)s::tsquery, NULL, 50)"
AS_OWNER = """
SELECT f.post_id, ts_rank(f.document, %(q)s::tsquery) AS weight FROM (
  SELECT e.post_id, e.document, e.at FROM content_searchentry e
  WHERE e.organization_id = %(organization)s::bigint AND e.document @@ %(q)s::tsquery
    AND e.labels @@ %(reader)s::tsquery AND e.at <= statement_timestamp()
    AND e.at >= '-infinity'::timestamptz
  ORDER BY e.at DESC, e.post_id DESC LIMIT 100) f
ORDER BY weight DESC, f.at DESC, f.post_id DESC LIMIT 50
"""


def main() -> None:
    """Make two organizations and ask both, in turns."""
    now = timezone.now()
    with own_database():
        _write_texts()
        ids = {}
        for slug, posts in (("small", 1000), ("large", 100_000)):
            size = Size(members=100, posts=posts, shares=100)
            ids[slug] = make_organization_of(slug, size, now)
            _fill(ids[slug])
        _table("all posts are for all", ids)
        _compare_with_owner(ids["large"])
        for organization_id in ids.values():
            _restrict(organization_id)
        _table("one post in a hundred is for the reader", ids)
        _compare_with_owner(ids["large"])


def _write_texts() -> None:
    weights = [1 / (rank + 1) for rank in range(WORDS)]
    with platform(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_text (number int PRIMARY KEY, document tsvector)")
        for number in range(TEXTS):
            said = random.choices(VOCABULARY, weights, k=LENGTH)
            text = " ".join(["company", *said, VOCABULARY[-1 - number % WORDS]])
            document = document_of({"A": words_of(text, "en")})
            cursor.execute("INSERT INTO bench_text VALUES (%s, %s::tsvector)", [number, document])


def _fill(organization_id: int) -> None:
    with platform(), connection.cursor() as cursor:
        cursor.execute(FILL, [TEXTS, organization_id])
        cursor.execute(
            "INSERT INTO content_searchword (organization_id, word)"
            " SELECT %s, word FROM unnest(%s) AS word",
            [
                organization_id,
                [word for word in ("company", *VOCABULARY) if len(word) >= SHORTEST_MISTYPED],
            ],
        )
        cursor.execute("ANALYZE content_searchentry, content_searchword, content_post")


def _restrict(organization_id: int) -> None:
    with platform(), connection.cursor() as cursor:
        cursor.execute(RESTRICT, [organization_id, organization_id])
    with platform(), connection.cursor() as cursor:
        cursor.execute("ANALYZE content_searchentry, content_post")


def _table(what: str, ids: dict[str, int]) -> None:
    print(f"\n{what}; milliseconds, p50 and p95")
    print(f"{'':<18}{'1,000':>16}{'100,000':>16}   ratio")
    readers = {}
    for slug, organization_id in ids.items():
        with tenant(organization_id):
            rows = Member.objects.select_related("organization").order_by("pk")
            readers[slug] = Reader.of(rows[0])
    for name, text in QUESTIONS.items():
        asks = [partial(_ask, ids[slug], readers[slug], text) for slug in ("small", "large")]
        _compare(name, asks[0], asks[1])


def _ask(organization_id: int, reader: Reader, text: str) -> None:
    with tenant(organization_id):
        find(text, reader=reader)


def _compare(name: str, few: Callable[[], None], many: Callable[[], None]) -> None:
    _warm(few, many)
    small, large = in_turns(few, many, PAIRS)
    slow = [statistics.quantiles(times, n=20)[-1] * 1000 for times in (small, large)]
    ratio = milliseconds(large) / milliseconds(small)
    print(
        f"{name:<18}{milliseconds(small):>8.1f}{slow[0]:>8.1f}{milliseconds(large):>8.1f}"
        f"{slow[1]:>8.1f}   {verdict(ratio, AIM_RATIO)}; p95 {verdict(slow[1], AIM_MS)}"
    )


def _compare_with_owner(organization_id: int) -> None:
    values: dict[str, int | str] = {
        "organization": organization_id,
        "q": f"'company' & '{VOCABULARY[300]}'",
    }
    values["reader"] = OFFERED

    def walled() -> None:
        with tenant(organization_id), connection.cursor() as cursor:
            cursor.execute(WALLED, values)
            cursor.fetchall()

    def owned() -> None:
        with platform(), connection.cursor() as cursor:
            cursor.execute(AS_OWNER, values)
            cursor.fetchall()

    _warm(walled, owned)
    one, other = in_turns(walled, owned, PAIRS)
    ratio = statistics.median(a / b for a, b in zip(one, other, strict=True))
    print(
        f"\nthrough the wall {milliseconds(one):.2f} ms, as owner {milliseconds(other):.2f} ms:"
        f" {verdict(ratio, AIM_WALL)}"
    )


def _warm(*works: Callable[[], None]) -> None:
    for _ in range(3):
        for work in works:
            work()


if __name__ == "__main__":
    main()
