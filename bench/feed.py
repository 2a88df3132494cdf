"""The feed at 1,000 and at 100,000 posts: the whole page, each of its ways, and further down.

What is ranked is a window of fixed size, and lists are cut by keyset, so a hundred times as many
posts must cost the same number of queries and at most 1.5 times the time.
"""

from __future__ import annotations

import re
from functools import partial
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.data import Size, make_organization_of, own_database
from bench.timing import in_turns, milliseconds, verdict
from tenants.models import User
from tenants.scope import platform

MORE = re.compile(r'hx-get="(\?[^"]+)" hx-target="closest .finished"')
PAIRS = 25
AIM = 1.5
FILL = """
UPDATE content_topic SET mix = (ARRAY['company', 'industry', 'culture'])[1 + hue % 3];
UPDATE content_post SET is_evergreen = true WHERE id % 50 = 7;
UPDATE content_post SET resource = 'guide' WHERE id % 50 = 9;
UPDATE content_post SET language = 'pl' WHERE id % 10 = 3;
UPDATE content_post SET pinned_until = now() + interval '1 day' WHERE id % 300 = 1 AND id % 7 = 1;
INSERT INTO content_follow (organization_id, member_id, topic_id, at)
  SELECT m.organization_id, m.id, t.id, now() FROM tenants_member m
  JOIN content_topic t USING (organization_id) WHERE t.hue % 4 = 0;
INSERT INTO content_mark (organization_id, member_id, post_id, saved_at)
  SELECT m.organization_id, m.id, p.id, now() FROM tenants_member m
  JOIN content_post p USING (organization_id) WHERE m.id % 50 = 0 AND p.id % 40 = 0
  ON CONFLICT DO NOTHING;
"""
PAGES = {
    "for you": "",
    "newest": "?order=newest",
    "a topic": "?topic=topic-3",
    "new to me": "?show=unread",
    "saved": "?show=saved",
    "guides": "?resource=guide",
    "in Polish": "?language=pl",
    "evergreen": "evergreen/",
}
DOWN = "further down"


def main() -> None:
    """Make both organizations, and compare their feeds in turns."""
    with own_database():
        for slug, posts in (("small", 1000), ("large", 100_000)):
            made = Size(members=100, posts=posts, shares=100)
            make_organization_of(slug, made, timezone.now())
        with platform(), connection.cursor() as cursor:
            cursor.execute(FILL)
            cursor.execute("ANALYZE")
        visitors = {slug: _visitor(slug) for slug in ("small", "large")}
        print(f"{'milliseconds':<16}{'1,000':>9}{'100,000':>9}   queries   ratio")
        for name, path in PAGES.items():
            _compare(name, visitors, dict.fromkeys(visitors, path))
        _compare(DOWN, visitors, {slug: _down(slug, one) for slug, one in visitors.items()})
    print("\nMedian of alternating requests, the whole page.")


def _visitor(slug: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{slug}50@bench.example"))
    return client


def _open(client: Client, slug: str, path: str) -> str:
    answer = client.get(f"/o/{slug}/{path}", SERVER_NAME="localhost")
    if answer.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"/o/{slug}/{path} answered {answer.status_code}")
    found = MORE.search(answer.content.decode())
    return unescape(found[1]) if found else ""


def _down(slug: str, client: Client) -> str:
    """Return the address of a page below what is ranked."""
    follows = ""
    for _number in range(16):
        follows = _open(client, slug, follows)
    return follows


def _compare(name: str, visitors: dict[str, Client], paths: dict[str, str]) -> None:
    small, large = (partial(_open, visitors[one], one, paths[one]) for one in ("small", "large"))
    for work in (small, large, small, large):
        work()
    counts = []
    for work in (small, large):
        with CaptureQueriesContext(connection) as captured:
            work()
        counts.append(len(captured))
    few, many = (milliseconds(times) for times in in_turns(small, large, PAIRS))
    queries = f"{counts[0]} = {counts[1]}" if counts[0] == counts[1] else f"{counts} DIFFER"
    print(f"{name:<16}{few:>9.1f}{many:>9.1f}   {queries:<9} {verdict(many / few, AIM)}")


if __name__ == "__main__":
    main()
