"""What claiming a share costs when 10,000 and when 1,000,000 wait, and in how many organizations.

    ./dev exec -- python -m bench.claim [--many 1000000] [--quick]

A claim is timed as workers make it, one share at a time, each finished before the next; medians,
in milliseconds with their transaction. Beside it the pages of the database that one claim touches:
other work on the machine does not change that. First one organization with all that waits, due;
then with 10,000 of them finished by hand and due before the others; then 2,000 organizations with
something due in none, and in each.
"""

from __future__ import annotations

import argparse
import re
import statistics
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench.data import own_database
from bench.timing import verdict
from bench.waiting import make_waiting, turn_by_hand, vacuum
from sharing.models import Share, State
from sharing.services.claiming import CLAIM_DUE, OTHERS, SPARE, claim_due
from tenants.scope import platform

AIM = 1.5
CLAIMS = 200
FEW = 10_000
ORGANIZATIONS = 2_000
HOUR = timedelta(hours=1)


def main() -> None:
    """Measure claims while more and more waits."""
    parser = argparse.ArgumentParser(prog="bench.claim")
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true", help="100,000 for many")
    options = parser.parse_args()
    many = 100_000 if options.quick else options.many
    now = timezone.now()
    with own_database():
        make_waiting("few", organizations=1, accounts=1000, shares=FEW, due=now - HOUR, now=now)
        few = _measure(f"{FEW:,} wait")
        more = many - FEW
        make_waiting("more", organizations=1, accounts=1000, shares=more, due=now - HOUR, now=now)
        all_of_them = _measure(f"{many:,} wait")
        turn_by_hand(FEW, due=now - 2 * HOUR)
        by_hand = _measure(f"{FEW:,} by hand are due before them")
        _empty()
        idle = now + HOUR
        make_waiting("idle", organizations=ORGANIZATIONS, accounts=1, shares=1, due=idle, now=now)
        _measure(f"nothing is due, {ORGANIZATIONS:,} organizations")
        make_waiting(
            "busy", organizations=ORGANIZATIONS, accounts=5, shares=20, due=now - HOUR, now=now
        )
        busy = _measure(f"20 are due in each of {ORGANIZATIONS:,} more")
    print(f"\n{many:,} against {FEW:,} waiting: {verdict(all_of_them / few, AIM)}")
    print(f"behind {FEW:,} by hand: {by_hand / few:.2f}")
    print(f"in turns by {ORGANIZATIONS:,} organizations: {busy / few:.2f}")


def _measure(name: str) -> float:
    """Print what a claim takes; return the median in milliseconds."""
    vacuum()
    for _ in range(20):
        _claim()
    times = [_claim() for _ in range(CLAIMS)]
    middle = statistics.median(times) * 1000
    print(f"{name:<50}{middle:>8.2f} ms{_pages(timezone.now()):>8} pages", flush=True)
    return middle


def _claim() -> float:
    """Claim a share, then finish it; return the seconds of the first."""
    start = perf_counter()
    claims = claim_due(now=timezone.now(), limit=1)
    took = perf_counter() - start
    with platform():
        ids = [claim.share_id for claim in claims]
        Share.everyone.filter(pk__in=ids).update(state=State.CANCELLED)
    return took


def _pages(now: datetime) -> int:
    """Return how many pages one claim reads, which is then taken back."""
    values: dict[str, Any] = {
        "now": now,
        "until": now,
        "limit": 1,
        "spare": SPARE,
        "more": OTHERS,
        "after": 0,
    }
    with platform(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {CLAIM_DUE}", values)
        told = "\n".join(row for (row,) in cursor.fetchall())
        transaction.set_rollback(True)
    first = re.search(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", told)
    return sum(int(pages or 0) for pages in first.groups()) if first else 0


def _empty() -> None:
    """Let nothing wait any more."""
    with platform():
        Share.everyone.filter(state=State.SCHEDULED).update(state=State.CANCELLED)


if __name__ == "__main__":
    main()
