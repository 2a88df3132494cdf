from __future__ import annotations

from datetime import timedelta

import pytest

from sharing.models import Connection, ConnectionState
from sharing.networks.base import (
    Grant,
    Limits,
    Profile,
)
from sharing.services.connecting import store_connection
from sharing.services.grants import store_grant
from sharing.services.reminding import remind_expiring
from tenants.models import Letter, Notice, Notification
from tenants.scope import tenant
from tests.factories import NOW, make_connection

DAY = timedelta(days=1)


def end_in(cast, days: float, member=None, **changes) -> Connection:
    with tenant((member or cast.bob).organization_id):
        ends = NOW + days * DAY
        return make_connection(member or cast.bob, reconnect_by=ends, **changes)


def said(cast) -> list[object]:
    with tenant(cast.acme):
        told = Notification.objects.of(cast.bob).order_by("pk")
        return [notice.params.get("days") for notice in told]


def test_each_threshold_is_told_once_in_the_app_and_by_mail(cast):
    end_in(cast, 20)
    for hours in range(0, 20 * 24, 6):
        remind_expiring(now=NOW + timedelta(hours=hours))
    assert said(cast) == [14, 7, 1]
    with tenant(cast.acme):
        assert Letter.objects.filter(email="bob@acme.example").count() == 3


@pytest.mark.parametrize(("days", "told"), [(14.1, []), (14, [14]), (6, [7]), (0.5, [1])])
def test_a_sweep_that_comes_late_tells_the_nearest_threshold_alone(cast, days, told):
    end_in(cast, days)
    assert [remind_expiring(now=NOW) for _ in range(2)] == [len(told), 0]
    assert said(cast) == told


def test_on_its_day_the_account_is_marked_and_told_of_at_once(cast):
    connection = end_in(cast, 0, reminded_days=1)
    assert [remind_expiring(now=NOW) for _ in range(2)] == [1, 0]
    with tenant(cast.acme):
        connection.refresh_from_db()
    assert connection.state == ConnectionState.EXPIRED
    assert said(cast) == [None]


def reconnect(cast, connection: Connection, lasts: timedelta) -> None:
    grant = Grant(connection.host, connection.account_id, "t", consent_ends_at=NOW + lasts)
    profile = Profile(connection.account_id, "@bob", "Bob", "https://social.example/@bob", 1)
    with tenant(cast.acme):
        store_connection(
            member=cast.bob,
            network_key="mastodon",
            grant=grant,
            profile=profile,
            limits=Limits(500),
            now=NOW,
        )


def test_connecting_again_takes_back_what_was_not_sent_and_begins_anew(cast):
    connection = end_in(cast, 6)
    remind_expiring(now=NOW)
    reconnect(cast, connection, 60 * DAY)
    with tenant(cast.acme):
        assert not Letter.objects.exists()
        assert not Notification.objects.unread().exists()
    assert remind_expiring(now=NOW + 40 * DAY) == 0
    assert remind_expiring(now=NOW + 47 * DAY) == 1
    assert said(cast) == [7, 14]


def test_a_consent_that_is_short_by_nature_is_told_of_near_its_end_only(cast):
    connection = end_in(cast, 30)
    with tenant(cast.acme):
        grant = Grant(connection.host, connection.account_id, "t", consent_ends_at=NOW + 10 * DAY)
        store_grant(connection=connection, grant=grant, now=NOW)
    assert remind_expiring(now=NOW + DAY) == 0
    assert remind_expiring(now=NOW + 3 * DAY) == 1
    assert said(cast) == [7]


@pytest.mark.parametrize("state", [ConnectionState.EXPIRED, ConnectionState.DISCONNECTED])
def test_what_has_ended_already_is_not_told_of(cast, state):
    end_in(cast, 3, state=state)
    assert remind_expiring(now=NOW) == 0


def test_who_has_left_is_not_reminded(cast):
    end_in(cast, 3)
    with tenant(cast.acme):
        cast.bob.left_at = NOW
        cast.bob.save()
    assert remind_expiring(now=NOW) == 0


def test_organizations_take_turns_in_a_fixed_batch(cast):
    for days in (1, 2, 3):
        end_in(cast, days)
    end_in(cast, 4, member=cast.mallory)
    assert remind_expiring(now=NOW, limit=2) == 2
    with tenant(cast.globex):
        assert Notification.objects.of(cast.mallory).get().kind == Notice.CONNECTION_ENDS
    assert [remind_expiring(now=NOW, limit=2) for _ in range(2)] == [2, 0]
