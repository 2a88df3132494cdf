"""Trained, or not: held side by side in months that had both, never of a few."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.active.counting import fill_cohorts
from analytics.active.models import CohortCount
from analytics.active.telling import tell_training
from analytics.active.training import Side, training
from analytics.rollup import roll_up
from content.services.marks import record_read, record_shared
from policies.models import Acknowledgement
from tenants.fewest import fewest
from tenants.models import Member, Organization
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.api.callers import caller_of
from tests.factories import acknowledge, make_connection, make_member, make_policy, make_post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


def on(month: int, day: int = 10) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def make_activated(count, version, *, has_passed=False, at=None):
    """Make people who are activated from the tenth of August on."""
    at = at or on(8)
    found = []
    for _number in range(count):
        member = make_member(joined_at=at)
        make_connection(member, connected_at=at)
        Acknowledgement.objects.create(member=member, version=version, at=at, has_passed=has_passed)
        found.append(member)
    return found


def share_in(month, *members, clicks=0):
    post = make_post()
    for number, member in enumerate(members):
        share = live_share(member, on(month), post)
        for visitor in range(clicks):
            click(share, on(month, 11), b"%d %d" % (number, visitor))


def count():
    roll_up(now=NOW, since=BEFORE)
    fill_cohorts(now=NOW)


@pytest.fixture
def version(in_acme):
    """Make guidelines that only those of a test accepted."""
    Member.objects.update(joined_at=BEFORE)
    return make_policy()


@pytest.fixture
def on_paper(version):
    """Make a case that can be counted on paper: thirteen are activated from August on.

    | | September | October | together |
    |---|---|---|---|
    | trained | 0 to 6 | 0 to 7 | 8 people, 15 months |
    | with a share | 0 to 5, two each | 0 to 4 and 7, one each | 7 people, 12 months, 18 shares |
    | clicks | four each | none | 24 |
    | not trained | 7 to 12 | 8 to 12 | 6 people, 11 months |
    | with a share | 7 to 11, one each | 12, one | 6 people, 6 months, 6 shares |
    | clicks | none | three | 3 |
    """
    guide = make_post(resource="guide")
    video = make_post(resource="short_video")
    people = [*make_activated(5, version, has_passed=True), *make_activated(8, version)]
    for member in people[5:7]:
        record_read(post=guide, member=member, now=on(8, 31))
    record_read(post=video, member=people[7], now=on(9, 1))
    record_shared(post=guide, member=people[8], now=on(8, 20))  # it was not opened
    record_read(post=make_post(), member=people[9], now=on(8, 20))  # an article
    share_in(9, *people[:6], clicks=4)
    share_in(9, *people[:6])
    share_in(9, *people[7:12])
    share_in(10, *people[:5], people[7])
    share_in(10, people[12], clicks=3)
    share_in(11, *people)
    count()
    return people


def test_both_sides_are_held_together_as_on_paper(on_paper):
    """In fives: trained 10 of 15 months and 15 shares; the others 5 of 10 months and 5 shares."""
    assert training() == [
        Side("trained", 5, 66, 1.5, 24 / 18),
        Side("untrained", 5, 50, 1.0, 0.5),
    ]
    assert tell_training(training()) == {
        "sentence": "Who shared in a month: about 66 % of those trained, about 50 % of the others.",
        "rows": [
            ("Trained", "5+", "66 %", "1.5", "1.3"),
            ("Not trained", "5+", "50 %", "1", "0.5"),
        ],
    }


def test_what_was_counted_is_what_stands_on_the_paper(on_paper):
    rows = CohortCount.objects.filter(metric__contains="trained_")
    assert dict(rows.values_list("metric", "people")) == {
        "trained_people": 8,
        "trained_sharers": 7,
        "trained_months": 15,
        "trained_sharing": 12,
        "trained_shares": 18,
        "trained_clicks": 24,
        "untrained_people": 6,
        "untrained_sharers": 6,
        "untrained_months": 11,
        "untrained_sharing": 6,
        "untrained_shares": 6,
        "untrained_clicks": 3,
    }
    count()
    assert len(training()) == 2


@pytest.mark.parametrize("changed", ["left", "disconnected", "not accepted"])
def test_a_month_with_four_on_a_side_is_left_out(on_paper, changed):
    """Without one of the five who are not trained in October, September alone is told."""
    member = on_paper[12]
    if changed == "left":
        Member.objects.filter(pk=member.pk).update(left_at=on(9, 30))
    elif changed == "disconnected":
        member.connections.update(disconnected_at=on(9, 30))
    else:
        Acknowledgement.objects.filter(member=member).update(at=on(10, 2))
    count()
    rows = dict(CohortCount.objects.values_list("metric", "people"))
    assert (rows["trained_months"], rows["untrained_people"], rows["untrained_months"]) == (
        7,
        6 if changed != "not accepted" else 5,
        6 if changed != "not accepted" else 5,
    )


def test_nothing_is_told_without_training(version):
    people = make_activated(12, version)
    share_in(9, *people)
    count()
    assert training() == []
    assert tell_training(training()) == {}
    assert not CohortCount.objects.filter(metric__contains="trained").exists()


@pytest.mark.parametrize(("trained", "others"), [(4, 9), (9, 4)])
def test_a_side_of_four_is_not_told_nor_the_other(version, trained, others):
    people = make_activated(trained, version, has_passed=True) + make_activated(others, version)
    share_in(9, *people)
    count()
    assert training() == []


def test_of_four_who_share_neither_side_tells_what_sharers_did(version):
    people = make_activated(6, version, has_passed=True)
    others = make_activated(6, version)
    share_in(9, *people, *others[:4], clicks=1)
    share_in(10, *people, *others[:4])
    count()
    assert training() == [
        Side("trained", 5, 100, None, None),
        Side("untrained", 5, None, None, None),
    ]
    told = tell_training(training())
    assert told["sentence"] == (
        "Who shared in a month: about 100 % of those trained, fewer than 5 of the others."
    )
    assert told["rows"][1] == ("Not trained", "5+", "under 5", "", "")


def test_one_more_who_is_trained_changes_nothing_that_is_told(version):
    """Ten to fourteen look the same: nobody's training shows by looking before and after."""
    seen = []
    make_activated(10, version)
    make_activated(10, version, has_passed=True)
    for _more in range(5):
        count()
        seen.append(training())
        make_activated(1, version, has_passed=True)
    assert seen == [seen[0]] * 5


def test_twelve_months_are_looked_at_and_not_this_one(version):
    late = datetime(2026, 10, 1, tzinfo=UTC)
    make_activated(5, version, at=late)  # activated as October began, so not before
    make_activated(5, version, has_passed=True, at=late)
    count()
    assert training() == []
    Acknowledgement.objects.update(at=BEFORE)
    Member.objects.update(joined_at=BEFORE)
    for member in Member.objects.all():
        member.connections.update(connected_at=BEFORE)
    count()
    rows = dict(CohortCount.objects.values_list("metric", "people"))
    assert (rows["trained_people"], rows["trained_months"]) == (5, 60)


def test_a_larger_fewest_holds_at_once_and_in_what_is_counted(on_paper, cast):
    Organization.objects.filter(pk=cast.acme.pk).update(fewest=7)
    with tenant(cast.acme):
        assert training() == []
        count()
        assert not CohortCount.objects.filter(metric__contains="trained").exists()


def test_counting_and_telling_ask_as_often_for_many_as_for_few(on_paper, version):
    def asked(act):
        fewest()  # asked once in a scope
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    def counted():
        fill_cohorts(now=NOW)

    few = asked(counted), asked(training)
    people = make_activated(20, version, has_passed=True) + make_activated(20, version)
    share_in(9, *people)
    roll_up(now=NOW, since=BEFORE)
    assert (asked(counted), asked(training)) == few == (3, 1)
    assert training()[0].people == 25


def test_page_and_api_say_the_same(on_paper, version, cast, sign_in):
    acknowledge(cast.alice, version)
    told = caller_of(cast.alice).get("dashboard/cohorts")
    assert told["by_training"][1] == {
        "key": "untrained",
        "people": 5,
        "part": 50,
        "shares_per_sharer": 1.0,
        "clicks_per_share": 0.5,
    }
    page = sign_in(cast.alice).get("/o/acme/dashboard/cohorts/").content.decode()
    assert "about 66 % of those trained" in page
    assert "not that the training is the cause" in page
    with tenant(cast.acme):
        CohortCount.objects.filter(metric__startswith="trained").delete()
    assert caller_of(cast.alice).get("dashboard/cohorts")["by_training"] == []
    page = sign_in(cast.alice).get("/o/acme/dashboard/cohorts/").content.decode()
    assert "Trained, or not" not in page
