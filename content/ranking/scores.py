"""How much a post is for a member now, and how posts are mixed: plain values in and out.

A post's points, added up:

| what | points |
|---|---|
| it came just now; half after 3 days, a quarter after 6 | 8 to 0 |
| about a topic the member follows | 4 |
| the member has not opened it | 4 |
| offered to their team by name | 3 |
| in a language they do not read | -6 |
| they have shared it | -6 |

Pinned posts come first, the newest of them on top. Then, one after the other, the post of most
points that is left; but what would be the fourth of one mix (company, industry, culture), or the
third about one topic, among five in a row has 10 points less at that place. So neither fills a
page while there is anything fresh or unopened of another. Of equal points the newer goes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

FRESH = 8.0
HALVES_IN = timedelta(days=3)
FOLLOWED, UNREAD, FOR_TEAM, UNREADABLE, SHARED = 4, 4, 3, -6, -6
CROWDED = 10
IN_A_ROW = 5
MOST_OF_A_MIX, MOST_OF_A_TOPIC = 3, 2
THREE = 3
NEWS_FOR = timedelta(days=21)
"""What is older is no news; it stands in the feed and on the evergreen shelf."""


@dataclass(frozen=True)
class Candidate:
    """What counts of one post for one member."""

    id: int
    public_id: UUID
    opens_at: datetime
    topics: frozenset[int] = frozenset()
    mixes: frozenset[str] = frozenset()
    is_pinned: bool = False
    is_followed: bool = False
    is_for_team: bool = False
    is_readable: bool = True
    is_read: bool = False
    is_shared: bool = False
    is_internal: bool = False


def points(one: Candidate, now: datetime) -> float:
    """Return a post's points, without what its neighbours take off."""
    age = max(now - one.opens_at, timedelta())
    return (
        FRESH * 0.5 ** (age / HALVES_IN)
        + FOLLOWED * one.is_followed
        + UNREAD * (not one.is_read)
        + FOR_TEAM * one.is_for_team
        + UNREADABLE * (not one.is_readable)
        + SHARED * one.is_shared
    )


def pick(candidates: Iterable[Candidate], size: int, now: datetime) -> list[Candidate]:
    """Return the first `size` of some posts, in order."""
    newest = sorted(candidates, key=lambda one: (one.opens_at, one.id), reverse=True)
    picked = [one for one in newest if one.is_pinned][:size]
    scored = [(points(one, now), one) for one in newest if not one.is_pinned]
    left = sorted(scored, key=lambda pair: pair[0], reverse=True)  # stable: the newer goes first
    while left and len(picked) < size:
        at = _best(left, picked[1 - IN_A_ROW :])
        picked.append(left.pop(at)[1])
    return picked


def _best(left: Sequence[tuple[float, Candidate]], before: Sequence[Candidate]) -> int:
    """Return the place of the post that is next, given the few before it."""
    mixes = Counter(mix for one in before for mix in one.mixes)
    topics = Counter(topic for one in before for topic in one.topics)
    best, most = 0, float("-inf")
    for at, (value, one) in enumerate(left):
        if value <= most:
            break  # what follows has less, and nothing is ever added
        is_fourth = any(mixes[mix] >= MOST_OF_A_MIX for mix in one.mixes)
        is_third = any(topics[topic] >= MOST_OF_A_TOPIC for topic in one.topics)
        worth = value - CROWDED * is_fourth - CROWDED * is_third
        if worth > most:
            best, most = at, worth
    return best


def three_of(candidates: Iterable[Candidate], now: datetime) -> list[Candidate]:
    """Return the three to see if nothing else: not opened, not shared, fresh, each unlike the rest.

    Each is of another mix than those before it as far as there is one, else about another topic,
    and among those the one of most points. Nothing that is for the house alone.
    """
    left = [
        one
        for one in candidates
        if not (one.is_read or one.is_shared or one.is_internal) and now - one.opens_at < NEWS_FOR
    ]
    left.sort(key=lambda one: (points(one, now), one.opens_at, one.id), reverse=True)
    picked: list[Candidate] = []
    while left and len(picked) < THREE:
        mixes = frozenset[str]().union(*(one.mixes for one in picked))
        topics = frozenset[int]().union(*(one.topics for one in picked))
        best = min(left, key=lambda one: (bool(one.mixes & mixes), bool(one.topics & topics)))
        picked.append(best)  # of equals `min` takes the first, so the one of most points
        left.remove(best)
    return picked
