"""Followers are read once a day where that is free, stored where they changed, seen by few."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from analytics.models import Period
from analytics.periods import Span
from analytics.selectors.audience import audience_at_end
from analytics.selectors.followers import own_followers
from sharing.models import Connection, FollowerDay
from sharing.services.followers import read_followers
from sharing.services.measuring import note_followers
from tenants.models import Member
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member
from tests.sharing.conftest import connect

OCTOBER = Span(Period.MONTH, date(2026, 10, 1))
NOVEMBER = Span(Period.MONTH, date(2026, 11, 1))


def days():
    return list(FollowerDay.objects.order_by("day").values_list("day", "count"))


def follow(connection, **counts):
    """Store counts by day: `d1005=7` is seven on the fifth of October."""
    for day, count in counts.items():
        month, number = int(day[1:3]), int(day[3:])
        moment = datetime(2026, month, number, 12, tzinfo=UTC)
        note_followers(connection=connection, count=count, now=moment)


def test_only_a_day_that_changed_has_a_row(in_acme):
    account = make_connection(in_acme.bob)
    follow(account, d1005=7, d1006=7, d1007=9, d1008=9)
    assert days() == [(date(2026, 10, 5), 7), (date(2026, 10, 7), 9)]
    follow(account, d1007=7)  # read again that day: nothing new after all
    assert days() == [(date(2026, 10, 5), 7)]


@pytest.mark.parametrize("count", [None, -1, 2**31])
def test_what_is_not_told_or_not_believable_is_not_kept(in_acme, count):
    follow(make_connection(in_acme.bob), d1005=count)
    assert days() == []


def test_a_worker_reads_each_account_once_a_day(playground, cast):
    account = connect(cast.bob, playground, "bob")
    playground.account("bob", followers=150)
    now = timezone.now()
    assert read_followers(now=now) == 1
    assert read_followers(now=now) == 0
    with tenant(cast.acme):
        account.refresh_from_db()
        assert account.followers == 150
        assert days()[-1] == (now.date(), 150)
        midnight = datetime.combine(now.date(), time(), UTC) + timedelta(days=1)
        assert midnight <= account.followers_due_at < midnight + timedelta(days=1)
    assert read_followers(now=now + timedelta(days=2)) == 1


def test_only_active_accounts_of_networks_that_tell_for_free_are_asked(cast):
    with tenant(cast.acme):
        make_connection(cast.bob, network="x")
        make_connection(cast.bob, network="linkedin")
        make_connection(cast.bob, state="expired", account_id="gone")
    assert read_followers(now=NOW) == 0


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        ("rate_limit", {"reset_in_s": 7200}),
        ("error_before", {}),
        ("refuse", {"status": 200, "body": "{"}),
    ],
)
def test_a_network_in_trouble_costs_a_day_and_no_number(playground, cast, fault, values):
    account = connect(cast.bob, playground, "bob")
    playground.fault("mastodon.accounts*verify*", fault, **values)
    now = timezone.now()
    assert read_followers(now=now) == 1
    with tenant(cast.acme):
        account.refresh_from_db()
        assert account.followers == 120
        assert account.is_active
        assert account.followers_due_at > now


def test_no_organization_waits_for_another_and_sees_none_of_it(playground, cast):
    connect(cast.bob, playground, "bob")
    connect(cast.mallory, playground, "mallory")
    assert read_followers(now=timezone.now(), limit=1) == 1
    assert read_followers(now=timezone.now()) == 1
    for organization in (cast.acme, cast.globex):
        with tenant(organization):
            assert FollowerDay.objects.count() == 1


def test_ones_own_growth_is_told_by_account(in_acme):
    first = make_connection(in_acme.bob)
    second = make_connection(in_acme.bob, network="bluesky", account_id="b")
    make_connection(in_acme.bob, account_id="silent")
    follow(first, d0920=100, d1005=104, d1020=90, d1105=300)
    follow(second, d1010=5)
    told = own_followers(member=in_acme.bob, span=OCTOBER, now=NOW)
    assert [(one.connection.pk, one.count, one.gained) for one in told] == [
        (first.pk, 90, -10),
        (second.pk, 5, None),  # nothing to compare with
    ]
    assert [one.change for one in told] == ["10 fewer", ""]
    november = own_followers(member=in_acme.bob, span=NOVEMBER, now=NOW)
    assert [(one.count, one.gained) for one in november] == [(300, 210), (5, 0)]
    assert own_followers(member=in_acme.alice, span=OCTOBER, now=NOW) == []


def test_the_page_shows_them_to_the_member_alone(cast, sign_in):
    with tenant(cast.acme):
        account = make_connection(cast.bob, handle="@bob@social.example")
        note_followers(connection=account, count=4321, now=timezone.now())
    page = sign_in(cast.bob).get("/o/acme/impact/?period=month").content.decode()
    assert "4321" in page
    page = sign_in(cast.alice).get("/o/acme/impact/?period=month").content.decode()
    assert "4321" not in page


def crowd(size):
    accounts = []
    for number in range(size):
        member = make_member(f"M{number}", joined_at=datetime(2026, 1, 1, tzinfo=UTC))
        connected = {"account_id": f"a{number}", "connected_at": datetime(2026, 1, 2, tzinfo=UTC)}
        accounts.append(make_connection(member, **connected))
        follow(accounts[-1], d1005=100 + number, d1105=900)
    return accounts


def test_a_month_that_is_over_has_the_audience_of_its_end_in_two_digits(in_acme):
    crowd(6)  # 100 + … + 105 = 615
    assert audience_at_end(OCTOBER) == {"audience_size": 610}
    assert audience_at_end(Span(Period.MONTH, date(2026, 9, 1))) == {}


def test_of_fewer_than_five_members_it_is_not_told(in_acme):
    accounts = crowd(5)
    left = datetime(2026, 10, 20, tzinfo=UTC)
    assert audience_at_end(OCTOBER) == {"audience_size": 510}
    Connection.objects.filter(pk=accounts[0].pk).update(disconnected_at=left, state="disconnected")
    assert audience_at_end(OCTOBER) == {}
    Connection.objects.filter(pk=accounts[0].pk).update(disconnected_at=None, state="active")
    Member.objects.filter(pk=accounts[1].member_id).update(left_at=left)
    assert audience_at_end(OCTOBER) == {}
