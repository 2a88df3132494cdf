"""What the desk reads at 1,000 and at 100,000 posts: what waits, the list, calendar and meters.

Of 100 posts one waits, one is planned, two end and two are to be looked at again. The meters count
what is in the feed, so they take longer with more; all else should not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import connection
from django.utils import timezone

from bench.data import Size, make_organization_of, own_database
from bench.timing import in_turns, milliseconds
from content.desk.balance import balance_of, freshness_of
from content.desk.calendar import read_calendar
from content.desk.listing import Filters, desk_page, filter_choices
from content.desk.waiting import waiting_for
from tenants.models import Member
from tenants.scope import platform, tenant

PAIRS = 15
SPREAD = """
UPDATE content_post SET
  state = CASE WHEN id %% 100 < 2 THEN 'draft' ELSE state END,
  embargo_until = CASE WHEN id %% 100 = 1 THEN %(now)s + (id %% 400) * interval '1 day' END,
  expires_at = CASE WHEN id %% 100 IN (2, 3) THEN %(now)s + (id %% 400) * interval '1 day' END,
  review_at = CASE WHEN id %% 100 IN (4, 5)
    THEN %(now)s + (id %% 400 - 200) * interval '1 day' END
WHERE organization_id = %(organization)s
"""
ASKED = """
INSERT INTO content_submission (organization_id, public_id, post_id, state, created_at, due_at)
SELECT organization_id, gen_random_uuid(), id, 'open', %(now)s, %(now)s + (id %% 60 - 10)
  * interval '1 day' FROM content_post
WHERE organization_id = %(organization)s AND id %% 100 = 0
"""


def main() -> None:
    """Make two organizations and read both, in turns."""
    now = timezone.now()
    with own_database():
        readers = {}
        for slug, posts in (("small", 1000), ("large", 100_000)):
            size = Size(members=100, posts=posts, shares=100)
            organization = make_organization_of(slug, size, now)
            with platform(), connection.cursor() as cursor:
                for statement in (SPREAD, ASKED):
                    cursor.execute(statement, {"now": now, "organization": organization})
                cursor.execute("ANALYZE content_post, content_submission")
            with tenant(organization):
                readers[slug] = Member.objects.select_related("organization").first()
        works: dict[str, Callable[[Member], object]] = {
            "what waits": lambda one: waiting_for(one, now=now),
            "list": lambda one: desk_page(member=one, filters=Filters(), now=now),
            "list, searched": lambda one: desk_page(member=one, filters=Filters(q="zzz"), now=now),
            "filters": filter_choices,
            "calendar, month": lambda one: read_calendar(member=one, key="", now=now),
            "mix, 30 days": lambda _member: balance_of(days=30, now=now),
            "mix, 90 days": lambda _member: balance_of(days=90, now=now),
            "freshness": lambda _member: freshness_of(now=now),
        }
        print(f"{'milliseconds':<18}{'1,000':>8}{'100,000':>9}   ratio")
        for name, work in works.items():
            few, many = (partial(_read, work, readers[slug]) for slug in ("small", "large"))
            for once in (few, many):
                once()
            small, large = in_turns(few, many, PAIRS)
            few_ms, many_ms = milliseconds(small), milliseconds(large)
            print(f"{name:<18}{few_ms:>8.1f}{many_ms:>9.1f}   {many_ms / few_ms:.2f}")


def _read(work: Callable[[Member], object], member: Member) -> None:
    with tenant(member.organization_id):
        work(member)


if __name__ == "__main__":
    main()
