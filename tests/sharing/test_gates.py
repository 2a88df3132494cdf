"""Limits: learnt from what networks tell, shared by all workers, asked before any call is made."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing.models import Attempt, Lane, NetworkGate, RateGate, Reason, Share, State
from sharing.networks import network
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.networks.pacing import Heard, Pace, Scope
from sharing.services.gates import Closure, Look, door_of
from sharing.services.parking import AT_ONCE, park
from sharing.services.publishing import publish_batch
from sharing.services.waiting import Ear, ask_gates, enter, note
from tenants.scope import tenant
from tests.factories import make_connection, make_post, make_share
from tests.sharing.crowd import Crowd

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 18, 22, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, tzinfo=UTC)
NETWORK = network("linkedin")


def pace(remaining: int, *, allowed: int = 100, scope=Scope.ACCOUNT, resets_at=NOW + HOUR) -> Pace:
    return Pace(scope, allowed, remaining, resets_at, publishes=True)


def told(connection, *paces: Pace, lane: Lane = Lane.POST, error=None, now=NOW) -> None:
    """Let a call have told this (outside any scope)."""
    with tenant(connection.organization_id):
        seen = ask_gates(connection, now=now)
    assert isinstance(seen, Look)
    note(seen, [Ear(lane, Heard(1, list(paces)), error)], error, now=now)


def asked(connection, *lanes: Lane, now=NOW, leaves_reserve: bool = False) -> Closure | None:
    with tenant(connection.organization_id):
        wanted = lanes or (Lane.POST,)
        answer = ask_gates(connection, *wanted, now=now, leaves_reserve=leaves_reserve)
    return answer if isinstance(answer, Closure) else None


def entered(connection, *, now=NOW) -> Closure | None:
    with tenant(connection.organization_id):
        answer = ask_gates(connection, Lane.POST, now=now)
        return answer if isinstance(answer, Closure) else enter(answer, now=now)


@pytest.fixture
def account(cast):
    with tenant(cast.acme):
        return make_connection(cast.bob)


def make_linkedin(member):
    return make_connection(member, network="linkedin", host="api.linkedin.com")


def test_plenty_is_not_worth_a_row(account):
    told(account, pace(80))
    with tenant(account.organization_id):
        assert not RateGate.objects.exists()
    assert asked(account) is None


def test_the_last_places_are_counted_down_until_the_reset(account):
    told(account, pace(2))
    assert [entered(account) for _ in range(2)] == [None, None]
    shut = entered(account)
    assert shut is not None
    assert (shut.reason, shut.until, shut.whose) == (Reason.QUOTA, NOW + HOUR, "account")
    assert "Mastodon (social.example)" in shut.problem
    assert asked(account, now=NOW + HOUR) is None


def test_one_account_used_up_keeps_no_other_waiting(cast, account):
    told(account, pace(0))
    with tenant(cast.acme):
        other = make_connection(cast.alice)
    assert asked(account) is not None
    assert asked(other) is None


def test_of_several_limits_the_tightest_counts_and_then_the_longest(account):
    later = NOW + 3 * HOUR
    told(account, pace(0), pace(0, resets_at=later), pace(9))
    shut = asked(account)
    assert shut is not None
    assert shut.until == later


@pytest.mark.parametrize("lane", [Lane.MEDIA, Lane.READ, Lane.DELETE])
def test_uploads_and_reading_have_limits_of_their_own(account, lane):
    error = NetworkError(Kind.WAIT, "Wait.", retry_at=NOW + HOUR)
    told(account, lane=lane, error=error)
    assert asked(account, Lane.POST) is None
    assert asked(account, lane) is not None
    assert asked(account, Lane.POST, Lane.MEDIA) is None or lane == Lane.MEDIA


def test_told_to_wait_nobody_calls_for_the_account_before(account):
    error = NetworkError(Kind.WAIT, "Wait.", retry_at=NOW + 2 * HOUR)
    told(account, error=error)
    shut = asked(account)
    assert shut is not None
    assert shut.until == NOW + 2 * HOUR


def test_when_all_accounts_are_told_to_wait_the_app_waits(cast, settings):
    settings.BREAKER_AFTER = 3
    with tenant(cast.acme):
        accounts = [make_connection(cast.bob) for _ in range(4)]
    for each in accounts[:3]:
        told(each, error=NetworkError(Kind.WAIT, "Wait.", retry_at=NOW + HOUR))
    shut = asked(accounts[3])
    assert shut is not None
    assert (shut.reason, shut.whose, shut.until) == (Reason.QUOTA, "app", NOW + HOUR)


def test_waiting_for_our_own_lock_shuts_nothing(account):
    busy = NetworkError(Kind.WAIT, "Being renewed.", retry_at=NOW + HOUR)
    with tenant(account.organization_id):
        seen = ask_gates(account, Lane.POST, now=NOW)
    note(seen, [Ear(Lane.POST)], busy, now=NOW)
    assert asked(account) is None


def test_what_is_told_late_never_raises_what_is_left(account):
    day = {"scope": Scope.APP, "allowed": 10, "resets_at": MIDNIGHT}
    told(account, pace(5, **day))
    told(account, pace(7, **day))
    assert NetworkGate.objects.get().remaining == 5
    told(account, pace(9, **(day | {"resets_at": MIDNIGHT + 24 * HOUR})))
    assert NetworkGate.objects.get().remaining == 9


class TestCounted:
    """LinkedIn tells nothing: our own calls are counted, by UTC day."""

    @pytest.fixture(autouse=True)
    def _few(self, cast, monkeypatch):
        self.cast = cast
        monkeypatch.setattr(NETWORK, "calls_a_day", (6, 8))

    def account(self, organization, member):
        with tenant(organization):
            return make_linkedin(member)

    def test_every_call_counts_and_the_day_ends_at_midnight_utc(self):
        own = self.account(self.cast.acme, self.cast.bob)
        told(own, lane=Lane.MEDIA)
        told(own, lane=Lane.READ)
        assert [entered(own) for _ in range(4)] == [None] * 4
        shut = entered(own)
        assert shut is not None
        assert (shut.whose, shut.until) == ("account", MIDNIGHT)
        assert entered(own, now=MIDNIGHT) is None

    def test_reading_stops_while_posting_goes_on(self):
        own = self.account(self.cast.acme, self.cast.bob)
        for _ in range(4):
            entered(own)
        assert asked(own, Lane.READ, leaves_reserve=True) is not None
        assert asked(own, Lane.READ) is None
        assert entered(own) is None

    def test_the_app_has_a_day_too(self):
        accounts = [self.account(self.cast.acme, self.cast.bob) for _ in range(2)]
        assert [entered(accounts[n % 2]) for n in range(8)] == [None] * 8
        shut = entered(accounts[0])
        assert shut is not None
        assert (shut.whose, shut.until) == ("app", MIDNIGHT)

    def test_one_organization_takes_half_of_what_is_shared(self):
        theirs = self.account(self.cast.globex, self.cast.mallory)
        entered(theirs)
        accounts = [self.account(self.cast.acme, self.cast.bob) for _ in range(2)]
        assert [entered(accounts[n % 2]) for n in range(4)] == [None] * 4
        shut = entered(accounts[0])
        assert shut is not None
        assert (shut.whose, shut.until) == ("organization", MIDNIGHT)
        assert [entered(theirs) for _ in range(3)] == [None] * 3

    def test_only_one_of_two_workers_takes_the_last_place(self):
        own = self.account(self.cast.acme, self.cast.bob)
        for _ in range(5):
            entered(own)
        with tenant(self.cast.acme):
            seen = ask_gates(own, Lane.POST, now=NOW)
            assert [enter(seen, now=NOW) is None for _ in range(2)] == [True, False]


def test_two_workers_at_once_never_take_one_place_twice(transactional_db, make_cast, monkeypatch):
    monkeypatch.setattr(NETWORK, "calls_a_day", (5, 100))
    cast = make_cast()
    with tenant(cast.acme):
        own = make_linkedin(cast.bob)
    taken: list[bool] = []

    def work() -> None:
        try:
            taken.extend(entered(own) is None for _ in range(5))
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 15
    assert sum(taken) == 5


class TestParking:
    """Behind a shut gate shares sleep in bulk."""

    def test_a_launch_is_put_to_sleep_in_its_order(self, cast):
        with tenant(cast.acme):
            own, other = make_connection(cast.bob), make_connection(cast.bob, host="else.example")
            post = make_post()
            behind = [
                make_share(cast.bob, post, own, wake_at=NOW - timedelta(seconds=n))
                for n in range(5)
            ]
            elsewhere = make_share(cast.bob, post, other, wake_at=NOW - HOUR)
            planned = make_share(cast.bob, post, own, wake_at=NOW + HOUR / 2)
            shut = Closure(Reason.QUOTA, "app", NOW + HOUR, "Full.")
            with CaptureQueriesContext(database) as captured:
                assert park(door_of(own), shut, now=NOW) == 5
            assert len(captured) == 1
            woken = list(Share.objects.filter(wake_at__gte=NOW + HOUR).order_by("wake_at"))
            assert woken == behind[::-1]
            assert {one.problem for one in woken} == {"Full."}
            for kept in (elsewhere, planned):
                before = kept.wake_at
                kept.refresh_from_db()
                assert (kept.wake_at, kept.reason) == (before, "")

    def test_an_account_that_waits_parks_its_own_alone(self, cast):
        with tenant(cast.acme):
            own, other = make_connection(cast.bob), make_connection(cast.alice)
            post = make_post()
            make_share(cast.bob, post, own, wake_at=NOW)
            make_share(cast.alice, post, other, wake_at=NOW)
            shut = Closure(Reason.QUOTA, "account", NOW + HOUR, "Full.")
            assert park(door_of(own), shut, now=NOW) == 1

    def test_nobody_elses_share_is_touched(self, cast):
        with tenant(cast.globex):
            theirs = make_connection(cast.mallory)
            make_share(cast.mallory, make_post(), theirs, wake_at=NOW)
        with tenant(cast.acme):
            own = make_connection(cast.bob)
            shut = Closure(Reason.BREAKER, "app", NOW + HOUR, "Broken.")
            assert park(door_of(own), shut, now=NOW) == 0
        assert AT_ONCE >= 1000


def test_a_spent_account_costs_no_call_and_no_attempt(stage):
    crowd = Crowd(stage, 1)
    stage.playground.settings(rate_limits={"statuses": [1, 3600]})
    publish_batch_of(crowd.share_of(0))
    second, third = (crowd.share_of(0, is_again=True) for _ in range(2))
    publish_batch(now=timezone.now())
    assert crowd.calls() == 1
    for share in crowd.fresh([second, third]):
        assert (share.state, share.reason, share.attempts_used) == (
            State.SCHEDULED,
            Reason.QUOTA,
            0,
        )
        assert share.wake_at > timezone.now()
    with tenant(stage.cast.acme):
        assert not Attempt.objects.filter(share__in=[second, third]).exists()


def publish_batch_of(share: Share) -> None:
    publish_batch(now=timezone.now())
    with tenant(share.organization_id):
        share.refresh_from_db()
    assert share.state == State.PUBLISHED


def test_gates_cost_two_queries_for_a_share(stage, capsys):
    crowd = Crowd(stage, 1)
    crowd.share_of(0)
    with CaptureQueriesContext(database) as captured:
        publish_batch(now=timezone.now())
    asked_ = [one for one in captured if "gate" in one["sql"]]
    with capsys.disabled():
        print(f"\n{len(asked_)} of {len(captured)} queries of a share are about gates")  # noqa: T201
    assert len(asked_) <= 2
