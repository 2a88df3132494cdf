"""What works for oneself, by hand, in one's own time zone; nobody else's numbers are in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.active.own import Habit, own_habits
from analytics.active.telling import tell_habits
from analytics.rollup import roll_up
from sharing.models import Share
from tenants.models import Member
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.api.callers import caller_of
from tests.factories import make_post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)


def on(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def share(member, moment, people, post=None, **changes):
    made = live_share(member, moment, post or make_post(), **changes)
    for number in range(people):
        click(made, moment, b"%d" % number)
    return made


@pytest.fixture
def bob(in_acme):
    """Let Bob, in Tokyo, share three times on Mondays at 8 there (3, 2, 1 people), thrice on
    Tuesdays at 20 (1, 0, 0) on LinkedIn, in suggested words; and once at noon on a Friday (9).
    """
    bob = in_acme.bob
    Member.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
    bob.refresh_from_db()
    for day, people in ((1, 3), (8, 2), (15, 1)):
        share(bob, on(day, 23), people)  # Monday, 8 in Tokyo
    for day, people in ((3, 1), (10, 0), (17, 0)):
        made = share(bob, on(day, 11), people, network="linkedin")
        Share.objects.filter(pk=made.pk).update(is_suggested=True)
    share(bob, on(13, 3), 9)
    share(in_acme.alice, on(2, 8), 7)
    roll_up(now=NOW, since=START)
    return bob


def test_each_way_is_what_it_brought(bob):
    found = own_habits(member=bob, now=NOW)
    assert found.by_network == [Habit("mastodon", 4, 15 / 4), Habit("linkedin", 3, 1 / 3)]
    assert found.by_part == [Habit("morning", 3, 2.0), Habit("evening", 3, 1 / 3)]
    assert found.by_weekday == [Habit("0", 3, 2.0), Habit("1", 3, 1 / 3)]
    assert found.by_words == [Habit("own_words", 4, 15 / 4), Habit("suggested", 3, 1 / 3)]
    told = tell_habits(found)
    assert told[0]["rows"] == [("Mastodon", "4", "3.8"), ("LinkedIn", "3", "0.3")]
    assert [one["sentence"] for one in told[1:3]] == [
        "In the morning: 2 people for each share, the most.",
        "Monday: 2 people for each share, the most.",
    ]


def test_of_one_way_alone_nothing_is_said(bob, in_acme):
    assert not own_habits(member=in_acme.alice, now=NOW).is_known
    assert tell_habits(own_habits(member=in_acme.alice, now=NOW)) == []


def test_a_post_that_went_twice_to_a_network_is_left_out(bob):
    twice = Share.objects.filter(network="linkedin", published_at=on(3, 11)).get()
    share(bob, on(18, 11), 0, post=twice.post, network="linkedin", repeat=1)
    roll_up(now=NOW, since=START)
    assert own_habits(member=bob, now=NOW).by_network == []


def test_two_queries_however_many_shares(bob):
    with CaptureQueriesContext(connection) as captured:
        own_habits(member=bob, now=NOW)
    assert len(captured) == 2


def test_page_and_api_tell_it_to_the_member_alone(cast, sign_in):
    now = timezone.now()
    with tenant(cast.acme):
        for network in ("mastodon", "linkedin"):
            for _ in range(3):
                share(cast.bob, now, 1, network=network)
    roll_up(now=now)
    assert "What works for you" in sign_in(cast.bob).get("/o/acme/impact/").content.decode()
    assert "What works for you" not in sign_in(cast.alice).get("/o/acme/impact/").content.decode()
    habits = caller_of(cast.bob).get("impact")["habits"]
    assert [row["key"] for row in habits["by_network"]] == ["linkedin", "mastodon"]
    assert caller_of(cast.mallory).get("impact")["habits"]["by_network"] == []
