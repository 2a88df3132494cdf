"""`/healthz`, `/readyz`, `/metrics`: true, cheap, and silent to strangers."""

from __future__ import annotations

import re
import time
import uuid
from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings as live
from django.db import connection
from django.test import Client
from django.utils import timezone

from advocacy.ops import alive, readiness
from sharing.models import Retraction, Share, State
from sharing.services.pausing import pause_sharing
from sharing.services.recalling import recall_post
from tenants.counters import KEY, count
from tenants.models import Letter, Webhook, WebhookDelivery
from tenants.scope import tenant
from tests.factories import make_connection, make_post, make_share


def test_a_living_process_says_so_without_database_session_or_host(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


@pytest.mark.usefixtures("beating")
def test_it_is_ready_when_nothing_is_wrong(cast, client, operator):
    assert client.get("/readyz").content == b"ready\n"
    assert client.get("/readyz", headers=operator).json() == {"ready": True, "problems": []}


@pytest.mark.usefixtures("beating")
def test_a_look_asks_the_broker_once(cast, monkeypatch):
    asked = []
    real = redis.Redis.execute_command

    def note(self, *words, **options):
        asked.append(words[0])
        return real(self, *words, **options)

    monkeypatch.setattr(redis.Redis, "execute_command", note)
    for _ in range(2):
        assert readiness.look(timezone.now()) == ()
    assert asked == ["GET", "MGET"] * 2
    assert alive._server() is alive._server()  # noqa: SLF001 (one client for both looks)


@pytest.mark.usefixtures("beating")
def test_asking_again_at_once_costs_nothing(cast, client, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


def _old_share(cast, **changes):
    with tenant(cast.acme):
        post = make_post("Ours")
        share = make_share(cast.bob, post, make_connection(cast.bob), state=State.SCHEDULED)
        Share.objects.filter(pk=share.pk).update(**changes)


LONG_AGO = timedelta(minutes=11)


@pytest.mark.usefixtures("beating")
def test_a_share_due_for_too_long_makes_it_unready(cast, client, operator):
    _old_share(cast, wake_at=timezone.now() - LONG_AGO)
    answer = client.get("/readyz", headers=operator)
    assert answer.status_code == 503
    assert re.search("“publish” is due since 11 minutes", answer.json()["problems"][0])


@pytest.mark.usefixtures("beating")
def test_a_share_planned_for_later_does_not(cast, client):
    _old_share(cast, wake_at=timezone.now() + LONG_AGO)
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("beating")
def test_a_mail_due_for_too_long_does_too(cast, client, operator):
    now = timezone.now()
    with tenant(cast.acme):
        Letter.objects.create(
            email="x@example.com", template="x", subject="x", created_at=now, wake_at=now - LONG_AGO
        )
    assert "letters" in client.get("/readyz", headers=operator).json()["problems"][0]


@pytest.mark.parametrize(
    ("told_s_ago", "words"), [(None, "never ticked"), (90, "has not ticked for 9")]
)
def test_a_silent_beat_makes_it_unready(cast, client, operator, broker, told_s_ago, words):
    if told_s_ago:
        broker.set("advocacy:beat", time.time() - told_s_ago)
    answer = client.get("/readyz", headers=operator)
    assert answer.status_code == 503
    assert words in answer.json()["problems"][0]


@pytest.mark.usefixtures("beating")
@pytest.mark.parametrize(
    ("told_s_ago", "words"), [(None, "was ever heard of"), (90, "was heard of for 9")]
)
@pytest.mark.parametrize("queue", live.QUEUES)
def test_a_queue_without_a_worker_makes_it_unready(
    cast, client, operator, broker, queue, told_s_ago, words
):
    key = f"advocacy:worker:{queue}"
    if told_s_ago:
        broker.set(key, time.time() - told_s_ago)
    else:
        broker.delete(key)
    problems = client.get("/readyz", headers=operator).json()["problems"]
    assert len(problems) == 1
    assert f"No worker of the queue “{queue}” {words}" in problems[0]


@pytest.mark.usefixtures("broker")
def test_a_worker_tells_of_its_own_queues_alone(monkeypatch):
    monkeypatch.setattr(alive, "_worker_told_at", -alive.EVERY_S)
    queues = current_app.amqp.queues
    monkeypatch.setattr(queues, "_consume_from", {"publish": queues["publish"]})
    alive.note_worker()
    ages = alive.worker_ages_s(timezone.now())
    assert ages["publish"] < 5
    assert ages["default"] is None


@pytest.mark.usefixtures("beating")
def test_what_waits_for_the_end_of_a_pause_does_not_stall(cast, client, operator):
    _old_share(cast, wake_at=timezone.now() - LONG_AGO)
    with tenant(cast.acme):
        pause_sharing(by=cast.alice, reason="A flood in our plant.", now=timezone.now())
    assert client.get("/readyz", headers=operator).json() == {"ready": True, "problems": []}


@pytest.mark.usefixtures("beating")
def test_a_recall_that_does_not_go_on_makes_it_unready(cast, client, operator):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Ours")
        share = make_share(cast.bob, post, make_connection(cast.bob), state=State.PUBLISHED)
        recall_post(post=post, by=cast.alice, reason="It was wrong.", now=now - LONG_AGO)
        Retraction.objects.filter(share=share).update(wake_at=now - LONG_AGO)
    assert "recalls" in client.get("/readyz", headers=operator).json()["problems"][0]


@pytest.mark.usefixtures("beating")
def test_a_missing_migration_makes_it_unready(cast, client, operator, monkeypatch):
    known = readiness.on_disk()
    monkeypatch.setattr(readiness, "on_disk", lambda: known | {("sharing", "9999_next")})
    assert "1 migrations are not applied" in client.get("/readyz", headers=operator).text


@pytest.mark.usefixtures("beating")
def test_without_the_broker_it_is_unready(cast, client, operator, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/readyz", headers=operator).json()["problems"] == [
        "The broker does not answer."
    ]


def test_without_the_database_it_is_unready(client, db, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        monkeypatch.setattr(readiness, "missing_migrations", _sleep)
        assert client.get("/readyz").status_code == 503


def _sleep():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")


def test_a_stranger_learns_no_reason(cast, client, operator):
    answers = [client.get("/readyz"), client.get("/readyz", headers={"Authorization": "Bearer x"})]
    assert [answer.content for answer in answers] == [b"not ready\n"] * 2


def test_numbers_are_for_operators_alone(cast, client, settings):
    assert client.get("/metrics").status_code == 404
    settings.OPS_TOKEN = "secret"
    refused = [client.get("/metrics"), client.get("/metrics", headers={"Authorization": "Bearer"})]
    assert [answer.status_code for answer in refused] == [401, 401]
    assert all(b"advocacy_" not in answer.content for answer in refused)


def test_an_unset_token_opens_nothing(cast, client, settings):
    settings.OPS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("beating")
def test_the_numbers_tell_of_requests_queues_and_beat(cast, sign_in, operator):
    _old_share(cast, wake_at=timezone.now() - LONG_AGO)
    client = sign_in(cast.bob)
    client.get("/o/acme/")
    client.get("/o/acme/nothing")
    count("network_calls", network="mastodon", kind="ok")
    text = Client().get("/metrics", headers=operator).content.decode()
    for line in [
        'advocacy_requests_total{method="GET",route="sharing:feed",status="200"} 1.0',
        'advocacy_requests_total{method="GET",route="none",status="404"} 1.0',
        'advocacy_request_seconds_bucket{le="+Inf",route="sharing:feed"} 1.0',
        'advocacy_network_calls_total{kind="ok",network="mastodon"} 1.0',
        'advocacy_due{queue="publish"} 1.0',
        'advocacy_up{server="broker"} 1.0',
        'advocacy_up{server="database"} 1.0',
    ]:
        assert line in text, text
    assert float(re.search(r'oldest_due_seconds{queue="publish"} (\S+)', text)[1]) > 600
    assert float(re.search(r"^advocacy_beat_age_seconds (\S+)", text, re.MULTILINE)[1]) < 60
    for queue in live.QUEUES:
        assert (
            float(re.search(rf'advocacy_worker_age_seconds{{queue="{queue}"}} (\S+)', text)[1]) < 60
        )
    assert "acme" not in text


def test_numbers_of_several_processes_are_one_sum(broker, cast, client, operator):
    field = '["shares", ["state", "published"]]'
    broker.hincrbyfloat(KEY, field, 5)
    count("shares", state="published")
    text = client.get("/metrics", headers=operator).content.decode()
    assert 'advocacy_shares_total{state="published"} 6.0' in text


def test_without_the_broker_the_numbers_say_so(cast, client, operator, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    text = client.get("/metrics", headers=operator).content.decode()
    assert 'advocacy_up{server="database"} 1.0' in text
    assert 'advocacy_due{queue="publish"}' in text


@pytest.mark.usefixtures("beating")
def test_a_receiver_that_is_slow_does_not_make_us_unready(cast, client, operator):
    now = timezone.now()
    with tenant(cast.acme):
        webhook = Webhook.objects.create(url="https://x.example/", events=[], created_at=now)
        WebhookDelivery.objects.create(
            webhook=webhook,
            event_id=uuid.uuid4(),
            kind="share.published",
            payload={},
            created_at=now,
            wake_at=now - LONG_AGO,
        )
    assert client.get("/readyz").status_code == 200
    text = client.get("/metrics", headers=operator).content.decode()
    assert 'advocacy_due{queue="deliveries"} 1.0' in text
