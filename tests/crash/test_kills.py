"""kill -9 at every step, on a server that ignores Idempotency-Key: each share is there once."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import Connection, Share, State
from sharing.services.grants import open_grant
from tenants.scope import platform, tenant
from tests.conftest import Cast
from tests.crash.engine import TIMES, Engine, wait_until
from tests.crash.queues import connect_accounts, make_queue, posts, states, untruths
from tests.playground.server import Playground

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

CREATE = "mastodon.statuses.create"
SETTLED_S = 90.0
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
CUTS = {
    "reply cut after acceptance": "cut_after",
    "error after acceptance": "error_after",
    "half a reply": "truncate",
    "cut before acceptance": "cut_before",
}


@pytest.fixture
def cast(transactional_db: None, playground: Playground, make_cast: Callable[[], Cast]) -> Cast:
    playground.settings(ignore_idempotency_key=True, rate_limits=dict.fromkeys(LIMITS))
    return make_cast()


LIMITS = ("token", "user", "ip", "statuses", "deletes")


@pytest.fixture
def engine(cast: Cast, playground: Playground) -> Iterator[Engine]:
    """Run the engine; whatever happens in it, nothing secret leaves and nothing crashes by itself."""
    with Engine(playground) as engine:
        yield engine
        print(states(), engine.printed()[-8000:])  # shown when the test failed
        printed, kept = engine.printed(), engine.kept_by_broker()
    assert "share.crashed" not in printed
    assert "share.step" in printed
    assert b"publish_due" in kept
    for token in _tokens():
        assert token not in printed
        assert token.encode() not in kept


def _tokens() -> list[str]:
    with platform():
        everyone = list(Connection.everyone.select_related("organization"))
    tokens = []
    for connection in everyone:
        with tenant(connection.organization_id):
            tokens.append(open_grant(connection).access_token)
    assert all(len(token) > 20 for token in tokens)
    return tokens


def all_live(number: int) -> Callable[[], bool]:
    return lambda: states() == Counter({State.PUBLISHED: number})


def by_account(accounts: list[Connection]) -> list[Share]:
    """Return the accounts' shares, one each."""
    with platform():
        return [Share.everyone.get(connection=account) for account in accounts]


def test_a_kill_at_any_step_loses_and_doubles_nothing(
    cast: Cast, engine: Engine, playground: Playground
):
    cases = [*KILLS, *CUTS]
    names = [case.replace(" ", "_") for case in cases]
    accounts = connect_accounts(cast.acme, playground, names)
    for name, case in zip(names, cases, strict=True):
        if case in CUTS:
            playground.fault(CREATE, CUTS[case], username=name)
    later = timezone.now() + timedelta(seconds=1)
    make_queue(cast.acme, accounts, shares=len(cases), due_at=later)
    shares = dict(zip(cases, by_account(accounts), strict=True))
    for case, steps in KILLS.items():
        for step in steps:
            engine.order("SIGKILL", step, shares[case].pk)

    def settled() -> bool:
        engine.wake("sharing.tasks.publish_due", 3)
        engine.wake("sharing.tasks.settle_unsure", 3)
        assert untruths(playground) == []
        return all_live(len(cases))()

    wait_until(settled, SETTLED_S)
    times = Counter(posts(playground).values())
    assert {case: times[share.text] for case, share in shares.items()} == dict.fromkeys(cases, 1)
    for case, steps in KILLS.items():
        assert [step for step in steps if not engine.struck(step, shares[case].pk)] == []
