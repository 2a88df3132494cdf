"""Keeping tokens alive: one call however many workers, the new pair stored before it is used."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection as database
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential
from sharing.networks.base import (
    App,
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.bluesky import Bluesky
from sharing.services.connecting import disconnect
from sharing.services.grants import open_grant, store_grant
from sharing.services.refreshing import fresh_grant, refresh_ending, with_fresh_grant
from tenants.scope import tenant
from tests.factories import make_connection, make_member
from tests.networks.bluesky_script import DID, Script, failed, html, session, token

HOUR = timedelta(hours=1)


@pytest.fixture
def pds(serve) -> Script:
    """Give a server that renews sessions."""
    return Script(refreshSession=renewed()).on(serve)


def renewed(name: str = "second", lasts: timedelta = 2 * HOUR) -> dict[str, Any]:
    now = timezone.now()
    access, refresh = token(now + lasts, name), token(now + timedelta(days=90), f"{name}-refresh")
    return session(accessJwt=access, refreshJwt=refresh)


def connected(cast, pds: Script, left: timedelta | None = timedelta(0), **changes) -> Connection:
    """Connect Bob to the server, with a token that ends after `left`."""
    now = timezone.now()
    with tenant(cast.acme):
        made = make_connection(
            cast.bob, network="bluesky", host=pds.host, account_id=DID, **changes
        )
        ends = now + left if left is not None else None
        grant = replace(pds.grant(), expires_at=ends, consent_ends_at=now + timedelta(days=80))
        store_grant(connection=made, grant=grant, now=now - timedelta(days=2))
    return made


def fresh(cast, made: Connection, ended: Grant | None = None) -> Grant:
    return fresh_grant(
        organization_id=cast.acme.pk, connection_id=made.pk, now=timezone.now(), ended=ended
    )


def stored(cast, made: Connection) -> Grant:
    with tenant(cast.acme):
        return open_grant(Connection.objects.get(pk=made.pk))


def state(cast, made: Connection) -> str:
    with tenant(cast.acme):
        return Connection.objects.get(pk=made.pk).state


def refusal(cast, made: Connection) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        fresh(cast, made)
    return caught.value


def test_a_token_that_ends_soon_is_renewed_and_stored(cast, pds):
    made = connected(cast, pds, timedelta(minutes=4))
    grant = fresh(cast, made)
    assert grant.access_token.endswith(".second")
    assert stored(cast, made) == grant
    assert [asked.token for asked in pds.asked] == ["refresh"]
    with tenant(cast.acme):
        kept = Credential.objects.get(connection=made)
        assert (kept.expires_at, kept.refreshing_until) == (grant.expires_at, None)
        assert Connection.objects.get(pk=made.pk).reconnect_by == grant.consent_ends_at


@pytest.mark.parametrize("left", [timedelta(minutes=6), None], ids=["lasts", "never ends"])
def test_a_token_that_lasts_is_left_alone(cast, pds, left):
    made = connected(cast, pds, left)
    assert fresh(cast, made).access_token == "access"
    assert pds.asked == []


def test_a_call_that_finds_its_token_ended_is_made_once_more(cast, pds):
    made = connected(cast, pds, HOUR)
    pds.answers["deleteRecord"] = [failed("400 Bad Request", "ExpiredToken"), {}]
    used = []

    def call(grant: Grant) -> str:
        used.append(grant.access_token)
        Bluesky().delete(grant, f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a")
        return "done"

    where = {"organization_id": cast.acme.pk, "connection_id": made.pk}
    where["network_key"] = "bluesky"
    assert with_fresh_grant(call, stored(cast, made), **where) == "done"
    assert used == ["access", stored(cast, made).access_token]
    assert pds.names == ["deleteRecord", "refreshSession", "deleteRecord"]


def test_what_another_worker_renewed_is_used_without_a_call(cast, pds):
    made = connected(cast, pds, HOUR)
    ended = replace(stored(cast, made), access_token="long gone")
    assert fresh(cast, made, ended).access_token == "access"
    assert pds.asked == []


def test_workers_that_come_at_once_make_one_call(transactional_db, make_cast, serve):
    cast = make_cast()
    everyone_is_here = threading.Barrier(4)

    class Slow(Script):
        def __call__(self, connection: socket.socket, request: bytes) -> None:
            threading.Event().wait(0.5)
            super().__call__(connection, request)

    pds = Slow(refreshSession=renewed()).on(serve)
    made = connected(cast, pds)

    def work() -> str:
        try:
            everyone_is_here.wait(10)
            return fresh(cast, made).access_token
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        tokens = {job.result(30) for job in [pool.submit(work) for _ in range(4)]}
    assert tokens == {stored(cast, made).access_token}
    assert pds.names == ["refreshSession"]


def test_who_waits_too_long_comes_back_later(cast, pds):
    made = connected(cast, pds)
    with tenant(cast.acme):
        Credential.objects.update(refreshing_until=timezone.now() + HOUR)
    error = refusal(cast, made)
    assert error.kind is Kind.WAIT
    assert error.retry_at
    assert pds.asked == []


def test_a_worker_that_died_while_renewing_holds_nobody_up(cast, pds):
    made = connected(cast, pds)
    with tenant(cast.acme):
        Credential.objects.update(refreshing_until=timezone.now() - timedelta(seconds=1))
    assert fresh(cast, made).access_token.endswith(".second")


@pytest.mark.parametrize(
    ("answer", "kind", "then"),
    [
        (failed("400 Bad Request", "ExpiredToken"), Kind.REAUTH, ConnectionState.EXPIRED),
        (failed("401 Unauthorized", "AccountTakedown"), Kind.REAUTH, ConnectionState.EXPIRED),
        (failed("429 Too Many Requests"), Kind.WAIT, ConnectionState.ACTIVE),
        (html("502 Bad Gateway"), Kind.RETRY, ConnectionState.ACTIVE),
        (html("404 Not Found"), Kind.RETRY, ConnectionState.ACTIVE),
        (html("401 Unauthorized"), Kind.RETRY, ConnectionState.ACTIVE),
    ],
)
def test_only_the_end_of_the_consent_ends_the_connection(cast, pds, answer, kind, then):
    made = connected(cast, pds)
    pds.answers["refreshSession"] = answer
    assert refusal(cast, made).kind is kind
    assert state(cast, made) == then
    assert stored(cast, made).refresh_token == "refresh"


def test_after_trouble_the_next_call_tries_at_once(cast, pds):
    made = connected(cast, pds)
    pds.answers["refreshSession"] = [html("502 Bad Gateway"), renewed()]
    assert refusal(cast, made).kind is Kind.RETRY
    assert fresh(cast, made).access_token.endswith(".second")


@pytest.mark.parametrize(
    "answer", [renewed(), failed("400 Bad Request", "ExpiredToken")], ids=["renewed", "over"]
)
def test_an_account_connected_anew_meanwhile_keeps_its_new_tokens(cast, pds, answer):
    made = connected(cast, pds)
    anew = replace(pds.grant(), access_token="anew", expires_at=timezone.now() + HOUR)

    def refresh_while_it_is_connected_anew(grant: Grant, app: App | None = None) -> Grant:
        with tenant(cast.acme):
            store_grant(connection=made, grant=anew, now=timezone.now())
        return adapter_refresh(grant)

    pds.answers["refreshSession"] = answer
    adapter_refresh = Bluesky().refresh
    with mock.patch.object(Bluesky, "refresh", side_effect=refresh_while_it_is_connected_anew):
        if isinstance(answer, bytes):
            assert refusal(cast, made).kind is Kind.REAUTH
        else:
            assert fresh(cast, made).access_token == "anew"
    assert state(cast, made) == ConnectionState.ACTIVE
    assert stored(cast, made).access_token == "anew"


def test_an_account_disconnected_meanwhile_stays_so(cast, pds):
    made = connected(cast, pds)
    pds.answers["deleteSession"] = {}
    disconnect(organization_id=cast.acme.pk, connection=made, now=timezone.now())
    assert refusal(cast, made).kind is Kind.REAUTH
    assert pds.names == ["deleteSession"]
    with tenant(cast.acme):
        assert not Credential.objects.exists()


# -- In good time ---------------------------------------------------------------------------------


def test_the_clock_renews_what_ends_soon_once_a_day(cast, pds):
    made = connected(cast, pds)
    assert refresh_ending(now=timezone.now()) == 1
    assert stored(cast, made).access_token.endswith(".second")
    assert refresh_ending(now=timezone.now()) == 0
    assert refresh_ending(now=timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_the_clock_leaves_alone_what_is_over_or_lasts(cast, pds):
    connected(cast, pds, timedelta(days=4))
    with tenant(cast.acme):
        member = make_member("Somebody")
    _connect_another(cast.acme, member, pds, state=ConnectionState.EXPIRED)
    assert refresh_ending(now=timezone.now()) == 0
    assert pds.asked == []


def test_after_trouble_the_clock_waits_a_while(cast, pds):
    connected(cast, pds)
    pds.answers["refreshSession"] = html("502 Bad Gateway")
    now = timezone.now()
    assert [refresh_ending(now=now), refresh_ending(now=now)] == [1, 0]
    assert refresh_ending(now=now + timedelta(minutes=20)) == 1


def test_organizations_take_turns(cast, pds, settings):
    """Ten accounts of one organization do not keep another's single one waiting."""
    for number in range(10):
        with tenant(cast.acme):
            member = make_member(f"Person {number}")
        _connect_another(cast.acme, member, pds)
    _connect_another(cast.globex, cast.mallory, pds)
    assert refresh_ending(now=timezone.now()) == 10
    with tenant(cast.globex):
        assert open_grant(Connection.objects.get()).access_token.endswith(".second")


def _connect_another(organization, member, pds: Script, **changes) -> None:
    now = timezone.now()
    with tenant(organization):
        made = make_connection(member, network="bluesky", host=pds.host, account_id=DID, **changes)
        grant = replace(pds.grant(), expires_at=now)
        store_grant(connection=made, grant=grant, now=now - timedelta(days=2))
