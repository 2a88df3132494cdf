"""When the counts of a share are read next: often while it is young, seldom when nothing moves."""

from __future__ import annotations

from datetime import datetime, timedelta

AGES = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
    timedelta(days=90),
)
YOUNG = timedelta(hours=24)
SLOWEST = 3


def next_measure(*, published_at: datetime, now: datetime, unchanged: int) -> datetime | None:
    """Return when to read again; None after 90 days.

    Each reading in a row that brought nothing new doubles the wait, up to eight times; but a share
    of the last day keeps to its times, however often its member looks meanwhile.
    """
    age = now - published_at
    coming = next((step for step in AGES if step > age), None)
    if coming is None:
        return None
    doublings = 0 if age < YOUNG else min(unchanged, SLOWEST)
    return published_at + min(age + (coming - age) * int(2**doublings), AGES[-1])
