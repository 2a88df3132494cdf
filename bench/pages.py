"""Feed, dashboard and leaderboard at 1,000 members × 1,000 posts × 10,000 shares, and far above.

Pages read totals and keyset pages, so many times as much history must cost the same number of
queries and about the same time. `python -m bench.pages 100` compares with 100,000 members and
1,000,000 shares instead of ten times as much; to make and count those takes an hour and more.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.rollup import rebuild, roll_up
from bench.data import SMALL, make_organization_of, own_database
from bench.timing import in_turns, milliseconds, seconds, verdict
from sharing.models import Click, Share
from sharing.services.activity import touch_day
from tenants.models import Organization, User
from tenants.scope import platform, tenant

PAIRS = 40
AIM = 1.5
TIMES = 10
PAGES = {
    "feed": "",
    "dashboard": "dashboard/",
    "dashboard, quarter": "dashboard/?period=quarter&metric=engagements",
    "leaderboard": "leaderboard/",
    "leaderboard, teams": "leaderboard/?who=teams",
    "board of a network": "leaderboard/?of=network:mastodon",
    "impact": "impact/",
    "lines behind clicks": "dashboard/facts/?metric=clicks",
    "what it pays": "dashboard/pays/",
    "cohorts": "dashboard/cohorts/",
}


def main() -> None:
    """Make both organizations, roll them up, and compare their pages."""
    now = timezone.now()
    times = int(sys.argv[1]) if sys.argv[1:] else TIMES
    with own_database():
        for slug, factor in (("small", 1), ("large", times)):
            size = SMALL.times(factor)
            made = seconds(partial(make_organization_of, slug, size, now))
            print(f"{slug}: {size}, made in {made:.0f} s", flush=True)
        _roll_up(now)
        small = _visitor("small", SMALL.members)
        large = _visitor("large", SMALL.times(times).members)
        print(f"\n{'page':<22}{'small':>9}{'large':>9}   queries   time ratio")
        for name, path in PAGES.items():
            _compare(
                name, partial(_open, small, "small", path), partial(_open, large, "large", path)
            )
    print("\nMedian of alternating requests, milliseconds, templates included.")


def _roll_up(now: datetime) -> None:
    with platform():
        organizations = list(Organization.objects.order_by("pk"))
    for organization in organizations:
        took = seconds(partial(rebuild, organization=organization, now=now))
        print(f"all days counted from the events, {organization.slug}: {took:.0f} s", flush=True)
    with platform(), connection.cursor() as cursor:
        cursor.execute("ANALYZE analytics_fact, analytics_periodtotal")
    for organization in organizations:
        with tenant(organization):
            share = Share.objects.order_by("-published_at").first()
            Click.objects.create(link_id=share.link_id, at=now, kind="human", visitor=b"new")
            touch_day(day=now.date(), now=now)
        took = seconds(partial(roll_up, now=now))
        print(f"roll-up after one more click today, {organization.slug}: {took * 1000:.0f} ms")


def _visitor(slug: str, members: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{slug}{members // 2}@bench.example"))
    return client


def _open(client: Client, slug: str, path: str) -> None:
    answer = client.get(f"/o/{slug}/{path}", SERVER_NAME="localhost")
    if answer.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"/o/{slug}/{path} answered {answer.status_code}")


def _compare(name: str, small: partial[None], large: partial[None]) -> None:
    for work in (small, large, small, large):
        work()
    counts = []
    for work in (small, large):
        with CaptureQueriesContext(connection) as captured:
            work()
        counts.append(len(captured))
    few, many = (milliseconds(times) for times in in_turns(small, large, PAIRS))
    small_ones, large_ones = counts
    sign = "=" if small_ones == large_ones else ">" if small_ones > large_ones else "< MORE:"
    queries = f"{small_ones} {sign} {large_ones}"  # fewer where the large one's are kept
    print(f"{name:<22}{few:>9.1f}{many:>9.1f}   {queries:<9} {verdict(many / few, AIM)}")


if __name__ == "__main__":
    main()
