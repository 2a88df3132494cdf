"""kill -9 at any moment, on every network: each share is there once, or asked about.

Mastodon's server ignores Idempotency-Key here, as several do.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from sharing.models import Connection, State
from sharing.services.grants import open_grant
from tenants.models import Organization
from tenants.scope import platform, tenant
from tests.conftest import Cast
from tests.crash.engine import Engine, wait_until
from tests.crash.queues import (
    CREATE,
    asked_at,
    connect_accounts,
    fund,
    is_readable,
    make_queue,
    miscounted,
    not_once,
    states,
    unsettled,
    untruths,
)
from tests.playground.server import Playground

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

SETTLED_S = 240.0


@pytest.fixture
def cast(transactional_db: None, playground: Playground, make_cast: Callable[[], Cast]) -> Cast:
    playground.settings(
        ignore_idempotency_key=True, rate_limits=dict.fromkeys(playground.settings()["rate_limits"])
    )
    return make_cast()


@pytest.fixture
def engine(cast: Cast, playground: Playground) -> Iterator[Engine]:
    """Run the engine; whatever happens in it, no secret leaves it and no bug of ours shows."""
    with Engine(playground) as engine:
        yield engine
        sys.stdout.write(f"{states()}\n{engine.printed()}")  # pytest shows it when a test failed
        printed, kept = engine.printed(), engine.kept_by_broker()
    assert "share.crashed" not in printed
    assert "share.step" in printed
    assert b"publish_due" in kept
    for token in _tokens():
        assert token not in printed
        assert token.encode() not in kept


def _tokens() -> set[str]:
    with platform():
        everyone = list(Connection.everyone.select_related("organization"))
    tokens = set()
    for connection in everyone:
        with tenant(connection.organization_id):
            grant = open_grant(connection)
        tokens |= {grant.access_token, grant.refresh_token or grant.access_token}
    assert all(len(token) > 20 for token in tokens)
    return tokens


def test_200_shares_survive_random_kills_and_a_lost_broker(
    cast: Cast, engine: Engine, playground: Playground
):
    for organization in (cast.acme, cast.globex):
        fund(organization)
    queues = [
        make_queue(organization, accounts, shares=25, due_at=timezone.now())
        for organization in (cast.acme, cast.globex)
        for network in CREATE
        for accounts in [
            connect_accounts(organization, playground, usernames(organization, network), network)
        ]
    ]
    # Most of a call's time is after acceptance: there a kill is the most dangerous.
    for route in CREATE.values():
        playground.fault(route, "slow_after", times=-1, seconds=0.15)
    wait_until(lambda: states()[State.PUBLISHED] > 0, SETTLED_S)
    kills = live_through(engine, playground, random.Random(200))
    assert kills >= 5
    assert not_once(playground, [share for queue in queues for share in queue]) == {}
    assert untruths(playground) == []
    assert miscounted(playground) == []
    assert {network for network in asked_at() if is_readable(network)} == set()


def live_through(engine: Engine, playground: Playground, chance: random.Random) -> int:
    """Kill a process a second until 180 are live, and bigger things on the way; return how many."""
    big = deque(
        [
            (40, lambda: engine.kill("worker0")),
            (100, lambda: engine.kill("broker")),
            (160, lambda: engine.kill("beat")),
        ]
    )
    kills = 0
    deadline = time.monotonic() + 2 * SETTLED_S
    while unsettled():
        assert time.monotonic() < deadline, states()
        assert untruths(playground) == []
        engine.keep_alive()
        live = states()[State.PUBLISHED]
        if big and live >= big[0][0]:
            big.popleft()[1]()
        elif live < 180 and len(pool := engine.pool()) > 2:
            os.kill(chance.choice(pool), signal.SIGKILL)
            kills += 1
        time.sleep(chance.uniform(0.3, 1.2))
    assert not big
    return kills


def usernames(organization: Organization, network: str) -> list[str]:
    return [f"{organization.slug}_{network}_{number}" for number in range(5)]
