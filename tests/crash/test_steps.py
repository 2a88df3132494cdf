"""No two calls closer than the steps or a stated reset, whatever goes wrong in whatever order.

Steps and classes are those of the networks' reference: 30 s, 2 min, 10 min, 1 h after the first to
fourth failure, five attempts; a wait lasts until its stated end and is no attempt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sharing.models import Connection, ConnectionState, Share, State
from sharing.networks.base import Grant
from sharing.services.acting import release_held
from sharing.services.grants import store_grant
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from sharing.services.spending import set_budget
from tenants.models import Organization
from tenants.scope import platform, tenant
from tests.conftest import Cast
from tests.crash.wire_script import Call, Clock, Event, Wire
from tests.factories import NOW, make_connection, make_post, make_share

STEPS = [timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600)]
ATTEMPTS = 5
NETWORKS = ["mastodon", "bluesky", "x", "linkedin"]
HOSTS = {"x": "api.x.com", "linkedin": "api.linkedin.com"}
MOST_TURNS = 80
FINAL = {State.PUBLISHED, State.FAILED, State.CANCELLED}

waits = st.builds(
    Event,
    st.just("wait"),
    wait_s=st.integers(2, 7200),
    how=st.sampled_from(["own", "seconds", "date", ""]),
)
failures = st.builds(
    Event, st.sampled_from(["retry", "unknown", "timeout", "reauth"]), then_s=st.integers(0, 900)
)
scripts = st.lists(st.one_of(failures, waits), min_size=1, max_size=9)


@pytest.fixture(autouse=True)
def _as_in_production(settings) -> None:
    settings.RETRY_BACKOFF_S = [30, 120, 600, 3600]
    settings.RECONCILE_AFTER_S, settings.OUTBOUND_TIMEOUT_S, settings.LEASE_S = 60, 20.0, 120
    settings.X_CLIENT_ID = settings.X_CLIENT_SECRET = "of-ours"
    settings.LINKEDIN_CLIENT_ID = settings.LINKEDIN_CLIENT_SECRET = "of-ours"


@pytest.fixture(params=NETWORKS)
def account(request, cast: Cast) -> Connection:
    """Bob's account, whose shares are never too late."""
    with platform():
        Organization.objects.update(late_after_h=10_000)
    key = request.param
    with tenant(cast.acme):
        connection = make_connection(
            cast.bob,
            network=key,
            host=HOSTS.get(key, "server.example"),
            account_id="did:plc:a" if key == "bluesky" else "1",
            limits={"max_characters": 500},
        )
        renew(connection)
        if key == "x":
            set_budget(by=cast.alice, network_key="x", monthly_mills=10**6, now=NOW)
    return connection


def renew(connection: Connection) -> None:
    grant = Grant(connection.host, connection.account_id, "token", ("w_member_social",), "again")
    store_grant(connection=connection, grant=grant, now=timezone.now())


class Story:
    """One share's whole life under a script of failures."""

    def __init__(self, account: Connection, wire: Wire) -> None:
        self.account, self.wire, self.clock = account, wire, wire.clock

    def begin(self) -> None:
        with tenant(self.account.organization_id):
            member = self.account.member
            self.share = make_share(
                member,
                make_post(),
                self.account,
                network=self.account.network,
                is_followed_up=True,
                wake_at=self.clock.at,
                due_at=self.clock.at,
                created_at=self.clock.at,
            )

    def live(self) -> Share:
        """Let workers look whenever there is something to do, until the share's story ends."""
        for _turn in range(MOST_TURNS):
            share = self.fresh()
            if share.state in FINAL or (share.state == State.UNCONFIRMED and not share.wake_at):
                return share
            if share.state == State.HELD:
                self.reconnect()
                continue
            assert share.wake_at is not None
            self.clock.turn_to(share.wake_at)
            publish_batch(now=self.clock.at)
            settle_batch(now=self.clock.at)
        raise AssertionError("the share's story has no end")

    def reconnect(self) -> None:
        """Let the member connect the account again, some time later."""
        self.clock.at += timedelta(seconds=self.pause_s)
        with tenant(self.account.organization_id):
            Connection.objects.filter(pk=self.account.pk).update(state=ConnectionState.ACTIVE)
            renew(self.account)
            release_held(connection=self.account, now=self.clock.at)

    pause_s = 0

    def fresh(self) -> Share:
        with tenant(self.account.organization_id):
            return Share.objects.get(pk=self.share.pk)


def closest(network: str, calls: list[Call]) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each call began, and when it might have begun at the earliest."""
    failed = 0
    for before, call in pairwise(calls):
        earliest = before.ended
        if before.kind in {"retry", "unknown", "timeout"}:
            failed += 1
            # A repeat that is to find out is a way to look, not the next attempt.
            step = STEPS[0] if network == "linkedin" else STEPS[min(failed, len(STEPS)) - 1]
            earliest = before.ended + step
        elif before.kind == "wait":
            earliest = before.until or before.ended + STEPS[0]
        yield call.began, earliest


@hypothesis_settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(script=scripts)
@example(script=[Event("retry")] * 9)
@example(script=[Event("timeout"), Event("wait", 90, "own"), Event("reauth"), Event("unknown")])
@example(script=[Event("wait", 600, how) for how in ("own", "seconds", "date", "")])
def test_no_two_calls_are_too_close(account, monkeypatch, script):
    clock = Clock(NOW)
    wire = Wire(account.network, clock, list(script))
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr("outbound.Session", wire.session)
        patch.setattr("django.utils.timezone.now", clock.now)
        story = Story(account, wire)
        story.pause_s = script[0].then_s
        story.begin()
        share = story.live()
        transaction.set_rollback(True)
    for began, earliest in closest(account.network, wire.calls):
        assert began >= earliest
    counted = [call for call in wire.calls if call.kind in {"retry", "unknown", "timeout"}]
    assert len(counted) <= ATTEMPTS
    if share.state == State.FAILED:
        assert share.attempts_used == ATTEMPTS
    if share.state == State.PUBLISHED:
        assert wire.calls[-1].kind == "ok"
    assert sum(call.kind == "ok" for call in wire.calls) <= 1
