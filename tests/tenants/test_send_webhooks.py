"""Delivering events to real servers: taken, refused, slow, hostile, gone; tried again, given up."""

from __future__ import annotations

import base64
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from structlog.testing import capture_logs

from outbound.sockets import CONNECT_S
from tenants.audit import record
from tenants.models import (
    Act,
    DeliveryState,
    Event,
    Notification,
    Webhook,
    WebhookDelivery,
    WebhookReason,
    WebhookState,
)
from tenants.scope import tenant
from tenants.tasks import trim_logs
from tenants.webhooks import WebhookEvent, emit, sending
from tenants.webhooks.keeping import KEPT, trim_deliveries
from tenants.webhooks.sending import BACKOFF, FAILING_FOR, LEASE, PER_WEBHOOK, send_webhooks
from tenants.webhooks.signing import open_secrets
from tests.factories import NOW, make_webhook
from tests.outbound.raw import reply
from tests.tenants.test_emit import LEFT
from tests.tenants.test_sign_webhooks import documented

SOON = timedelta(seconds=1)


def queue(cast, receiver, count=1, **changes) -> Webhook:
    with tenant(cast.acme):
        webhook = make_webhook(cast.alice, url=receiver.url, **changes)
        for _ in range(count):
            emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
    return webhook


def log(cast) -> list[WebhookDelivery]:
    with tenant(cast.acme):
        return list(WebhookDelivery.objects.order_by("pk"))


def fresh(cast, webhook) -> Webhook:
    with tenant(cast.acme):
        return Webhook.objects.get(pk=webhook.pk)


def test_an_event_arrives_once_and_signed(cast, receiver):
    webhook = queue(cast, receiver)
    assert [send_webhooks(now=NOW) for _ in range(2)] == [1, 0]
    [heard] = receiver.heard
    with tenant(cast.acme):
        [secret] = open_secrets(webhook=webhook, now=NOW)
    event = documented()(heard.headers, heard.body, secret)
    assert (event["type"], event["data"]) == ("member.left", LEFT)
    assert event["id"] == heard.headers["webhook-id"]
    assert heard.headers["content-type"] == "application/json"
    [done] = log(cast)
    assert (done.state, done.response_status, done.attempts) == (DeliveryState.DELIVERED, 204, 1)
    assert done.took_ms >= 0


def test_what_is_not_taken_is_tried_eight_times_within_three_days(cast, receiver):
    receiver.replies = [500] * 20
    queue(cast, receiver)
    now = NOW
    for wait in BACKOFF:
        assert send_webhooks(now=now) == 1
        assert send_webhooks(now=now + wait - SOON) == 0
        now += wait + SOON  # the call took a moment
    assert now - NOW < timedelta(days=3)
    assert send_webhooks(now=now) == 1
    [failed] = log(cast)
    assert (failed.state, failed.wake_at, failed.attempts) == (DeliveryState.FAILED, None, 8)
    assert send_webhooks(now=now + timedelta(days=9)) == 0
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1
    assert len({heard.body for heard in receiver.heard}) == 1


def test_a_failure_that_passes_is_forgotten(cast, receiver):
    receiver.replies = [503]
    webhook = queue(cast, receiver)
    send_webhooks(now=NOW)
    assert NOW < fresh(cast, webhook).failing_since < NOW + SOON
    send_webhooks(now=NOW + BACKOFF[0] + SOON)
    assert fresh(cast, webhook).failing_since is None
    assert log(cast)[0].state == DeliveryState.DELIVERED


def test_a_server_that_is_away_is_tried_again(cast, receiver, settings):
    settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, "127.0.0.1:9"]
    with tenant(cast.acme):
        make_webhook(cast.alice, url="http://127.0.0.1:9/in")
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
    send_webhooks(now=NOW)
    [waiting] = log(cast)
    assert (waiting.state, waiting.response_status) == (DeliveryState.WAITING, None)
    assert "no connection" in waiting.problem
    assert waiting.wake_at == waiting.tried_at + BACKOFF[0]


def test_gone_turns_it_off_at_once_and_tells_the_admins_alone(cast, receiver):
    receiver.replies = [410]
    webhook = queue(cast, receiver, count=PER_WEBHOOK + 1)
    send_webhooks(now=NOW)
    found = fresh(cast, webhook)
    assert (found.state, found.reason) == (WebhookState.DISABLED, WebhookReason.GONE)
    assert send_webhooks(now=NOW + timedelta(days=1)) == 0
    with tenant(cast.acme):
        told = Notification.objects.get()
        assert told.member == cast.alice
        assert told.path == f"/o/acme/webhooks/{webhook.public_id}/"
        assert told.params == {"host": "127.0.0.1", "reason": "gone"}
        event = Event.objects.get(act=Act.WEBHOOK_DISABLED)
        assert (event.by, event.subject) == (None, webhook.public_id)


def test_five_days_without_any_delivery_turn_it_off(cast, receiver):
    receiver.replies = [500] * 99
    webhook = queue(cast, receiver, failing_since=NOW - FAILING_FOR + timedelta(minutes=5))
    now = NOW
    for wait in BACKOFF[:4]:
        assert fresh(cast, webhook).state == WebhookState.ACTIVE
        send_webhooks(now=now)
        now += wait + SOON
    found = fresh(cast, webhook)
    assert (found.state, found.reason) == (WebhookState.DISABLED, WebhookReason.FAILING)
    assert log(cast)[0].state == DeliveryState.WAITING


def test_the_first_failure_after_a_quiet_week_turns_nothing_off(cast, receiver):
    receiver.replies = [500]
    webhook = queue(cast, receiver, failing_since=NOW - timedelta(days=9))
    send_webhooks(now=NOW)
    assert fresh(cast, webhook).state == WebhookState.ACTIVE


HOSTILE = {
    "huge": (reply(b"x" * 200_000), DeliveryState.DELIVERED, 200, "", "too large"),
    "huge and refused": (
        reply(b"x" * 200_000, "500 No"),
        DeliveryState.WAITING,
        500,
        "",
        "too large",
    ),
    "not text": (reply(b"\xff\0<script>\x1b[31m"), DeliveryState.DELIVERED, 200, "<script>", ""),
    "redirect inside": (
        reply(b"", "302 Found", "Location: http://169.254.169.254/latest/"),
        DeliveryState.WAITING,
        302,
        "",
        "",
    ),
    "no http": (b"SSH-2.0-OpenSSH_9.2\r\n", DeliveryState.WAITING, None, "", "no complete reply"),
    "nothing": (b"", DeliveryState.WAITING, None, "", "no complete reply"),
}


@pytest.mark.parametrize(
    ("said", "state", "status", "text", "problem"), HOSTILE.values(), ids=HOSTILE
)
def test_hostile_answers_are_capped_and_run_nothing(
    cast, receiver, said, state, status, text, problem
):
    receiver.replies = [said]
    queue(cast, receiver)
    send_webhooks(now=NOW)
    [row] = log(cast)
    assert (row.state, row.response_status) == (state, status)
    assert text in row.response_text
    assert len(row.response_text) <= 1_000
    assert "\0" not in row.response_text
    assert problem in row.problem
    assert receiver.server.connections == 1


def test_a_slow_answer_is_left(cast, receiver, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    release = threading.Event()
    receiver.server._answer = lambda *_: release.wait(5)  # noqa: SLF001 (a server that says nothing)
    queue(cast, receiver)
    send_webhooks(now=NOW)
    release.set()
    [row] = log(cast)
    assert (row.state, row.response_status) == (DeliveryState.WAITING, None)
    assert "no reply in time" in row.problem
    assert 300 <= row.took_ms < CONNECT_S * 1000


def test_a_name_that_leads_inside_by_now_is_not_called(cast, receiver, settings):
    webhook = queue(cast, receiver)
    settings.OUTBOUND_ALLOW = []
    with tenant(cast.acme):
        inside = f"https://localhost:{receiver.server.port}/"
        Webhook.objects.filter(pk=webhook.pk).update(url=inside)
    send_webhooks(now=NOW)
    [row] = log(cast)
    assert (row.state, row.wake_at) == (DeliveryState.FAILED, None)
    assert "not public" in row.problem
    assert receiver.server.connections == 0


def test_a_webhook_is_one_workers_at_a_time_and_organizations_take_turns(cast, receiver):
    queue(cast, receiver, count=20)
    with tenant(cast.globex):
        make_webhook(cast.mallory, url=receiver.url)
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW + SOON)
    first = sending._claim(now=NOW + SOON, limit=2)  # noqa: SLF001 (workers, by hand)
    assert {claim.organization_id for claim in first} == {cast.acme.pk, cast.globex.pk}
    assert sending._claim(now=NOW + SOON, limit=16) == []  # noqa: SLF001
    again = sending._claim(now=NOW + LEASE + 2 * SOON, limit=16)  # noqa: SLF001
    assert len(again) == PER_WEBHOOK + 1  # of workers that died nothing is held for ever


def test_three_calls_at_once_go_to_one_webhook(cast, receiver):
    together, most, lock = 0, [], threading.Lock()

    def answer(connection, _request):
        nonlocal together
        with lock:
            together += 1
            most.append(together)
        time.sleep(0.05)
        with lock:
            together -= 1
        connection.sendall(b"HTTP/1.1 204 Said\r\nContent-Length: 0\r\n\r\n")

    receiver.server._answer = answer  # noqa: SLF001 (a server that counts)
    queue(cast, receiver, count=PER_WEBHOOK + 1)
    assert [send_webhooks(now=NOW) for _ in range(3)] == [PER_WEBHOOK, 1, 0]
    assert max(most) == sending.LANES
    assert {row.state for row in log(cast)} == {DeliveryState.DELIVERED}


def test_a_worker_that_lost_its_lease_changes_nothing(cast, receiver):
    webhook = queue(cast, receiver)
    [late] = sending._claim(now=NOW, limit=1)  # noqa: SLF001 (a worker that sleeps)
    assert send_webhooks(now=NOW + LEASE + SOON) == 1
    with tenant(cast.acme):
        answer = sending.Answer(500, "late", "", 1)
        sending._settle(late, webhook, answer, now=NOW + 2 * LEASE)  # noqa: SLF001
    [row] = log(cast)
    assert (row.state, row.response_status, row.attempts) == (DeliveryState.DELIVERED, 204, 2)
    assert fresh(cast, webhook).failing_since is None


def test_a_secret_that_can_not_be_read_is_said_in_the_log_and_tried_again(cast, receiver, settings):
    queue(cast, receiver)
    settings.CREDENTIAL_KEYS = ["other:" + base64.b64encode(b"o" * 32).decode()]
    send_webhooks(now=NOW)
    [row] = log(cast)
    assert (row.state, row.problem) == (DeliveryState.WAITING, sending.UNREADABLE)
    assert receiver.heard == []


def test_paused_ones_wait_and_a_bug_in_one_stops_no_other(cast, receiver, monkeypatch):
    webhook = queue(cast, receiver, state=WebhookState.ACTIVE)
    with tenant(cast.acme):
        Webhook.objects.update(state=WebhookState.PAUSED)
    assert send_webhooks(now=NOW) == 0
    with tenant(cast.acme):
        Webhook.objects.update(state=WebhookState.ACTIVE)
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
    settle, calls = sending._settle, []  # noqa: SLF001

    def broken(claim, webhook, answer, *, now):
        calls.append(claim)
        if claim.delivery_id == min(one.delivery_id for one in calls):
            raise RuntimeError
        settle(claim, webhook, answer, now=now)

    monkeypatch.setattr(sending, "_settle", broken)
    with capture_logs() as logs:
        assert send_webhooks(now=NOW) == 2
    crashed = [line["event"] for line in logs if line["log_level"] == "error"]
    assert crashed == ["webhook.crashed"] * 2  # together, then alone
    states = sorted(row.state for row in log(cast))
    assert states == [DeliveryState.DELIVERED, DeliveryState.WAITING]
    assert fresh(cast, webhook).state == WebhookState.ACTIVE


def test_no_line_of_the_log_holds_a_secret_a_body_or_the_address(cast, receiver, capsys):
    receiver.replies = [500, reply(b"x" * 200_000, "500 No")]
    webhook = queue(cast, receiver, count=2)
    with tenant(cast.acme):
        [secret] = open_secrets(webhook=webhook, now=NOW)
    with capture_logs() as logs:
        send_webhooks(now=NOW)
    shown = json.dumps(logs, default=str) + "".join(capsys.readouterr())
    assert "webhook.failed" in shown
    for hidden in (secret, secret[6:], "/in", LEFT["member"], "v1,"):
        assert hidden not in shown


def test_the_log_is_kept_for_thirty_days(cast, receiver):
    queue(cast, receiver, count=5)
    with tenant(cast.globex):
        make_webhook(cast.mallory)
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
        emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW + timedelta(days=1))
    assert trim_deliveries(now=NOW + KEPT) == 0
    assert trim_deliveries(now=NOW + KEPT + SOON, batch=2) == 6


def test_old_things_are_deleted_once_a_day(cast, receiver):
    with tenant(cast.acme):
        record(Act.MEMBER_JOINED, by=cast.bob, now=NOW - timedelta(days=4000))
    trim_logs()
    with tenant(cast.acme):
        assert not Event.objects.exists()
        record(Act.MEMBER_JOINED, by=cast.bob, now=NOW - timedelta(days=4000))
    trim_logs()
    with tenant(cast.acme):
        assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_event(make_cast, receiver):
    cast = make_cast()
    queue(cast, receiver, count=12)
    taken: list[int] = []

    def work():
        try:
            taken.extend(send_webhooks(now=NOW) for _ in range(20))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [heard.headers["webhook-id"] for heard in receiver.heard]
    assert len(ids) == len(set(ids)) == sum(taken) == 12
