"""A recognisable token is driven through everything; it must appear nowhere but at the network."""

from __future__ import annotations

import logging

import pytest
from django.utils import timezone

from sharing.models import Connection, NetworkApp, Share, State
from sharing.networks.base import NetworkError
from sharing.services.connecting import find_app
from sharing.services.grants import open_grant
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from tenants.scope import tenant
from tests.sharing.conftest import Stage
from tests.sharing.consenting import ask, decide

CREATE = "mastodon.statuses.create"
FAULTS = ["refuse", "rate_limit", "error_before", "cut_before", "cut_after", "truncate", "revoke"]


def secrets_of(stage: Stage) -> set[str]:
    """Every secret the product now holds, and what is stored of them."""
    with tenant(stage.cast.acme):
        found = {open_grant(each).access_token for each in Connection.objects.kept()}
    app = find_app(network_key="mastodon", host=stage.playground.host, now=timezone.now())
    return {*found, app.client_secret}


def seen_by(client) -> str:
    pages = ["/o/acme/", "/o/acme/shares/", "/o/acme/connections/", "/o/acme/impact/"]
    return "".join(client.get(page).content.decode() for page in pages)


@pytest.fixture
def everything_logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("action", FAULTS)
def test_nothing_is_said_of_a_token_whatever_happens(
    stage: Stage, client, everything_logged, capfd, action
):
    client.force_login(stage.cast.bob.user)
    secrets = secrets_of(stage)
    stage.playground.fault(CREATE, action, times=1)
    share = stage.share()
    for _ in range(2):
        publish_batch(now=timezone.now())
        settle_batch(now=timezone.now())
    said = seen_by(client) + stage.fresh(share).problem
    said += client.post(f"/o/acme/shares/{share.public_id}/delete/", follow=True).content.decode()
    said += client.post(
        f"/o/acme/connections/{stage.connection.public_id}/disconnect/", follow=True
    ).content.decode()
    said += everything_logged.text + "".join(capfd.readouterr())
    assert [secret for secret in secrets if secret in said] == []


def test_nothing_is_said_while_connecting(stage: Stage, client, everything_logged):
    client.force_login(stage.cast.alice.user)
    back = decide(ask(client, stage.playground), name="Alice")
    said = client.get(back, follow=True).content.decode()
    code = back.partition("code=")[2].partition("&")[0]
    said += everything_logged.text
    assert len(secrets_of(stage)) == 3
    assert [secret for secret in (*secrets_of(stage), code) if secret in said] == []


def test_an_error_says_nothing_of_what_was_sent(stage: Stage):
    stage.playground.fault(CREATE, "refuse", status=400, body={"error": "Bearer token x"})
    stage.share()
    publish_batch(now=timezone.now())
    with tenant(stage.cast.acme):
        share = Share.objects.get()
    assert share.state == State.FAILED
    assert "Bearer" not in share.problem


def test_a_consent_that_fails_says_nothing_of_the_code(stage: Stage, client, everything_logged):
    client.force_login(stage.cast.alice.user)
    back = decide(ask(client, stage.playground), name="Alice")
    code = back.partition("code=")[2].partition("&")[0]
    with stage.playground.faulty("mastodon.oauth*token", "refuse", status=400):
        said = client.get(back, follow=True).content.decode()
    secret = find_app(network_key="mastodon", host=stage.playground.host, now=timezone.now())
    said += everything_logged.text
    assert code not in said
    assert secret.client_secret not in said
    assert bytes(NetworkApp.objects.get().secret) != secret.client_secret.encode()


def test_an_exception_names_no_token():
    error = NetworkError("retry", "It did not answer.")
    assert str(error) == "It did not answer."
