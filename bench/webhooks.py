"""What webhooks cost: telling of an event, and delivering it.

    python -m bench.webhooks

First the time and the queries that `emit` adds to a service, with nobody listening and with one
webhook, against the smallest query there is. Then deliveries in a second, all that belongs to one
counted (claim, signature, call, log), against a bare loop of the same calls, one after the other.
"""

from __future__ import annotations

import multiprocessing
import statistics
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from time import perf_counter, sleep
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.data import own_database
from bench.timing import seconds, verdict
from outbound import Session
from tenants.models import Member, Organization, User, Webhook, WebhookDelivery
from tenants.roles import Role
from tenants.scope import platform, tenant
from tenants.services.webhooks import add_webhook
from tenants.webhooks import WebhookEvent, emit
from tenants.webhooks.emitting import body_of
from tenants.webhooks.sending import send_webhooks
from tenants.webhooks.signing import open_secrets, signed_headers

ROUNDS = 400
EVENTS = 400
DATA = {"member": "c3f4f0de-8a6b-4b52-9a66-2f4f5f6f7c33"}
AIM = 1.0
"""Of a bare loop's rate, where the receiver takes 20 ms as one across a network does."""


def main() -> None:
    """Measure both in a database of their own."""
    with own_database():
        organization = _organization()
        _report_emit(organization)
        for pause_s in (0.0, 0.02):
            _report_deliveries(organization, pause_s)


def _organization() -> int:
    with platform():
        organization = Organization.objects.create(slug="hooks", name="Hooks")
    person = User.objects.create_user("admin@bench.example")
    with tenant(organization):
        Member.objects.create(
            user=person, name="Admin", roles=[Role.ADMIN], joined_at=timezone.now()
        )
    return int(organization.pk)


def _report_emit(organization: int) -> None:
    with tenant(organization):
        smallest = _microseconds(_ask_one)
        nobody, queries = _microseconds(_tell), _queries(_tell)
        print(
            f"emit with no webhook: {nobody:.0f} µs, {queries} query; SELECT 1: {smallest:.0f} µs"
        )
        with transaction.atomic():
            _add("https://hooks.example/")
            one, queries = _microseconds(_tell), _queries(_tell)
            print(f"emit with one webhook: {one:.0f} µs, {queries} queries")
            transaction.set_rollback(True)


def _ask_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _tell() -> None:
    emit(WebhookEvent.MEMBER_LEFT, DATA, now=timezone.now())


def _add(url: str) -> Webhook:
    events, admin = [WebhookEvent.MEMBER_LEFT], Member.objects.get()
    return add_webhook(url=url, events=events, by=admin, now=timezone.now())[0]


def _microseconds(work: Callable[[], None]) -> float:
    work()
    return statistics.median(seconds(work) for _ in range(ROUNDS)) * 1_000_000


def _queries(work: Callable[[], None]) -> int:
    count = 0

    def note(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*asked)

    with connection.execute_wrapper(note):
        work()
    return count


def _report_deliveries(organization: int, pause_s: float) -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs, pause_s), daemon=True)
    server.start()
    host = f"127.0.0.1:{ours.recv()}"
    settings.OUTBOUND_ALLOW = [host]
    for count in (1, 4):
        with tenant(organization):
            webhooks = [_add(f"http://{host}/in") for _ in range(count)]
            for _ in range(EVENTS // count):
                _tell()
            headers, body, url = _one_call(webhooks[0])
        bare = EVENTS / seconds(partial(_bare_loop, url, body, headers))
        whole = EVENTS / seconds(_deliver_all)
        with tenant(organization):
            done = WebhookDelivery.objects.filter(response_status=204).count()
            Webhook.objects.all().delete()
        aim = AIM if pause_s else 0.0  # where it answers at once, the figure is our own cost alone
        ratio = verdict(whole / bare, aim, at_least=True)
        print(f"{done} deliveries, webhooks: {count}, answers after {pause_s * 1000:.0f} ms:")
        print(f"  {whole:.0f}/s, a bare loop {bare:.0f}/s, ratio {ratio}")
    server.terminate()


def _one_call(webhook: Webhook) -> tuple[dict[str, str], str, str]:
    now = timezone.now()
    delivery = WebhookDelivery.objects.filter(webhook=webhook)[0]
    body = body_of(delivery.payload)
    secrets = open_secrets(webhook=webhook, now=now)
    headers = signed_headers(event_id=str(delivery.event_id), body=body, secrets=secrets, now=now)
    return headers, body, webhook.url


def _bare_loop(url: str, body: str, headers: dict[str, str]) -> None:
    for _ in range(EVENTS):
        with Session(timeout_s=10) as session:
            session.post(url, data=body.encode(), headers=headers)


def _deliver_all() -> None:
    while send_webhooks(now=timezone.now()):
        pass


def _serve(told: Connection, pause_s: float) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            sleep(pause_s)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    told.send(server.server_address[1])
    server.serve_forever()


if __name__ == "__main__":
    started = perf_counter()
    main()
    print(f"{perf_counter() - started:.0f} s")
