"""Who begins and who stays: in fives, never a month of fewer, nor one that is left over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.active.cohorts import Stayed, cohorts, ways
from analytics.active.counting import count_cohorts, fill_cohorts, first_month
from analytics.active.models import CohortCount
from analytics.active.telling import tell_cohorts, tell_ways
from analytics.kpis.origins import ClicksPerShareOwn, ClicksPerShareSuggested
from analytics.rollup import roll_up
from content.services.active_days import note_active
from sharing.models import State
from sharing.services.activity import touch_day
from tenants.fewest import fewest
from tenants.models import Invitation, Member
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.api.callers import caller_of
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_share,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


def on(month: int, day: int = 10) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


@pytest.fixture
def august(in_acme):
    """Make ten who joined in August; Alice, Bob and three more are of long ago."""
    for number in range(3):
        make_member(f"Old {number}")
    Member.objects.update(joined_at=BEFORE)
    return [make_member(f"New {number}", joined_at=on(8)) for number in range(10)]


def count():
    roll_up(now=NOW, since=BEFORE)
    fill_cohorts(now=NOW)


def test_steps_are_counted_each_for_itself_in_fives(august):
    """Ten joined, eight accepted, seven connected, six shared; two invitations stand open."""
    version, post = make_policy(), make_post()
    for member in august[:8]:
        acknowledge(member, version)
    for member in august[:7]:
        make_connection(member)
    for member in august[:6]:
        live_share(member, on(9), post)
    for number in range(2):
        Invitation.objects.create(
            email=f"{number}@acme.example",
            created_at=on(8),
            expires_at=on(9),
            invited_by=august[0],
        )
    count()
    (row,) = cohorts("shares").rows
    assert (row.starts_on.month, row.steps) == (
        8,
        {"invited": 10, "joined": 10, "accepted": 5, "connected": 5, "shared": 5},
    )
    told = tell_cohorts(cohorts("shares"))
    assert told["beginnings"] == [("August 2026", ["10+", "10+", "5+", "5+", "5+"])]
    assert told["beginning_sentence"] == "Of 10+ who joined in August 2026, at least 5 have shared."


def test_who_stays_is_told_of_months_that_are_over(august):
    """Of ten, all share in August, seven in September, four in October, five in November."""
    post = make_post()
    for month, sharers in ((8, 10), (9, 7), (10, 4), (11, 5)):
        for member in august[:sharers]:
            live_share(member, on(month), post)
    count()
    (row,) = cohorts("shares").rows
    assert row.stayed[:4] == [Stayed(10, 100), Stayed(5, 50), Stayed(0, 0), None]
    told = tell_cohorts(cohorts("shares"))
    assert [(cell.text, cell.word, cell.level) for cell in told["heat"][0][1]] == [
        ("100 %", "most", 4),
        ("50 %", "more than half", 3),
        ("", "under 5 people", 0),
    ]
    assert told["months_after"] == ["Same month", "1 month later", "2 months later"]
    assert told["heat_sentence"] == (
        "Who joined in August 2026: about 100 % shared in that month. 2 months later: fewer than 5."
    )


def test_who_was_here_without_sharing_stays_too(august):
    for member in august[:4]:
        live_share(member, on(9))
    note_active(member=august[9], now=on(8, 31))
    for member in august[2:8]:
        note_active(member=member, now=on(9))
    count()
    (shared,) = cohorts("shares").rows
    (here,) = cohorts("active").rows
    assert shared.stayed[1] == Stayed(0, 0)
    assert here.stayed[:3] == [
        None,
        Stayed(5, 50),
        Stayed(0, 0),
    ]  # 8; August was not noted from its first day


def test_a_month_of_four_is_not_told_nor_one_that_is_left_over(august):
    for number in range(4):
        make_member(f"Few {number}", joined_at=on(9))
    Member.objects.filter(joined_at=BEFORE).delete()
    for number in range(6):
        make_member(f"Six {number}", joined_at=on(10))
    count()
    # four of September alone would be left over: the smallest month joins them
    assert [row.starts_on.month for row in cohorts("shares").rows] == [8]


def test_only_twelve_months_are_looked_at(in_acme):
    assert str(first_month(NOW)) == "2025-12-01"
    Member.objects.update(joined_at=BEFORE)
    for number in range(5):
        make_member(f"Late {number}", joined_at=datetime(2025, 11, 30, 23, tzinfo=UTC))
        make_member(f"Just {number}", joined_at=datetime(2025, 12, 1, 0, tzinfo=UTC))
    count()
    found = cohorts("shares").rows
    assert [str(row.starts_on) for row in found] == ["2025-12-01"]
    assert len([one for one in found[0].stayed if one is not None]) == 11


def test_counting_again_gives_the_same(august):
    live_share(august[0], on(9))
    count()
    before = list(CohortCount.objects.order_by("joined_in", "metric", "months_after").values())
    count()
    after = list(CohortCount.objects.order_by("joined_in", "metric", "months_after").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]


def by_hand(member, post, moment):
    touch_day(day=moment.date(), now=moment)
    return make_share(
        member, post, network="linkedin", state=State.SELF_REPORTED, reported_at=moment
    )


@pytest.fixture
def shared(august):
    """Let all ten share in one click, suggested words, two clicks each; the first five by hand too,
    a prompt in own words, three clicks each.
    """
    post, prompt = make_post(), make_post(kind="prompt")
    for number, member in enumerate(august):
        share = live_share(member, on(9), post, connection=make_connection(member))
        type(share).objects.filter(pk=share.pk).update(is_suggested=True)
        for visitor in (b"a", b"b"):
            click(share, on(9, 11), b"%d" % number + visitor)
    for number, member in enumerate(august[:5]):
        share = by_hand(member, prompt, on(10))
        for visitor in (b"a", b"b", b"c"):
            click(share, on(10, 11), b"%d" % number + visitor)


def test_each_way_brings_what_it_brings(shared):
    count()
    found = ways(NOW)
    two, three = (10, 2.0), (5, 3.0)
    for rows, keys in (
        (found.by_place, ("one_click", "by_hand")),
        (found.by_words, ("suggested", "own_words")),
        (found.by_kind, ("share", "prompt")),
    ):
        assert [(one.key, (one.shares, one.clicks_per_share)) for one in rows] == [
            (keys[0], two),
            (keys[1], three),
        ]
    told = tell_ways(found)
    assert [one["rows"][1] for one in told] == [
        ("By hand", "5", "3"),
        ("Own words", "5", "3"),
        ("To tell in your own words", "5", "3"),
    ]
    assert told[0]["sentence"] == "By hand: 3 clicks for each share, the most."


def test_of_four_who_share_a_way_neither_way_is_told(shared, august):
    share = august[4].shares.get(state=State.SELF_REPORTED)
    type(share).objects.filter(pk=share.pk).update(member=august[3], network="facebook")
    count()
    found = ways(NOW)
    assert (found.by_place, found.by_words) == ([], [])
    assert found.by_kind == []  # five shares of a prompt, but four people


def test_a_part_of_a_cohort_does_not_tell_its_size(august):
    """Five of twelve are half of ten: of twelve they would be 41 %."""
    august += [make_member(f"Late {number}", joined_at=on(8)) for number in range(2)]
    for member in august[:5]:
        live_share(member, on(9))
    count()
    (row,) = cohorts("shares").rows
    assert row.stayed[1] == Stayed(5, 50)


def test_figures_of_words_are_told_both_or_neither(in_acme):
    totals = {"clicks": 35, "clicks_suggested": 20, "shares_confirmed": 10}
    totals |= {"shares_self_reported": 5, "shares_suggested": 10}
    totals |= {"sharers_suggested": 6, "sharers_own": 5}
    assert (ClicksPerShareSuggested.value(totals), ClicksPerShareOwn.value(totals)) == (2, 3)
    totals["sharers_own"] = 4  # who shared five times, all the same
    assert ClicksPerShareSuggested.value(totals) is None
    assert ClicksPerShareOwn.value(totals) is None


def test_the_page_asks_as_often_for_many_as_for_few(shared, cast, sign_in):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert len(tell_cohorts(cohorts("active"))["heat"]) == len(cohorts("active").rows)
            ways(NOW)
        return len(captured)

    note_active(member=cast.bob, now=on(1))
    count()
    fewest()  # asked once in a scope
    few = asked()
    for month in range(1, 8):
        for number in range(5):
            live_share(make_member(f"{month} {number}", joined_at=on(month)), on(10))
    count()
    assert len(cohorts("active").rows) == 8
    assert asked() == few == 5


def test_page_and_api_say_the_same(cast, sign_in):
    now = timezone.now()
    with tenant(cast.acme):
        Member.objects.update(joined_at=BEFORE)
        for number in range(3):
            make_member(f"Old {number}", joined_at=BEFORE)
        for number in range(5):
            make_member(f"New {number}", joined_at=now - timedelta(minutes=1))
    count_cohorts(now=now)
    page = sign_in(cast.alice).get("/o/acme/dashboard/cohorts/?of=active")
    assert page.status_code == 200
    assert "5+" in page.content.decode()
    told = caller_of(cast.alice).get("dashboard/cohorts?of=active")
    assert [row["steps"]["joined"] for row in told["cohorts"]] == [5]
    other = sign_in(cast.mallory).get("/o/globex/dashboard/cohorts/")
    assert "Too few to tell" in other.content.decode()
    assert sign_in(cast.bob).get("/o/acme/dashboard/cohorts/").status_code == 403
    assert sign_in(cast.mallory).get("/o/acme/dashboard/cohorts/").status_code == 404
