"""Tokens that work once, renewed by several workers at once: the member stays connected.

The playground is as strict as X: a spent refresh token ends the whole consent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection as database
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, Reason, Share, State
from sharing.services import refreshing
from sharing.services.grants import open_grant, store_grant
from sharing.services.publishing import publish_batch
from sharing.services.refreshing import fresh_grant, refresh_ending
from tenants.scope import tenant
from tests.crash.queues import CONNECT, connect_accounts, fund, make_queue
from tests.playground.server import Playground
from tests.sharing.conftest import Stage
from tests.sharing.x_stage import configure

ROUTES = {"x": "x.oauth.token", "bluesky": "bluesky.server.refreshSession"}
WORKERS = 8


class Died(BaseException):
    """What a kill is to the code it hits."""


@pytest.fixture(params=ROUTES)
def ending(request, stage: Stage, settings, monkeypatch) -> Connection:
    """Connect somebody whose access token ends in a minute, where nobody loses patience."""
    settings.OUTBOUND_TIMEOUT_S = 10.0  # a call that is given up is made again
    monkeypatch.setattr(refreshing, "LOOKS", 60)
    configure(settings, stage.playground)
    fund(stage.cast.globex)
    (made,) = connect_accounts(stage.cast.globex, stage.playground, ["one"], request.param)
    let_end(made)
    return made


def let_end(made: Connection) -> None:
    now = timezone.now()
    with tenant(made.organization_id):
        grant = replace(open_grant(made), expires_at=now + timedelta(minutes=1))
        store_grant(connection=made, grant=grant, now=now - timedelta(days=2))


def renewals(playground: Playground, network: str) -> int:
    asked = playground.ledger()["requests"]
    return sum(one["route"] == ROUTES[network] for one in asked)


def together(*works: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each in a thread of its own."""
    everyone_is_here = threading.Barrier(len(works))

    def do(work: Callable[[], object]) -> object:
        try:
            everyone_is_here.wait(10)
            return work()
        finally:
            database.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def renew(made: Connection) -> str:
    organization_id, now = made.organization_id, timezone.now()
    assert organization_id
    found = fresh_grant(organization_id=organization_id, connection_id=made.pk, now=now)
    return found.access_token


def share_now(stage: Stage, made: Connection) -> Share:
    """Queue a share and let a worker take it; return it as it is then."""
    (share,) = make_queue(stage.cast.globex, [made], shares=1, due_at=timezone.now())
    publish_batch(now=timezone.now())
    return again(share)


def again(share: Share) -> Share:
    with tenant(share.organization_id):
        return Share.objects.get(pk=share.pk)


def fresh(made: Connection) -> Connection:
    with tenant(made.organization_id):
        return Connection.objects.get(pk=made.pk)


def test_however_many_renew_at_once_one_call_is_made(stage: Stage, ending: Connection):
    before = renewals(stage.playground, ending.network)
    for turn in (1, 2, 3):
        clock = [lambda: refresh_ending(now=timezone.now())] * 2
        calls = [lambda: renew(ending)] * (WORKERS - len(clock))
        tokens = set(together(*calls, *clock)[: len(calls)])
        with tenant(ending.organization_id):
            assert tokens == {open_grant(ending).access_token}
        assert renewals(stage.playground, ending.network) == before + turn
        let_end(ending)
    assert share_now(stage, ending).state == State.PUBLISHED
    assert fresh(ending).state == ConnectionState.ACTIVE


def test_two_workers_whose_shares_need_the_same_tokens_send_both(stage: Stage, ending: Connection):
    make_queue(stage.cast.globex, [ending], shares=4, due_at=timezone.now())
    for _ in range(6):
        together(*[lambda: publish_batch(now=timezone.now())] * 2)
        let_end(ending)
    with tenant(ending.organization_id):
        assert set(Share.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    assert len(stage.playground.texts("one")) == 4
    assert fresh(ending).state == ConnectionState.ACTIVE


def test_a_worker_that_dies_with_the_new_pair_costs_x_a_reconnect_and_bluesky_nothing(
    stage: Stage, ending: Connection
):
    with mock.patch.object(refreshing, "_keep", side_effect=Died), pytest.raises(Died):
        renew(ending)
    with tenant(ending.organization_id):
        Credential.objects.update(refreshing_until=timezone.now())
    share = share_now(stage, ending)
    if ending.network == "bluesky":
        assert share.state == State.PUBLISHED
        return
    assert (share.state, share.reason) == (State.HELD, Reason.REAUTH)
    assert share.problem == "X no longer accepts the connection. Connect again."
    assert fresh(ending).state == ConnectionState.EXPIRED
    assert stage.playground.texts("one") == []
    CONNECT["x"](ending.member, stage.playground, "one")
    publish_batch(now=timezone.now())
    assert again(share).state == State.PUBLISHED
    assert len(stage.playground.texts("one")) == 1
