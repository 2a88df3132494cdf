"""The life of a share by the API alone, against a network that is really there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sharing.models import Credential
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.api.callers import Caller, caller_of
from tests.sharing.conftest import Stage


@pytest.fixture
def bob(stage: Stage) -> Caller:
    """Give Bob's program."""
    return caller_of(stage.cast.bob)


def test_a_share_goes_out_and_is_deleted_again(stage: Stage, bob: Caller):
    made = bob("POST", "shares", {"post": str(stage.post.public_id), "words": "From a program."})
    assert made.status_code == 201, made.content
    (share,) = made.json()["items"]
    assert (share["state"], share["connection"]) == ("scheduled", str(stage.connection.public_id))
    publish_batch(now=timezone.now())
    live = bob.get(f"shares/{share['id']}")
    assert (live["state"], live["acts"]) == ("published", ["delete"])
    assert live["url"].startswith("http")
    (status,) = stage.playground.ledger()["statuses"]
    assert share["link"] in status["text"]
    gone = bob("POST", f"shares/{share['id']}/delete")
    assert (gone.status_code, gone.json()["state"]) == (200, "recalled")
    assert stage.playground.ledger()["statuses"][0]["deleted_at"]
    again = bob("POST", f"shares/{share['id']}/delete")
    assert (again.status_code, again.json()["code"]) == (409, "not_live")


def test_what_the_network_says_is_told(stage: Stage, bob: Caller):
    made = bob("POST", "shares", {"post": str(stage.post.public_id)}).json()["items"][0]
    publish_batch(now=timezone.now())
    stage.playground.fault("mastodon.statuses.delete", "refuse", status=500)
    answer = bob("POST", f"shares/{made['id']}/delete")
    assert (answer.status_code, answer.json()["code"]) == (502, "network")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert bob.get(f"shares/{made['id']}")["state"] == "published"


def test_an_account_is_checked_and_disconnected(stage: Stage, bob: Caller):
    path = f"connections/{stage.connection.public_id}"
    with tenant(stage.cast.acme):
        type(stage.connection).objects.update(checked_at=None)
    checked = bob("POST", f"{path}/check")
    assert (checked.status_code, checked.json()["headline"]) == (200, "Works")
    soon = bob("POST", f"{path}/check")
    assert (soon.status_code, soon.json()["code"]) == (429, "soon")
    done = bob("DELETE", path)
    assert (done.status_code, done.json()) == (200, {"is_revoked": True})
    with tenant(stage.cast.acme):
        assert Credential.objects.count() == 0
    assert bob.get("connections") == {"items": []}
    assert bob("DELETE", path).status_code == 404
