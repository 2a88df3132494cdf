"""Deleting from the network: gone there, or still there with the reason."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, State
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.sharing.conftest import Stage

DELETE = "mastodon.statuses.delete"


@pytest.fixture
def live(stage: Stage, client):
    """Give Bob's live share and his browser."""
    share = stage.share()
    publish_batch(now=timezone.now())
    share = stage.fresh(share)
    assert share.state == State.PUBLISHED
    client.force_login(stage.cast.bob.user)
    return share


def delete(client, share) -> str:
    """Press Delete; return what was said ("" when it simply worked)."""
    client.get("/o/acme/shares/")  # shows what was said before
    answer = client.post(f"/o/acme/shares/{share.public_id}/delete/")
    assert answer.headers["Location"] == "/o/acme/shares/"
    return "".join(str(message) for message in get_messages(answer.wsgi_request))


def is_there(stage: Stage) -> bool:
    return not stage.playground.ledger()["statuses"][0]["deleted_at"]


def test_it_is_gone_there_and_says_so(stage: Stage, live, client):
    assert is_there(stage)
    assert delete(client, live) == ""
    assert not is_there(stage)
    share = stage.fresh(live)
    assert share.state == State.RECALLED
    assert share.recalled_at
    assert share.measure_at is None
    assert "Deleted from the network" in client.get("/o/acme/shares/").content.decode()


def test_a_second_click_says_that_it_is_not_live(stage: Stage, live, client):
    delete(client, live)
    assert delete(client, live) == "Only a share that is live can be deleted there."


def test_what_somebody_deleted_there_is_deleted_here_too(stage: Stage, live, client):
    stage.playground.fault(DELETE, "refuse", status=404)
    assert delete(client, live) == ""
    assert stage.fresh(live).state == State.RECALLED


def test_it_stays_live_with_the_reason_when_refused(stage: Stage, live, client):
    body = {"error": "This action is not allowed"}
    stage.playground.fault(DELETE, "refuse", status=403, body=body)
    said = delete(client, live)
    assert said.startswith(f"{stage.playground.host} does not let this account do that.")
    assert said.endswith("It is still live.")
    assert stage.fresh(live).state == State.PUBLISHED
    assert is_there(stage)


@pytest.mark.parametrize("action", ["cut_before", "cut_after", "hang"])
def test_without_an_answer_it_claims_nothing_and_can_be_tried_again(stage, live, client, action):
    stage.playground.fault(DELETE, action, times=1)
    assert delete(client, live).endswith("It may still be live: try once more.")
    assert stage.fresh(live).state == State.PUBLISHED
    assert delete(client, live) == ""
    assert not is_there(stage)


def test_a_revoked_account_has_to_be_connected_again(stage: Stage, live, client):
    stage.playground.fault(DELETE, "refuse", status=401)
    assert "Connect again." in delete(client, live)
    with tenant(stage.cast.acme):
        assert Connection.objects.get().state == ConnectionState.EXPIRED


@pytest.mark.parametrize("loss", ["deleted", "unreadable"])
def test_without_a_credential_it_says_what_to_do(stage: Stage, live, client, loss):
    with tenant(stage.cast.acme):
        if loss == "deleted":
            Credential.objects.all().delete()
        else:
            Credential.objects.update(data=b"x" * 40)
    said = delete(client, live)
    assert said == "Connect the account again, or delete the post on the network itself."
    assert stage.fresh(live).state == State.PUBLISHED


def test_its_link_still_leads_to_the_story(stage: Stage, live, client):
    delete(client, live)
    answer = client.get(f"/s/{live.link_id}")
    assert (answer.status_code, answer.headers["Location"][:26]) == (
        302,
        "https://acme.example/story",
    )
