"""Connecting with an app password: through the page, to a server over real HTTP."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, Reason, State
from sharing.services.grants import open_grant
from tenants.scope import tenant
from tests.factories import make_post, make_share
from tests.networks.bluesky_script import DID, Script, failed, html, session
from tests.networks.bluesky_software import (
    BlueskyAccount,
    bluesky_account,
    bluesky_packages,
    bluesky_pds,
)
from tests.sharing.test_connect import CONNECTIONS, connected, said

__all__ = ["bluesky_account", "bluesky_packages", "bluesky_pds"]

URL = "/o/acme/connections/bluesky/sign-in/"
PASSWORD = "abcd-efgh-ijkl-mnop"


@pytest.fixture
def pds(serve) -> Script:
    """Give a server that lets Ann in."""
    known = {"did": DID, "handle": "ann.example"}
    return Script(createSession=session(), getSession=known, getProfile={}, deleteSession={}).on(
        serve
    )


def ask(client, pds: Script, **changes):
    typed = {"identifier": "ann.example", "password": PASSWORD, "server": pds.host, **changes}
    return client.post(URL, typed)


def test_an_app_password_connects_the_account(cast, sign_in, pds):
    answer = ask(sign_in(cast.bob), pds)
    assert answer.headers["Location"] == CONNECTIONS
    assert said(answer) == ["@ann.example is connected."]
    made = connected(cast)[0]
    assert (made.network, made.host, made.account_id) == ("bluesky", pds.host, DID)
    assert made.limits["max_bytes"] == 3000
    assert made.reconnect_by
    assert timedelta(days=89) < made.reconnect_by - timezone.now() < timedelta(days=91)
    with tenant(cast.acme):
        assert open_grant(made).refresh_token == "refresh"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"identifier": ""}, "identifier", "Enter your handle"),
        ({"identifier": "ann smith"}, "identifier", "can't read a handle"),
        ({"password": ""}, "password", "Make an app password"),
        ({"password": "correct horse"}, "password", "nothing was sent"),
        ({"server": "localhost"}, "server", "can't read a server"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_was_sent(
    cast, sign_in, pds, changes, field, words
):
    answer = ask(sign_in(cast.bob), pds, **changes)
    assert answer.status_code == 422
    assert words in answer.context["sign_in_form"].errors[field][0]
    assert pds.asked == []
    assert connected(cast) == []


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (failed("401 Unauthorized", "AuthenticationRequired"), "does not accept this handle"),
        (failed("401 Unauthorized", "AuthFactorTokenRequired"), "not an app password"),
        (failed("401 Unauthorized", "AccountTakedown"), "has closed this account"),
        (html("503 Service Unavailable"), "has a problem at the moment"),
        (html("200 OK"), "does not answer like a Bluesky server"),
    ],
)
def test_a_refusal_is_said_and_what_was_typed_stays(cast, sign_in, pds, refused, words):
    pds.answers["createSession"] = refused
    answer = ask(sign_in(cast.bob), pds)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="ann.example"' in page
    assert f'value="{pds.host}"' in page
    assert PASSWORD not in page
    assert connected(cast) == []


def test_a_server_that_is_down_is_said_to_be(cast, sign_in, pds):
    assert pds.server
    pds.server.__exit__(None, None, None)
    answer = ask(sign_in(cast.bob), pds)
    assert "can&#x27;t be reached at the moment" in answer.content.decode()


def test_a_session_that_can_not_be_used_is_ended(cast, sign_in, pds):
    pds.answers["getSession"] = html("503 Service Unavailable")
    assert ask(sign_in(cast.bob), pds).status_code == 422
    assert pds.names[-1] == "deleteSession"


def test_only_networks_with_passwords_are_signed_in_to(cast, sign_in, pds):
    client = sign_in(cast.bob)
    for key in ("mastodon", "nowhere"):
        assert client.post(f"/o/acme/connections/{key}/sign-in/").status_code == 404
    assert client.post("/o/acme/connections/bluesky/connect/", {"server": "x"}).status_code == 404


def test_the_password_is_kept_nowhere(cast, sign_in, pds, caplog):
    caplog.set_level(logging.DEBUG)
    client = sign_in(cast.bob)
    for answer in (failed("401 Unauthorized", "AuthenticationRequired"), session()):
        pds.answers["createSession"] = answer
        page = ask(client, pds).content.decode() + client.get(CONNECTIONS).content.decode()
        assert PASSWORD not in page + caplog.text + str(dict(client.session))
    sent = [asked for asked in pds.asked if PASSWORD.encode() in asked.body]
    assert [asked.name for asked in sent] == ["createSession", "createSession"]


def test_signing_in_again_renews_the_connection_and_frees_what_waited(cast, sign_in, pds):
    client = sign_in(cast.bob)
    ask(client, pds)
    made = connected(cast)[0]
    with tenant(cast.acme):
        Connection.objects.update(state=ConnectionState.EXPIRED)
        share = make_share(
            cast.bob, make_post(), made, network="bluesky", state=State.HELD, reason=Reason.REAUTH
        )
    page = client.get(CONNECTIONS).content.decode()
    assert 'action="/o/acme/connections/#sign-in-bluesky"' in page
    assert (
        'value="ann.example"'
        in client.get(CONNECTIONS, {"handle": "@ann.example"}).content.decode()
    )
    ask(client, pds)
    assert [each.state for each in connected(cast)] == [ConnectionState.ACTIVE]
    with tenant(cast.acme):
        share.refresh_from_db()
        assert share.state == State.SCHEDULED


def test_disconnecting_ends_the_session_and_deletes_the_tokens(cast, sign_in, pds):
    client = sign_in(cast.bob)
    ask(client, pds)
    made = connected(cast)[0]
    answer = client.post(f"/o/acme/connections/{made.public_id}/disconnect/")
    assert said(answer)[-1] == "@ann.example is disconnected."
    assert (pds.names[-1], pds.asked[-1].token) == ("deleteSession", "refresh")
    with tenant(cast.acme):
        assert not Credential.objects.exists()


def test_a_real_server_lets_its_people_in(cast, sign_in, bluesky_account: BlueskyAccount):
    client = sign_in(cast.bob)
    typed = {"identifier": f"@{bluesky_account.handle}", "server": bluesky_account.host}
    refused = client.post(URL, {**typed, "password": PASSWORD})
    assert "does not accept this handle" in refused.content.decode()
    client.post(URL, {**typed, "password": bluesky_account.app_password})
    made = connected(cast)[0]
    assert (made.account_id, made.handle) == (bluesky_account.did, f"@{bluesky_account.handle}")
    assert client.post(f"/o/acme/connections/{made.public_id}/disconnect/").status_code == 302
