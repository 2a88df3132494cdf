"""A server that fails is left alone, tried by one share, and its shares wait unharmed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sharing.models import ConnectionState, NetworkGate, Passage, Reason, Share, State
from sharing.networks.base import (
    AppGone,
    Kind,
    NetworkError,
)
from sharing.networks.wire import Answered
from sharing.plans import Compose
from sharing.services.breaking import is_of_server, note_failure
from sharing.services.composing import share_post
from sharing.services.gates import door_of
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from tenants.scope import tenant
from tests.factories import make_post
from tests.sharing.conftest import connect
from tests.sharing.crowd import CREATE, Crowd, gate

MINUTE = timedelta(minutes=1)


def work(batches: int, *, later: timedelta = timedelta(0)) -> None:
    for _ in range(batches):
        publish_batch(now=timezone.now() + later)


@pytest.fixture
def crowd(stage, settings) -> Crowd:
    settings.BREAKER_AFTER = 3
    settings.RETRY_BACKOFF_S = [30, 120, 600, 3600]
    return Crowd(stage, 6)


@pytest.fixture
def broken(crowd) -> list[Share]:
    """Three accounts found the server broken; the other three never called it."""
    shares = crowd.share()
    crowd.stage.playground.fault(CREATE, "error_before", times=3)
    work(4)
    return shares


def test_what_is_broken_is_left_alone_and_its_shares_wait_uncounted(crowd, broken):
    assert crowd.calls() == 3
    found = gate(crowd.stage.playground.host)
    assert (found.passage, found.failures) == (Passage.BROKEN, 3)
    waiting = [one for one in crowd.fresh(broken) if one.reason == Reason.BREAKER]
    assert len(waiting) == 3
    for share in waiting:
        assert (share.state, share.attempts_used) == (State.SCHEDULED, 0)
        assert share.problem
        assert share.wake_at >= found.probe_at


def test_one_share_tries_when_the_pause_is_over_and_its_success_wakes_the_others(crowd, broken):
    NetworkGate.objects.update(probe_at=timezone.now())
    with tenant(crowd.stage.cast.acme):
        waiting = Share.objects.filter(reason=Reason.BREAKER)
        waiting.filter(pk=waiting.order_by("pk").first().pk).update(wake_at=timezone.now())
    work(1)
    assert crowd.calls() >= 4  # on a slow machine those it woke go out in the same batch
    assert gate(crowd.stage.playground.host).passage == Passage.FREE
    work(2, later=timedelta(seconds=2))
    assert crowd.calls() == 6  # those that failed keep to their backoff
    assert [one.state for one in crowd.fresh(broken)].count(State.PUBLISHED) == 3


def test_a_probe_that_fails_doubles_the_pause(crowd, broken):
    NetworkGate.objects.update(probe_at=timezone.now())
    with tenant(crowd.stage.cast.acme):
        Share.objects.filter(reason=Reason.BREAKER).update(wake_at=timezone.now())
    crowd.stage.playground.fault(CREATE, "error_before", times=-1)
    work(3)
    assert crowd.calls() == 4  # only one of the three was let through
    found = gate(crowd.stage.playground.host)
    assert (found.passage, found.trips) == (Passage.BROKEN, 2)
    assert found.probe_at > timezone.now() + 1.9 * MINUTE


def test_unknown_outcomes_break_it_too_and_looking_waits_with_them(crowd):
    shares = crowd.share()
    crowd.stage.playground.fault(CREATE, "error_after", times=3)
    work(4)
    assert gate(crowd.stage.playground.host).passage == Passage.BROKEN
    settle_batch(now=timezone.now())
    unsure = [one for one in crowd.fresh(shares) if one.state == State.UNCONFIRMED]
    assert len(unsure) == 3
    assert all(one.wake_at > timezone.now() + MINUTE / 2 for one in unsure)


def test_one_bad_account_breaks_nothing(crowd):
    with tenant(crowd.stage.cast.acme):
        doors = [door_of(connection) for _member, connection in crowd.accounts]
        for _ in range(4):
            fails(doors[0])
        assert gate(crowd.stage.playground.host).passage == Passage.FREE
        assert not fails(doors[1])
        assert fails(doors[2])


def fails(door) -> bool:
    error = NetworkError(Kind.UNKNOWN, "no reply")
    return note_failure(door, error, was_probe=False, now=timezone.now())


@pytest.mark.parametrize("status", [401, 403, 422])
def test_accounts_that_are_refused_break_nothing(crowd, status):
    shares = crowd.share()
    crowd.stage.playground.fault(CREATE, "refuse", times=-1, status=status)
    work(3)
    assert not NetworkGate.objects.filter(passage=Passage.BROKEN).exists()
    assert {one.state for one in crowd.fresh(shares)} <= {State.HELD, State.FAILED}


def test_a_success_between_begins_the_count_anew(crowd):
    crowd.share()
    for failing in (2, 0, 2):
        crowd.stage.playground.clear_faults()
        if failing:
            crowd.stage.playground.fault(CREATE, "error_before", times=failing)
        for _ in range(failing or 1):
            publish_one()
    assert gate(crowd.stage.playground.host).passage == Passage.FREE


def publish_one() -> None:
    """Let one share be taken up, and no other of its batch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sharing.services.publishing.BATCH", 1)
        publish_batch(now=timezone.now())


def test_failures_long_apart_break_nothing(crowd, settings):
    settings.BREAKER_WITHIN_S = 0
    crowd.share()
    crowd.stage.playground.fault(CREATE, "error_before", times=-1)
    work(2)
    assert crowd.calls() == 6
    assert gate(crowd.stage.playground.host).passage == Passage.FREE


def test_the_shares_of_another_organization_at_the_server_wait_too(crowd, broken):
    stage = crowd.stage
    account = connect(stage.cast.mallory, stage.playground, "mallory")
    with tenant(stage.cast.globex):
        compose = Compose(connections=[account], key=uuid4())
        post, now = make_post("Theirs"), timezone.now()
        (theirs,) = share_post(member=stage.cast.mallory, post=post, compose=compose, now=now)
    work(1)
    assert crowd.calls() == 3
    with tenant(stage.cast.globex):
        theirs.refresh_from_db()
    assert theirs.reason == Reason.BREAKER
    assert [one.reason for one in crowd.fresh(broken)].count(Reason.BREAKER) == 3


KINDS = {
    NetworkError(Kind.RETRY, "unreachable"): True,
    Answered(Kind.RETRY, "503", status=503): True,
    NetworkError(Kind.UNKNOWN, "no reply"): True,
    Answered(Kind.RETRY, "conflict", status=409): False,
    NetworkError(Kind.PERMANENT, "no"): False,
    NetworkError(Kind.DUPLICATE, "there"): False,
    AppGone("gone"): False,
}


@pytest.mark.parametrize("error", KINDS, ids=str)
def test_what_is_the_servers_fault(error):
    assert is_of_server(error) is KINDS[error]


def test_an_account_to_reconnect_is_held_as_ever(crowd):
    share = crowd.share_of(0)
    crowd.stage.playground.fault(CREATE, "revoke", times=1)
    work(1)
    assert crowd.stage.fresh(share).reason == Reason.REAUTH
    with tenant(crowd.stage.cast.acme):
        crowd.stage.connection.refresh_from_db()
    assert crowd.stage.connection.state == ConnectionState.EXPIRED
