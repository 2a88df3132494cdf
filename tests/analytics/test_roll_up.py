"""One hand-made week, every figure worked out by hand; and what may not change the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection

from analytics.kpis import AIDS, AdoptionRate, ShareRate
from analytics.models import Fact, FillMark, Period, PeriodTotal
from analytics.rollup import (
    FIGURES,
    count_heads,
    is_waiting,
    rebuild,
    roll_up,
    sweep,
    sweep_on,
)
from content.models import Post, Topic
from sharing.models import ActivityDay
from sharing.services.activity import touch_day
from tenants.models import Invitation, Member, Organization, Team
from tenants.scope import platform, tenant
from tests.analytics.events import (
    MONDAY,
    at,
    click,
    facts_of,
    live_share,
    snapshot,
    stored,
    totals_of,
)
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_team,
    make_topic,
)

SUNDAY_NIGHT = at(6, 23, 59)


@dataclass
class Week:
    """Who and what is in it."""

    acme: Organization
    globex: Organization
    bob: Member
    cara: Member
    team: Team
    topic: Topic
    post: Post
    mallory: Member


@pytest.fixture
def week(in_acme):
    """Make the week that the figures below are worked out from."""
    team, topic = make_team("Porto"), make_topic("Craft")
    post, other = make_post("Roof", topic), make_post("Valve")
    bob, cara = in_acme.bob, make_member("Cara", team=team)
    version = make_policy()
    for member in (bob, cara):
        acknowledge(member, version)
        make_connection(member)
    monday = live_share(bob, at(0), post, topic_ids=[topic.pk])
    tuesday = live_share(cara, at(1), post, network="bluesky", topic_ids=[topic.pk])
    thursday = live_share(bob, at(3), other)
    for moment, visitor in ((at(0, 13), b"1"), (at(0, 14), b"1"), (at(0, 15), b"2"), (at(4), b"1")):
        click(monday, moment, visitor)
    click(monday, at(0, 16), b"3", kind="bot")
    click(tuesday, at(2), b"1")
    snapshot(monday, at(0, 20), reactions=3, comments=1, reshares=0)
    snapshot(monday, at(1, 20), reactions=2, comments=1, reshares=0)
    snapshot(monday, at(3, 20), reactions=5, comments=1, reshares=2)
    snapshot(thursday, at(4, 20), reactions=4)
    return Week(in_acme.acme, in_acme.globex, bob, cara, team, topic, post, in_acme.mallory)


def test_counts_a_hand_made_week(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert totals_of(Period.WEEK, MONDAY) == {
        "shares_confirmed": 3,  # Monday and Thursday by Bob, Tuesday by Cara
        "clicks_by_hand": 5,  # none of these shares has an account
        "clicks": 5,  # three on Monday, one on Wednesday, one on Friday; the bot's is not counted
        "unique_clicks": 4,  # visitors 1 and 2 on Monday, 1 on Wednesday, 1 on Friday
        "reactions": 9,  # Monday's share 3, back to 2, up to 5: 3 + 0 + 2; Thursday's share 4
        "comments": 1,
        "reshares": 2,
        "engagements": 17,  # 9 + 1 + 2 + 5
        "sharers": 2,
        "members": 3,
        "invited": 3,  # Alice, Bob, Cara
        "activated": 2,  # Alice accepted nothing
        "acknowledged": 2,
        "sharers_activated": 2,
        "sharers_own": 2,
        "shares_with_reactions": 2,  # Tuesday's was never read
        "shares_with_comments": 1,
        "shares_with_reshares": 1,
    }
    assert AdoptionRate.value(totals_of(Period.WEEK, MONDAY)) == 2 / 3
    assert ShareRate.value(totals_of(Period.WEEK, MONDAY)) == 1


def test_counts_each_day_by_itself(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert facts_of(0) == {
        "shares_confirmed": 1,
        "clicks": 3,
        "clicks_by_hand": 3,
        "unique_clicks": 2,
        "reactions": 3,
        "comments": 1,
        "shares_with_reactions": 1,
        "shares_with_comments": 1,
        "shares_with_reshares": 1,
    }
    assert facts_of(1) == {"shares_confirmed": 1}  # fewer reactions than before: nothing gained
    assert facts_of(2) == {"clicks": 1, "unique_clicks": 1, "clicks_by_hand": 1}
    assert facts_of(3) == {
        "shares_confirmed": 1,
        "reactions": 2,
        "reshares": 2,
        "shares_with_reactions": 1,
    }
    assert facts_of(4) == {"clicks": 1, "unique_clicks": 1, "clicks_by_hand": 1, "reactions": 4}


def test_counts_for_teams_topics_networks_posts_and_members(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert totals_of(Period.WEEK, MONDAY, "team", week.team.pk) == {
        "shares_confirmed": 1,
        "shares_counted": 1,
        "clicks": 1,
        "clicks_by_hand": 1,
        "unique_clicks": 1,
        "engagements": 1,
        "sharers": 1,
        "members": 1,
        "invited": 1,
        "activated": 1,
        "acknowledged": 1,
        "sharers_activated": 1,
    }
    of_topic = totals_of(Period.WEEK, MONDAY, "topic", week.topic.pk)
    assert (of_topic["shares_confirmed"], of_topic["clicks"], of_topic["sharers"]) == (2, 5, 2)
    of_network = totals_of(Period.WEEK, MONDAY, "network", "mastodon")
    assert (of_network["shares_confirmed"], of_network["sharers"]) == (2, 1)
    of_post = totals_of(Period.WEEK, MONDAY, "post", week.post.pk)
    assert (of_post["shares_confirmed"], of_post["sharers"], of_post["reactions"]) == (2, 2, 5)
    assert totals_of(Period.WEEK, MONDAY, "member", week.bob.pk)["clicks"] == 4


def test_keeps_what_only_rates_need_for_those_whose_rates_are_told(week):
    by_team = live_share(week.cara, at(3), week.post, team=week.team)
    snapshot(by_team, at(4, 20), impressions=10, reactions=1)

    def subjects():
        rows = PeriodTotal.objects.filter(metric__in=[count.key for count in AIDS])
        return set(rows.values_list("subject", flat=True))

    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert subjects() == {"organization", "team"}
    rebuild(organization=week.acme, now=SUNDAY_NIGHT)
    assert subjects() == {"organization", "team"}


def test_adds_up_over_month_and_quarter(week):
    live_share(week.bob, at(-20))  # 27 October
    roll_up(now=SUNDAY_NIGHT, since=at(-30))
    november = totals_of(Period.MONTH, MONDAY.replace(day=1))
    quarter = totals_of(Period.QUARTER, MONDAY.replace(month=10, day=1))
    assert (november["shares_confirmed"], november["sharers"]) == (3, 2)
    assert (quarter["shares_confirmed"], quarter["sharers"]) == (4, 2)


def test_changes_nothing_when_it_runs_again(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    before = stored()
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 0
    for day in ActivityDay.objects.all():
        touch_day(day=day.day, now=SUNDAY_NIGHT)
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 5
    assert stored() == before


def test_gives_the_same_when_rebuilt_from_the_events(week):
    for number in range(5):  # day by day, as it happens
        roll_up(now=at(number, 23), since=MONDAY)
        click(live_share(week.cara, at(number, 23), week.post), at(number, 23))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    for day in ActivityDay.objects.all():
        touch_day(day=day.day, now=SUNDAY_NIGHT)
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    before = stored()
    assert rebuild(organization=week.acme, now=SUNDAY_NIGHT) == 5
    assert stored() == before


def test_counts_clicks_that_are_stored_late(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    share = live_share(week.bob, at(2))
    click(share, at(2), b"late")
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 1
    assert facts_of(2)["clicks"] == 2
    assert totals_of(Period.WEEK, MONDAY)["clicks"] == 6


def test_forgets_what_is_no_longer_there(week):
    share = live_share(week.bob, at(5))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert totals_of(Period.DAY, at(5, 0))["sharers"] == 1
    type(share).objects.filter(pk=share.pk).update(published_at=None, state="failed")
    touch_day(day=at(5).date(), now=SUNDAY_NIGHT)
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert facts_of(5) == {}
    assert totals_of(Period.DAY, at(5, 0)) == {
        "members": 3,
        "invited": 3,
        "activated": 2,
        "acknowledged": 2,
    }
    assert totals_of(Period.WEEK, MONDAY)["shares_confirmed"] == 3


def test_does_not_look_for_old_touches_until_it_sweeps(week):
    later = SUNDAY_NIGHT + timedelta(days=30)
    assert roll_up(now=later) == 0
    assert sweep(now=later) == 5


def test_a_day_filled_with_fewer_figures_is_due_again(week):
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    whole = facts_of(0)
    assert not is_waiting(MONDAY.date())
    FillMark.objects.filter(day=MONDAY.date()).update(figures=0)
    Fact.objects.filter(day=MONDAY.date(), metric="clicks").delete()
    assert is_waiting(MONDAY.date())
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 1
    assert facts_of(0) == whole
    assert sweep(now=SUNDAY_NIGHT) == 0


def test_days_of_fewer_figures_are_swept_until_none_is_left(week, monkeypatch):
    assert sweep(now=SUNDAY_NIGHT) == 5
    assert not sweep_on(now=SUNDAY_NIGHT, limit=2)
    monkeypatch.setattr("analytics.rollup.FIGURES", FIGURES + 1)
    assert [sweep_on(now=SUNDAY_NIGHT, limit=2) for _ in range(3)] == [True, True, False]
    assert sweep(now=SUNDAY_NIGHT) == 0
    monkeypatch.setattr("analytics.rollup.FIGURES", FIGURES)  # code of before, beside
    assert sweep(now=SUNDAY_NIGHT) == 0


def test_a_batch_in_vain_takes_no_next_turn(week, monkeypatch):
    monkeypatch.setattr("analytics.heads._COUNT", "SELECT 1/0 -- {rows}")
    assert not sweep_on(now=SUNDAY_NIGHT, limit=2)


def test_takes_head_counts_at_the_end_of_a_period_that_is_over(week):
    Member.objects.filter(pk=week.cara.pk).update(left_at=at(8))
    touch_day(day=at(2).date(), now=at(9))
    roll_up(now=at(9), since=MONDAY)
    assert totals_of(Period.WEEK, MONDAY)["activated"] == 2
    assert totals_of(Period.MONTH, MONDAY.replace(day=1))["activated"] == 1


def test_heads_of_very_many_wait_while_a_period_runs_but_never_once_it_is_over(week, monkeypatch):
    monkeypatch.setattr("analytics.rollup.MANY", 3)
    monkeypatch.setattr("analytics.rollup.PAUSE", timedelta(minutes=1))

    def after_a_new_member(moment) -> tuple[int, int]:
        make_member("Dora", joined_at=at(0))
        live_share(week.bob, moment)
        roll_up(now=moment + timedelta(seconds=1), since=MONDAY)
        found = totals_of(Period.WEEK, MONDAY)
        return found["members"], found["shares_confirmed"]

    assert after_a_new_member(at(5, 9)) == (4, 4)
    assert after_a_new_member(at(5, 9, 3)) == (4, 5), "facts come at once, heads after the pause"
    assert after_a_new_member(at(5, 9, 5)) == (6, 6)
    make_member("Evan", joined_at=at(0))
    touch_day(day=at(5).date(), now=at(6, 1))
    roll_up(now=at(6, 1), since=MONDAY)
    assert totals_of(Period.DAY, at(5, 0))["members"] == 7


def test_counts_open_invitations_as_invited(week):
    Invitation.objects.create(email="a@x.example", created_at=at(1), expires_at=at(20))
    Invitation.objects.create(
        email="b@x.example", created_at=at(1), expires_at=at(20), accepted_at=at(2)
    )
    Invitation.objects.create(email="c@x.example", created_at=at(1), expires_at=at(3))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    assert totals_of(Period.WEEK, MONDAY)["invited"] == 4


def test_makes_today_due_everywhere_and_finishes_days_that_ended(week):
    roll_up(now=at(4, 13), since=MONDAY)
    count_heads(now=at(5, 0, 5))
    assert roll_up(now=at(5, 0, 6), since=MONDAY) == 3  # Friday again, Saturday here and at Globex
    with tenant(week.globex):
        assert totals_of(Period.DAY, at(5, 0)) == {"members": 1, "invited": 1}
    count_heads(now=at(5, 1))
    assert roll_up(now=at(5, 1), since=MONDAY) == 2


def test_a_rebuild_lets_the_database_see_how_much_there_is(week):
    """Else it looks for one day among all, as if there were none: a tenant may not ask for it."""
    connection.connection.notices.clear()
    rebuild(organization=week.acme, now=SUNDAY_NIGHT)
    assert not [one for one in connection.connection.notices if "analyze" in one]
    with platform(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'analytics_fact'")
        assert cursor.fetchone() != (0,)


def test_keeps_organizations_apart(week):
    with tenant(week.globex):
        live_share(week.mallory, at(0))
    roll_up(now=SUNDAY_NIGHT, since=MONDAY)
    with tenant(week.globex):
        assert totals_of(Period.WEEK, MONDAY)["shares_confirmed"] == 1
    assert totals_of(Period.WEEK, MONDAY)["shares_confirmed"] == 3


def test_stays_due_when_a_crash_undoes_the_day(week, monkeypatch):
    monkeypatch.setattr("analytics.heads._COUNT", "SELECT 1/0 -- {rows}")
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 0
    monkeypatch.undo()
    assert not Fact.objects.exists()
    assert not FillMark.objects.exists()
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 5


def test_a_day_that_holds_too_much_stops_no_other(week):
    with tenant(week.globex):
        live_share(week.mallory, at(0))
    share = live_share(week.bob, at(5))
    snapshot(share, at(5, 20), reactions=2**63 - 1, comments=2**63 - 1)
    assert roll_up(now=SUNDAY_NIGHT, since=MONDAY) == 6  # five days here, one at Globex
    assert facts_of(5) == {}
    with tenant(week.globex):
        assert totals_of(Period.WEEK, MONDAY)["shares_confirmed"] == 1
