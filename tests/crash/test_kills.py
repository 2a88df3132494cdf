"""kill -9 at every step, on both networks: each share is there once.

Mastodon's server ignores Idempotency-Key here, as several do.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import Connection, Share, State
from sharing.services.grants import open_grant
from tenants.models import Organization
from tenants.scope import platform, tenant
from tests.conftest import Cast
from tests.crash.engine import Engine, wait_until
from tests.crash.queues import connect_accounts, make_queue, posts, states, untruths, wire_text
from tests.playground.server import Playground

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

CREATE = {"mastodon": "mastodon.statuses.create", "bluesky": "bluesky.repo.putRecord"}
SETTLED_S = 240.0
KILLS = {
    "before the call": ["claim"],
    "after the check": ["check"],
    "before the attempt": ["prepare"],
    "between attempt and call": ["attempt"],
    "after the call": ["accepted"],
    "after the receipt": ["receipt"],
    "twice before the call": ["claim", "never sent"],
    "while it is not found": ["attempt", "absent"],
    "while it is found": ["accepted", "found"],
}
SLEEPS = {
    "asleep before the attempt": "prepare",
    "asleep before the call": "attempt",
    "asleep with the receipt": "accepted",
}
CUTS = {
    "reply cut after acceptance": "cut_after",
    "error after acceptance": "error_after",
    "half a reply": "truncate",
    "cut before acceptance": "cut_before",
}


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


def all_live(number: int) -> Callable[[], bool]:
    return lambda: states() == Counter({State.PUBLISHED: number})


def by_account(accounts: list[Connection]) -> list[Share]:
    """Return the accounts' shares, one each."""
    with platform():
        return [Share.everyone.get(connection=account) for account in accounts]


@pytest.mark.parametrize("network", CREATE)
def test_at_whatever_step_it_dies_or_sleeps_each_share_is_there_once(
    cast: Cast, engine: Engine, playground: Playground, network: str
):
    shares = queue_cases(cast, playground, network)
    orders = [("SIGKILL", case, step) for case, steps in KILLS.items() for step in steps]
    orders += [("SIGSTOP", case, step) for case, step in SLEEPS.items()]
    for what, case, step in orders:
        engine.order(what, step, shares[case].pk)

    def settled() -> bool:
        engine.wake("sharing.tasks.publish_due", 3)
        engine.wake("sharing.tasks.settle_unsure", 3)
        assert untruths(playground) == []
        return all_live(len(shares))()

    wait_until(settled, SETTLED_S)
    struck = {(case, step): engine.struck(step, shares[case].pk) for _, case, step in orders}
    assert [order for order, pid in struck.items() if pid is None] == []
    wake_up([pid for order, pid in struck.items() if pid and order in SLEEPS.items()])
    assert untruths(playground) == []
    times = Counter(posts(playground).values())
    there = {case: times[wire_text(share)] for case, share in shares.items()}
    assert there == dict.fromkeys(shares, 1)


def queue_cases(cast: Cast, playground: Playground, network: str) -> dict[str, Share]:
    """Queue one share for each case, each with an account and a fault of its own."""
    cases = [*KILLS, *SLEEPS, *CUTS]
    names = [case.replace(" ", "_") for case in cases]
    accounts = connect_accounts(cast.acme, playground, names, network)
    for name, case in zip(names, cases, strict=True):
        if case in CUTS:
            playground.fault(CREATE[network], CUTS[case], username=name)
    later = timezone.now() + timedelta(seconds=1)
    make_queue(cast.acme, accounts, shares=len(cases), due_at=later)
    return dict(zip(cases, by_account(accounts), strict=True))


def wake_up(sleepers: list[int]) -> None:
    """Let workers go on that have long lost their shares: nothing may change."""
    with platform():
        before = list(Share.everyone.order_by("pk").values())
    for pid in sleepers:
        os.kill(pid, signal.SIGCONT)
    time.sleep(2)
    with platform():
        assert list(Share.everyone.order_by("pk").values()) == before


def test_200_shares_survive_random_kills_and_a_lost_broker(
    cast: Cast, engine: Engine, playground: Playground
):
    queues = [
        make_queue(organization, accounts, shares=50, due_at=timezone.now())
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
    sent = [wire_text(share) for queue in queues for share in queue]
    assert Counter(posts(playground).values()) == dict.fromkeys(sent, 1)
    assert untruths(playground) == []


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
    while not all_live(200)():
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
