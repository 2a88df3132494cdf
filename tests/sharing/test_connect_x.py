"""Connecting X through its consent page, and staying connected while its tokens change."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from sharing.models import Connection, ConnectionState, NetworkApp
from sharing.networks.base import (
    Grant,
    Kind,
    NetworkError,
)
from sharing.networks.x import X
from sharing.registered import offered_networks, registered_app
from sharing.services.connecting import disconnect
from sharing.services.grants import open_grant, store_grant
from sharing.services.refreshing import fresh_grant, refresh_ending, with_fresh_grant
from tenants.scope import tenant
from tests.playground.server import Playground
from tests.sharing.consenting import decide
from tests.sharing.x_stage import configure, connect_x

CONNECTIONS = "/o/acme/connections/"
CONNECT = f"{CONNECTIONS}x/connect/"


@pytest.fixture
def configured(playground: Playground, settings) -> Playground:
    configure(settings, playground)
    return playground


def stored(cast) -> Grant:
    with tenant(cast.acme):
        return open_grant(Connection.objects.get())


def ask(client) -> str:
    answer = client.post(CONNECT)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["url"])


def test_a_member_connects_and_the_account_is_theirs(cast, sign_in, configured) -> None:
    client = sign_in(cast.bob)
    assert "Connect X" in client.get(CONNECTIONS).content.decode()
    back = client.get(decide(ask(client), name="Bob"), follow=True)
    assert "@bob is connected." in back.content.decode()
    with tenant(cast.acme):
        made = Connection.objects.get()
        assert (made.network, made.handle, made.host) == ("x", "@bob", configured.host)
        assert made.limits["max_characters"] == 280
    grant = stored(cast)
    assert grant.refresh_token
    assert grant.expires_at
    assert timedelta(hours=1) < grant.expires_at - timezone.now() <= timedelta(hours=2)
    assert not NetworkApp.objects.exists()


def test_a_member_who_says_no_is_not_connected(cast, sign_in, configured) -> None:
    client = sign_in(cast.bob)
    back = client.get(decide(ask(client), decision="deny"), follow=True)
    assert "You did not allow it" in back.content.decode()
    with tenant(cast.acme):
        assert not Connection.objects.exists()


def test_a_code_that_came_too_late_is_no_consent(cast, sign_in, configured) -> None:
    client = sign_in(cast.bob)
    back = decide(ask(client))
    configured.settings(clock_offset_s=31)
    assert "used or has expired" in client.get(back, follow=True).content.decode()


def test_wrong_keys_are_the_operators_to_mend(cast, sign_in, configured, settings) -> None:
    client = sign_in(cast.bob)
    back = decide(ask(client))
    settings.X_CLIENT_SECRET = "wrong"
    said = client.get(back, follow=True).content.decode()
    assert "Whoever set up our app has to act." in said


@pytest.mark.parametrize("missing", ["X_CLIENT_ID", "X_CLIENT_SECRET"])
def test_without_its_keys_it_is_hidden_and_still_there_by_hand(
    cast, sign_in, configured, settings, missing
) -> None:
    setattr(settings, missing, "")
    assert registered_app("x") is None
    with tenant(cast.acme):
        assert "x" not in {one.key for one in offered_networks()}
    client = sign_in(cast.bob)
    page = client.get(CONNECTIONS).content.decode()
    assert "Connect X" not in page
    assert 'value="x"' in page  # among what is finished by hand
    assert client.post(CONNECT).status_code == 404


def test_the_real_hosts_are_what_is_configured_without_a_stand_in(settings) -> None:
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET, settings.X_API_HOST = "id", "secret", ""
    app = registered_app("x")
    assert app
    assert app.host == "api.x.com"
    url = X().begin(app, redirect_uri="https://a.example/c", state="s").url
    assert url.startswith("https://x.com/i/oauth2/authorize?")
    assert "scope=tweet.read+tweet.write+users.read+media.write+offline.access" in url
    assert "code_challenge_method=S256" in url
    assert "secret" not in url


# -- Tokens that work once ------------------------------------------------------------------------


def age(cast, left: timedelta = timedelta(0)) -> Connection:
    """Let the stored access token end after `left`, long after it was stored."""
    with tenant(cast.acme):
        made = Connection.objects.get()
        grant = open_grant(made)
        ends = timezone.now() + left
        old = Grant(**{**vars(grant), "expires_at": ends})
        store_grant(connection=made, grant=old, now=timezone.now() - timedelta(days=2))
    return made


def refresh(cast, made: Connection) -> Grant:
    return fresh_grant(organization_id=cast.acme.pk, connection_id=made.pk, now=timezone.now())


def calls(playground: Playground, route: str) -> int:
    return sum(one["route"] == route for one in playground.ledger()["requests"])


def test_a_pair_is_changed_for_a_new_one_that_is_stored(cast, configured) -> None:
    connect_x(cast.bob, configured)
    before = stored(cast)
    fresh = refresh(cast, age(cast))
    assert stored(cast) == fresh
    assert fresh.access_token != before.access_token
    assert fresh.refresh_token != before.refresh_token
    assert X().profile(fresh).handle == "@bob"


def test_the_clock_keeps_it_alive(cast, configured) -> None:
    connect_x(cast.bob, configured)
    age(cast)
    before = stored(cast)
    assert refresh_ending(now=timezone.now()) == 1
    assert stored(cast).refresh_token != before.refresh_token


def test_two_workers_at_once_stay_connected(transactional_db, make_cast, configured) -> None:
    """Asked twice, X would end the consent: one asks, the other uses what it got."""
    cast = make_cast()
    connect_x(cast.bob, configured)
    made = age(cast)
    configured.fault("x.oauth.token", "slow_before", seconds=0.4)
    together = threading.Barrier(4)

    def work() -> str:
        try:
            together.wait(10)
            return refresh(cast, made).access_token
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        tokens = {job.result(30) for job in [pool.submit(work) for _ in range(4)]}
    assert tokens == {stored(cast).access_token}
    assert calls(configured, "x.oauth.token") == 1
    assert X().profile(stored(cast)).handle == "@bob"
    with tenant(cast.acme):
        assert Connection.objects.get().state == ConnectionState.ACTIVE


def test_a_refresh_token_used_twice_ends_the_consent(cast, configured) -> None:
    connect_x(cast.bob, configured)
    before, app = stored(cast), registered_app("x")
    fresh = X().refresh(before, app)
    with pytest.raises(NetworkError) as again:
        X().refresh(before, app)
    assert again.value.kind is Kind.REAUTH
    with pytest.raises(NetworkError) as ended:
        X().refresh(fresh, app)
    assert ended.value.kind is Kind.REAUTH


def test_an_ended_consent_asks_the_member_to_connect_again(cast, configured) -> None:
    made = connect_x(cast.bob, configured)
    app = registered_app("x")
    assert app
    X().revoke(app, stored(cast))
    age(cast)
    with pytest.raises(NetworkError) as ended:
        refresh(cast, made)
    assert ended.value.kind is Kind.REAUTH
    with tenant(cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"status": 503}, Kind.RETRY),
        ({"status": 400, "body": {"title": "A proxy's page"}}, Kind.RETRY),
        ({"status": 401, "body": {"error": "unauthorized_client"}}, Kind.OPERATOR),
    ],
)
def test_only_xs_word_ends_a_consent(cast, configured, values, kind) -> None:
    made = connect_x(cast.bob, configured)
    age(cast)
    configured.fault("x.oauth.token", "refuse", **values)
    with pytest.raises(NetworkError) as failed:
        refresh(cast, made)
    assert failed.value.kind is kind
    with tenant(cast.acme):
        assert Connection.objects.get().state == ConnectionState.ACTIVE
    assert refresh(cast, made).access_token


def test_a_token_that_ended_early_is_renewed_in_the_middle_of_a_call(cast, configured) -> None:
    made = connect_x(cast.bob, configured)
    grant = stored(cast)
    configured.settings(clock_offset_s=7300)
    profile = with_fresh_grant(
        X().profile,
        grant,
        network_key="x",
        organization_id=cast.acme.pk,
        connection_id=made.pk,
    )
    assert profile.handle == "@bob"
    assert stored(cast).access_token != grant.access_token


def test_tokens_that_are_refused_even_fresh_mean_connecting_again(cast, configured) -> None:
    made = connect_x(cast.bob, configured)
    configured.fault("x.users.me", "refuse", status=401, times=2)
    with pytest.raises(NetworkError) as refused:
        with_fresh_grant(
            X().profile,
            stored(cast),
            network_key="x",
            organization_id=cast.acme.pk,
            connection_id=made.pk,
        )
    assert refused.value.kind is Kind.REAUTH
    with tenant(cast.acme):  # our own renewal in between is no reason to go on trying
        assert Connection.objects.get().state == ConnectionState.EXPIRED


def test_disconnecting_takes_both_tokens_back(cast, configured) -> None:
    made = connect_x(cast.bob, configured)
    grant = stored(cast)
    assert disconnect(organization_id=cast.acme.pk, connection=made, now=timezone.now())
    with pytest.raises(NetworkError):
        X().profile(grant)
    with pytest.raises(NetworkError) as over:
        X().refresh(grant, registered_app("x"))
    assert over.value.kind is Kind.REAUTH
