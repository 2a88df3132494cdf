"""What came of a call is judged by how things are by then, not by how they were before it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tenants.models import Webhook, WebhookDelivery, WebhookState
from tenants.scope import tenant
from tenants.webhooks import WebhookEvent, emit, sending
from tenants.webhooks.sending import BACKOFF, FAILING_FOR, Answer, Claim, send_webhooks
from tests.factories import NOW, make_webhook
from tests.tenants.test_emit import LEFT

LONG_AGO = NOW - FAILING_FOR - timedelta(days=1)


@pytest.fixture
def webhook(cast, receiver) -> Webhook:
    with tenant(cast.acme):
        made = make_webhook(cast.alice, url=receiver.url)
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
    return made


def claimed() -> Claim:
    """Take up the event as a worker that is about to call for the fourth time."""
    [claim] = sending._claim(now=NOW, limit=1)  # noqa: SLF001 (a worker, by hand)
    return replace(claim, attempt=4)


def settle(cast, claim: Claim, read_before: Webhook, status: int, **meanwhile: object) -> Webhook:
    with tenant(cast.acme):
        Webhook.objects.filter(pk=read_before.pk).update(**meanwhile)
        answer = Answer(status, "", "", 1)
        sending._settle(claim, read_before, answer, now=NOW)  # noqa: SLF001
        return Webhook.objects.get(pk=read_before.pk)


def test_a_failure_after_a_delivery_meanwhile_turns_nothing_off(cast, webhook):
    webhook.failing_since = LONG_AGO
    found = settle(cast, claimed(), webhook, 500, failing_since=None)
    assert (found.state, found.failing_since) == (WebhookState.ACTIVE, NOW)


def test_a_failure_counts_from_the_first_that_anybody_has_met(cast, webhook):
    found = settle(cast, claimed(), webhook, 500, failing_since=LONG_AGO)
    assert found.state == WebhookState.DISABLED


def test_a_delivery_ends_what_began_to_fail_meanwhile(cast, webhook):
    found = settle(cast, claimed(), webhook, 204, failing_since=NOW - timedelta(hours=1))
    assert found.failing_since is None


@pytest.mark.parametrize("status", [410, 500])
def test_what_an_old_address_says_is_nothing_against_the_new_one(cast, webhook, status):
    claim = claimed()
    elsewhere = {"url": "https://new.example/in", "failing_since": LONG_AGO}
    found = settle(cast, claim, webhook, status, **elsewhere)
    assert (found.state, found.failing_since) == (WebhookState.ACTIVE, LONG_AGO)


def test_one_that_was_removed_meanwhile_is_no_matter(cast, webhook):
    claim = claimed()
    with tenant(cast.acme):
        Webhook.objects.all().delete()
        sending._settle(claim, webhook, Answer(500, "", "", 1), now=NOW)  # noqa: SLF001
        assert not WebhookDelivery.objects.exists()


def test_the_wait_begins_when_the_answer_is_there(cast, webhook, receiver):
    said = receiver.server._answer  # noqa: SLF001 (a server that takes its time)

    def slowly(connection, request):
        time.sleep(0.4)
        said(connection, request)

    receiver.replies, receiver.server._answer = [503], slowly  # noqa: SLF001
    send_webhooks(now=NOW)
    with tenant(cast.acme):
        row = WebhookDelivery.objects.get()
    assert row.tried_at >= NOW + timedelta(seconds=0.4)
    assert row.wake_at == row.tried_at + BACKOFF[0]
