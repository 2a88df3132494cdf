"""The order of the feed, as a table."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from content.ranking.scores import Candidate, pick, points, three_of
from tests.factories import NOW

DAY = timedelta(days=1)


def one(number: int = 1, *, days: float = 0, topic: int = 0, mix: str = "", **changes) -> Candidate:
    return Candidate(
        id=number,
        public_id=uuid.UUID(int=number),
        opens_at=NOW - days * DAY,
        topics=frozenset({topic} - {0}),
        mixes=frozenset({mix} - {""}),
        **changes,
    )


@pytest.mark.parametrize(
    ("candidate", "worth"),
    [
        (one(), 12),  # fresh, unopened
        (one(days=3), 8),
        (one(days=6), 6),
        (one(days=300), 4),
        (one(is_read=True), 8),
        (one(is_followed=True), 16),
        (one(is_for_team=True), 15),
        (one(is_readable=False), 6),
        (one(is_read=True, is_shared=True), 2),
        (one(days=-1), 12),  # one that is ahead of the clock is not fresher than new
        (one(days=3, is_followed=True, is_for_team=True, is_readable=False), 9),
    ],
)
def test_points(candidate, worth):
    assert points(candidate, NOW) == pytest.approx(worth, abs=0.01)


BETTER = [
    # what comes first, what after it
    (one(1, days=90, is_pinned=True, is_read=True, is_shared=True), one(2, is_followed=True)),
    (one(1, days=1, is_pinned=True), one(2, days=2, is_pinned=True)),
    (one(1, days=2, is_followed=True), one(2)),
    (one(1, days=2), one(2, is_read=True)),
    (one(1, days=1, is_for_team=True), one(2)),
    (one(1, days=20), one(2, is_readable=False, is_read=True)),
    (one(1, days=30, is_read=True), one(2, is_read=True, is_shared=True, is_readable=False)),
    (one(2), one(1)),  # of equal points and age the later one in the table
    (one(1, days=50), one(2, days=51)),
]


@pytest.mark.parametrize(("first", "second"), BETTER)
def test_order(first, second):
    for given in ([first, second], [second, first]):
        assert pick(given, 2, NOW) == [first, second]


def numbers(picked):
    return [candidate.id for candidate in picked]


def test_no_mix_fills_a_page_while_there_is_another():
    company = [one(n, days=n / 10, topic=n, mix="company") for n in range(1, 31)]
    others = [one(50 + n, days=9, topic=50 + n, mix="industry") for n in range(8)]
    mixes = ["company" in each.mixes for each in pick([*company, *others], 20, NOW)]
    assert mixes.count(False) >= 4
    assert all(sum(mixes[at : at + 5]) <= 3 for at in range(16))


def test_no_topic_fills_a_page_while_there_is_another():
    loud = [one(n, days=n / 10, topic=7) for n in range(1, 31)]
    others = [one(50 + n, days=9, topic=50 + n) for n in range(20)]
    about = [7 in each.topics for each in pick([*loud, *others], 20, NOW)]
    assert all(sum(about[at : at + 5]) <= 2 for at in range(16))


def test_variety_brings_up_nothing_that_was_opened_long_ago():
    company = [one(n, topic=n, mix="company") for n in range(1, 6)]
    stale = one(50, days=60, mix="industry", is_read=True, is_shared=True)
    assert numbers(pick([*company, stale], 6, NOW))[-1] == 50


def test_all_of_one_kind_are_still_all_there():
    alike = [one(n, topic=1, mix="company") for n in range(1, 11)]
    assert numbers(pick(alike, 20, NOW)) == list(range(10, 0, -1))


def test_three_are_unlike_each_other():
    found = [
        one(1, topic=1, mix="company"),
        one(2, topic=1, mix="company", is_followed=True),
        one(3, days=5, topic=2, mix="industry"),
        one(4, days=6, topic=3, mix="culture"),
        one(5, days=1, topic=1, mix="culture"),
    ]
    # 5 has more points than 4, but is about what 2 is about
    assert numbers(three_of(found, NOW)) == [2, 3, 4]


def test_three_of_one_mix_are_about_different_topics():
    found = [one(n, topic=1 + n // 3, mix="company") for n in range(9)]
    assert len({next(iter(each.topics)) for each in three_of(found, NOW)}) == 3


@pytest.mark.parametrize(
    "changes", [{"is_read": True}, {"is_shared": True}, {"is_internal": True}, {"days": 22}]
)
def test_three_leave_out(changes):
    assert three_of([one(1, **changes)], NOW) == []
    assert numbers(three_of([one(1, **changes), one(2)], NOW)) == [2]
