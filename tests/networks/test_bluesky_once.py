"""One share is one record on the real PDS, whatever happens on the way and however many try."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Attempted,
    Grant,
    Kind,
)
from sharing.networks.bluesky import Bluesky
from tests.networks.bluesky_servers import (
    CREATE,
    UPLOAD,
    PdsServer,
    draw_picture,
    kind_of,
    make_draft,
    publish,
    sign_in,
)
from tests.networks.bluesky_software import BlueskyAccount, BlueskySoftware


@pytest.fixture
def pds(bluesky_pds: BlueskySoftware, settings) -> Iterator[PdsServer]:
    with PdsServer(bluesky_pds) as running:
        settings.OUTBOUND_ALLOW = [running.host]
        yield running


@pytest.fixture
def account(pds: PdsServer) -> BlueskyAccount:
    return pds.account()


@pytest.fixture
def grant(pds: PdsServer, account: BlueskyAccount) -> Grant:
    return sign_in(Bluesky(), pds.host, account)


def prepare(grant: Grant):
    draft = make_draft(pictures=(draw_picture(),))
    prepared = Bluesky().prepare(grant, draft)
    return draft, prepared, Attempted(draft, "a share", timezone.now(), prepared)


def test_eight_at_once_with_one_prepared_share_make_one_record(pds, account, grant) -> None:
    draft, prepared, _ = prepare(grant)
    together = Barrier(8)

    def commit(_: int):
        together.wait()
        return publish(Bluesky(), grant, draft, prepared)

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(commit, range(8)))
    assert receipts == [receipts[0]] * 8
    assert (pds.calls(CREATE), len(pds.changes)) == (8, 1)
    assert [one["uri"] for one in pds.records(account.did)] == [receipts[0].remote_id]


@pytest.mark.parametrize("half", [False, True], ids=["no reply", "half a reply"])
def test_a_reply_lost_on_the_way_is_found_by_reading_back(pds, account, grant, *, half) -> None:
    draft, prepared, tried = prepare(grant)
    pds.drops, pds.half = True, half
    assert kind_of(lambda: publish(Bluesky(), grant, draft, prepared))[0] is Kind.UNKNOWN
    pds.drops = False
    found = Bluesky().reconcile(grant, tried)
    assert found is not None
    assert [one["uri"] for one in pds.records(account.did)] == [found.remote_id]
    assert publish(Bluesky(), grant, draft, prepared) == found
    assert len(pds.records(account.did)) == 1


def test_half_a_confirmation_leaves_the_outcome_unknown(pds, account, grant) -> None:
    draft, prepared, tried = prepare(grant)
    pds.truncate(CREATE)
    assert kind_of(lambda: publish(Bluesky(), grant, draft, prepared))[0] is Kind.UNKNOWN
    assert Bluesky().reconcile(grant, tried)
    assert len(pds.records(account.did)) == 1


def test_a_call_that_never_arrived_is_found_out_too(pds, account, grant) -> None:
    draft, prepared, tried = prepare(grant)
    pds.hang_up(CREATE)
    assert kind_of(lambda: publish(Bluesky(), grant, draft, prepared))[0] is Kind.UNKNOWN
    assert Bluesky().reconcile(grant, tried) is None
    assert pds.records(account.did) == []
    assert publish(Bluesky(), grant, draft, prepared).remote_id


def test_a_slow_server_is_not_asked_twice(pds, account, grant, settings) -> None:
    draft, prepared, tried = prepare(grant)
    settings.OUTBOUND_TIMEOUT_S = 0.5
    pds.act_late(CREATE, 1)
    assert kind_of(lambda: publish(Bluesky(), grant, draft, prepared))[0] is Kind.UNKNOWN
    settings.OUTBOUND_TIMEOUT_S = 20
    assert Bluesky().reconcile(grant, tried) is None
    time.sleep(2)
    assert Bluesky().reconcile(grant, tried)
    assert pds.calls(CREATE) == 1


def test_a_lost_upload_is_repeated_and_leaves_one_picture(pds, account, grant) -> None:
    draft = make_draft(pictures=(draw_picture(),))
    pds.truncate(UPLOAD)
    assert kind_of(lambda: Bluesky().prepare(grant, draft))[0] is Kind.RETRY
    first, second = (Bluesky().prepare(grant, draft)["record"]["embed"] for _ in range(2))
    assert first == second


def test_a_picture_that_is_no_longer_kept_is_uploaded_again(pds, account, grant) -> None:
    draft, prepared, _ = prepare(grant)
    stranger = pds.account()
    other = sign_in(Bluesky(), pds.host, stranger)
    assert publish(Bluesky(), other, draft, prepared).remote_id
    assert len(pds.records(stranger.did)) == 1
    assert pds.calls(CREATE) == 2
