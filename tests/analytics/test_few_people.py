"""Figures that would tell of one person are of all together alone, and of five people or more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.kpis import KPIS
from analytics.models import Period, PeriodTotal
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors import dashboard
from analytics.selectors.groups import groups
from content.services.active_days import note_active
from sharing.models import Connection, Share
from sharing.services.activity import touch_days
from tenants.models import Member
from tests.analytics.events import MONDAY, at, live_share
from tests.analytics.factories import make_view_rate
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_team,
)

WEEK = Span(Period.WEEK, MONDAY.date())
EVENING = at(5, 20)
OF_WORDS = ("clicks_per_suggested", "clicks_per_own_words")
OF_POSTS = ("item_views", "item_readers")
OF_ALL = (
    "potential_reach",
    "impressions_est",
    "audience_size",
    "ack_rate",
    "time_to_first_share",
    "active",
    "active_rate",
)


@pytest.fixture
def big(in_acme):
    """Let the five of Big begin, share once each before 100 followers and accept, all but one.

    Of the rest, five with Alice and Bob, nobody has an account.
    """
    team, version, post = make_team("Big"), make_policy(), make_post()
    newer = make_policy(number=2)
    for number in range(5):
        member = make_member(f"Big {number}", team=team, joined_at=at(0))
        make_connection(member)
        acknowledge(member, version)
        if number:
            acknowledge(member, newer)
        moment = at(0) + timedelta(hours=number + 1)
        live_share(member, moment, post, followers=100, team=team)
    note_active(member=member, now=at(0))
    make_view_rate()
    for number in range(3):
        make_member(f"Rest {number}")
    return team


def look(team=None, key="clicks", now=EVENING):
    touch_days(days=[at(0).date()], now=EVENING)
    roll_up(now=EVENING, since=MONDAY)
    shown = groups()
    group = next((one for one in shown if team and one.id == team.pk), None)
    assert (group is None) == (team is None)
    return dashboard(span=WEEK, group=group, groups=shown, key=key, now=now)


def told(team=None, now=EVENING):
    values = {figure.kpi.key: figure.value for figure in look(team, now=now).figures}
    return {key: values[key] for key in OF_ALL}


def test_they_are_those_that_say_so():
    assert {kpi.key for kpi in KPIS if kpi.is_of_all} == {*OF_ALL, *OF_POSTS, *OF_WORDS}


def test_of_five_people_they_are_told(big):
    assert told() == {
        "potential_reach": 500,
        "impressions_est": 50,
        "audience_size": 500,
        "ack_rate": 4 / 5,
        "time_to_first_share": 3 * 3600,
        "active": 5,
        "active_rate": 1,
    }


def test_of_a_team_they_are_never_told(big):
    shown = {figure.kpi.key for figure in look(big).figures}
    assert shown.isdisjoint(OF_ALL)
    assert {"share_rate", "clicks", "sharers"} <= shown
    kept = PeriodTotal.objects.filter(metric__in=["time_to_first_share", "active"])
    assert set(kept.values_list("subject", flat=True)) == {"organization"}


def test_of_four_people_they_are_not_told(big):
    one = Member.objects.get(name="Big 0")
    Share.objects.filter(member=one).update(followers=None)
    Connection.objects.filter(member=one).delete()
    Member.objects.filter(pk=one.pk).update(joined_at=at(0, 14))  # after sharing
    assert told() == dict.fromkeys(OF_ALL) | {"active": 5}  # the one who has left no account too


def test_followers_of_one_among_five_are_not_told(big):
    Share.objects.exclude(member__name="Big 0").update(followers=0)
    found = told()
    assert (found["potential_reach"], found["impressions_est"]) == (None, None)


def test_whose_words_it_was_is_told_of_five_people_in_each(big):
    def told_of_words():
        return {one.kpi.key: one.value for one in look().figures if one.kpi.key in OF_WORDS}

    Share.objects.update(is_suggested=True)
    members = list(Member.objects.filter(team=big).order_by("pk"))
    for number in range(5):
        live_share(members[0], at(0, 15 + number % 3), repeat=number, is_suggested=False)
    assert told_of_words() == dict.fromkeys(OF_WORDS), "five shares of one person"
    for member in members[1:]:
        live_share(member, at(0, 19), is_suggested=False)
    assert told_of_words() == dict.fromkeys(OF_WORDS, 0)


def test_one_account_of_five_members_is_one_account(big):
    Connection.objects.update(account_id="same")
    assert told()["audience_size"] is None


@pytest.mark.parametrize("key", OF_ALL)
def test_neither_days_nor_tops_tell_them(big, key):
    of_team, of_all = look(big, key), look(None, key)
    assert of_team.chosen.kpi.key == "shares_confirmed"
    assert [row["value"] for row in of_all.posts + of_all.networks] == [5, 5]
    assert [row["value"] for row in of_all.groups] == [1]
    assert {value for _label, value in of_all.trend.points} <= {None, 3 * 3600, 0.8, 500, 50, 5, 1}


@pytest.mark.parametrize(
    ("key", "whole"),
    [("potential_reach", 200), ("impressions_est", 20), ("sharers", 5), ("shares_per_sharer", 1)],
)
def test_a_running_week_is_not_compared_with_a_whole_one(big, key, whole):
    for member in Member.objects.filter(team=big):
        live_share(member, at(-3), followers=40)
    roll_up(now=EVENING, since=at(-7))

    def before(now):
        found = {figure.kpi.key: figure for figure in look(now=now).figures}
        return found[key].before

    assert before(EVENING) is None
    assert before(at(9)) == whole
