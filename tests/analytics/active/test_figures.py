"""Who was active and what was read, worked out by hand: from heads and counts, never from names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from analytics.active.reads import take_in_reads
from analytics.models import Period, PeriodTotal
from analytics.periods import Span
from analytics.rollup import rebuild, roll_up
from analytics.selectors import dashboard
from content.models import ActiveDay
from content.services import record_read
from content.services.active_days import forget_old_days, note_active
from policies.models import Acknowledgement
from sharing.models import Connection
from sharing.services.activity import touch_days
from tenants.models import Member
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, live_share, opened, stored, totals_of
from tests.factories import acknowledge, make_connection, make_member, make_policy, make_post

WEEK = Span(Period.WEEK, MONDAY.date())
EVENING = at(5, 20)


@pytest.fixture
def crew(in_acme):
    """Make eight more, so that Acme has ten; all but Alice and the last are activated: eight."""
    version = make_policy()
    others = [make_member(f"Crew {number}") for number in range(8)]
    for member in (in_acme.bob, *others[:-1]):
        acknowledge(member, version)
        make_connection(member)
    Acknowledgement.objects.update(at=at(-8))
    Connection.objects.update(connected_at=at(-8))
    Member.objects.update(joined_at=at(-9))
    return others


def count(*days, now=EVENING):
    touch_days(days=days or [at(0).date()], now=now)
    roll_up(now=now, since=at(-9))


def figures(key="clicks", span=WEEK, now=EVENING):
    return dashboard(span=span, group=None, groups=[], key=key, now=now)


def values(**given):
    found = figures(**given)
    return {one.kpi.key: one.value for one in found.figures}


def test_those_are_active_who_were_here_or_shared_each_once(crew, in_acme):
    """Bob shares and comes; Crew 0 to 3 come, 0 twice; Crew 7, not activated, comes too: six, and
    of the eight who are activated five.
    """
    live_share(in_acme.bob, at(1))
    for member in (in_acme.bob, *crew[:4], crew[0], crew[7]):
        note_active(member=member, now=at(1))
    note_active(member=crew[0], now=at(2))
    note_active(member=crew[5], now=at(-1))  # in the week before
    count(at(1).date())
    assert totals_of(Period.WEEK, at(0))["active"] == 6
    assert totals_of(Period.DAY, at(1))["active"] == 6
    assert values()["active"] == 6
    assert values()["active_rate"] == 5 / 8


def test_of_four_active_people_nothing_is_told(crew):
    note_active(member=crew[7], now=at(-1))
    for member in crew[:4]:
        note_active(member=member, now=at(1))
    count()
    assert totals_of(Period.WEEK, at(0))["active"] == 4
    assert (values()["active"], values()["active_rate"]) == (None, None)


def test_who_comes_later_or_left_is_not_counted(crew):
    note_active(member=crew[7], now=at(-1))
    for member in crew[:6]:
        note_active(member=member, now=at(1))
    note_active(member=crew[6], now=at(7))  # on Monday
    Member.objects.filter(pk=crew[0].pk).update(left_at=at(2))
    count(now=at(8))
    assert values(now=at(8))["active"] == 5


def test_of_the_time_before_days_were_noted_it_is_not_known(crew, in_acme):
    for member in crew[:6]:
        live_share(member, at(-3))
        note_active(member=member, now=at(1))
    count(at(-3).date(), at(1).date())
    assert "active" not in totals_of(Period.WEEK, at(-7))
    # the week began on Monday and noting on Tuesday, so the week would look too small
    assert "active" not in totals_of(Period.WEEK, at(0))
    assert totals_of(Period.DAY, at(1))["active"] == 6
    Member.objects.update(joined_at=at(0, 8))
    count(at(1).date())
    assert totals_of(Period.WEEK, at(0))["active"] == 6  # it is of the whole time that Acme was


def test_openings_are_not_told_of_a_week_that_is_noted_in_part(crew):
    opened(make_post(), at(1), *crew[:6])
    count(at(1).date())
    assert "item_views" not in totals_of(Period.WEEK, at(0))
    assert totals_of(Period.DAY, at(1))["item_views"] == 6


def test_who_is_erased_later_was_active_all_the_same(crew, cast):
    for member in crew[:6]:
        note_active(member=member, now=at(-7))
    count(at(-7).date())
    count(at(-1).date())  # with its last day a week is told for good
    ActiveDay.objects.filter(member=crew[0]).delete()
    count(at(-7).date())
    assert totals_of(Period.WEEK, at(-7))["active"] == 6
    rebuild(organization=cast.acme, now=EVENING)
    assert totals_of(Period.WEEK, at(-7))["active"] == 6


def test_what_is_no_longer_known_stays_as_it_was_counted(crew, cast):
    long_ago = at(-420)
    Member.objects.update(joined_at=at(-500))
    note_active(member=crew[0], now=at(-450))
    for member in crew[:6]:
        note_active(member=member, now=long_ago)
    touch_days(days=[long_ago.date()], now=long_ago)
    roll_up(now=long_ago + timedelta(days=1), since=at(-500))
    note_active(member=crew[0], now=at(1))
    before = totals_of(Period.MONTH, long_ago.replace(day=1))
    assert before["active"] == 6
    forget_old_days(now=EVENING)
    assert ActiveDay.objects.count() == 1
    count(long_ago.date())
    rebuild(organization=cast.acme, now=EVENING)
    assert totals_of(Period.MONTH, long_ago.replace(day=1)) == before


def test_openings_and_readers_add_up_by_day_and_post(crew):
    """On Tuesday six open the first post, Crew 0 twice; on Wednesday Crew 0 and 6 do; the second is
    opened once.
    """
    roof, wind = make_post("Roof"), make_post("Wind")
    opened(make_post("Old"), at(-1), crew[0])
    opened(roof, at(1), *crew[:6], crew[0])
    opened(roof, at(2), crew[0], crew[6])
    opened(wind, at(2), crew[0])
    count()
    read = {"item_views": 10, "item_readers": 8}
    assert read.items() <= totals_of(Period.WEEK, at(0)).items()
    assert {"item_views": 3, "item_readers": 2}.items() <= totals_of(Period.DAY, at(2)).items()
    of_roof = totals_of(Period.WEEK, at(0), "post", roof.pk)
    assert of_roof == {"item_views": 9, "item_readers": 7}
    assert values()["item_views"] == 10
    points = figures(key="item_views").trend.points
    assert [value for _label, value in points] == [0, 7, 3, 0, 0, 0, None]


def test_single_posts_are_told_in_fives_from_five_on(crew):
    roof, wind = make_post("Roof"), make_post("Wind")
    opened(make_post("Old"), at(-1), crew[0])
    opened(roof, at(1), *crew[:7])
    opened(wind, at(1), *crew[:4])
    count()
    found = figures(key="item_readers")
    assert [(row["label"], row["value"]) for row in found.posts] == [("Roof", 5)]
    assert (found.groups, found.networks) == ([], [])


def test_a_week_in_which_nothing_was_opened_is_a_measured_zero(crew):
    opened(make_post(), at(-3), crew[0])
    count()
    assert values()["item_views"] == 0
    assert figures().is_empty


def test_counting_as_it_happens_gives_what_counting_afterwards_gives(crew, cast):
    post = make_post()
    for number, member in enumerate(crew):
        opened(post, at(number % 5), member, member)
        count(at(number % 5).date())
    before = stored()
    rebuild(organization=cast.acme, now=EVENING)
    assert stored() == before


def test_openings_make_their_day_due_in_their_own_organization(cast):
    with tenant(cast.acme):
        record_read(post=make_post(), member=cast.bob, now=at(1))
    take_in_reads(now=at(1))
    roll_up(now=at(1), since=at(0))
    with tenant(cast.acme):
        assert totals_of(Period.DAY, at(1))["item_views"] == 1
    with tenant(cast.globex):
        assert not PeriodTotal.objects.filter(metric="item_views").exists()


def test_the_dashboard_says_that_single_posts_are_told_in_fives(cast, sign_in):
    with tenant(cast.acme):
        live_share(cast.bob, timezone.now())
    roll_up(now=timezone.now())
    answer = sign_in(cast.alice).get("/o/acme/dashboard/?metric=item_readers")
    assert "Of single posts in steps of 5" in answer.content.decode()
    assert "Top teams" not in answer.content.decode()


def test_first_days_are_utc(crew):
    note_active(member=crew[0], now=at(1, 23, 59))
    assert ActiveDay.objects.get().day == date(2026, 11, 17)
