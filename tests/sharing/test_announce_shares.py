"""What the organization's webhooks are told while shares really go out, fail and are deleted."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.utils import timezone
from structlog.testing import capture_logs

from sharing.models import State
from sharing.services import announcing
from sharing.services.follow_up import catch_up, follow_up
from sharing.services.publishing import publish_batch
from tenants.models import WebhookDelivery
from tenants.scope import tenant
from tests.factories import make_webhook
from tests.sharing.conftest import Stage

CREATE = "mastodon.statuses.create"


@pytest.fixture
def told(stage: Stage):
    with tenant(stage.cast.acme):
        make_webhook(stage.cast.alice)

    def read() -> list[tuple[str, dict[str, str]]]:
        with tenant(stage.cast.acme):
            rows = WebhookDelivery.objects.order_by("pk")
            return [(row.kind, row.payload["data"]) for row in rows]

    return read


def about(stage: Stage, share) -> dict[str, str]:
    return {
        "share": str(share.public_id),
        "post": str(stage.post.public_id),
        "network": "mastodon",
    }


def test_a_share_that_goes_live_and_is_deleted_is_told_of_once_each(stage: Stage, told, client):
    share = stage.share()
    publish_batch(now=timezone.now())
    follow_up(organization_id=stage.cast.acme.pk, share_id=share.pk)
    catch_up(now=timezone.now())
    assert told() == [("share.published", about(stage, share))]
    client.force_login(stage.cast.bob.user)
    for _ in range(2):
        client.post(f"/o/acme/shares/{share.public_id}/delete/")
    assert stage.fresh(share).state == State.RECALLED
    assert told()[1:] == [("share.recalled", about(stage, share))]


def test_a_refused_share_is_told_of_with_a_code_and_no_words(stage: Stage, told):
    stage.playground.fault(CREATE, "refuse", status=422)
    share = stage.share()
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.FAILED
    assert told() == [("share.failed", {**about(stage, share), "reason": "refused"})]


def test_an_event_that_can_not_be_written_undoes_nothing(stage: Stage, told, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr(announcing, "emit", broken)
    share = stage.share()
    with capture_logs() as logs:
        publish_batch(now=timezone.now())
    assert stage.fresh(share).is_followed_up
    assert "event.lost" in [line["event"] for line in logs]
    assert told() == []
