"""Many workers and one share, on every network: one of them makes one call."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from sharing.models import Share, State
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from tests.crash.queues import (
    CREATE,
    connect_accounts,
    fund,
    is_readable,
    make_queue,
    posts,
    states,
    wire_text,
)
from tests.sharing.conftest import Stage

READABLE = [key for key in CREATE if is_readable(key)]


def calls(stage: Stage, network: str) -> int:
    seen = stage.playground.ledger()["requests"]
    return sum(one["route"] == CREATE[network] for one in seen)


def queue_one(stage: Stage, network: str) -> Share:
    fund(stage.cast.globex)
    accounts = connect_accounts(stage.cast.globex, stage.playground, ["one"], network)
    (share,) = make_queue(stage.cast.globex, accounts, shares=1, due_at=timezone.now())
    return share


@pytest.mark.parametrize("network", CREATE)
def test_eight_workers_woken_for_one_share_make_one_call(stage: Stage, network: str):
    share = queue_one(stage, network)
    together = threading.Barrier(8)

    def wake(_: int) -> int:
        try:
            together.wait(10)
            return publish_batch(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(wake, range(8)))
    assert sorted(taken) == [*[0] * 7, 1]
    assert calls(stage, network) == 1
    assert states() == {State.PUBLISHED: 1}
    assert list(posts(stage.playground).values()) == [wire_text(share)]


@pytest.mark.parametrize("network", READABLE)
def test_a_reply_dropped_after_acceptance_is_found_without_another_call(stage: Stage, network: str):
    stage.playground.settings(ignore_idempotency_key=True)
    share = queue_one(stage, network)
    stage.playground.fault(CREATE[network], "cut_after")
    publish_batch(now=timezone.now())
    assert states() == {State.UNCONFIRMED: 1}
    settle_batch(now=timezone.now())
    assert states() == {State.PUBLISHED: 1}
    assert calls(stage, network) == 1
    assert list(posts(stage.playground).values()) == [wire_text(share)]
