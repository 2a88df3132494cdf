"""Webhooks as admins meet them: added, shown once, tested, sent again; nobody else's."""

from __future__ import annotations

import time
import uuid

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import (
    DeliveryState,
    Event,
    Notice,
    NotificationSetting,
    Webhook,
    WebhookDelivery,
    WebhookSecret,
    WebhookState,
)
from tenants.scope import tenant
from tenants.services.webhooks import (
    MOST,
    add_webhook,
    change_webhook,
    redeliver,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_test,
)
from tenants.webhooks import WebhookEvent, emit
from tenants.webhooks.emitting import ping
from tenants.webhooks.sending import send_webhooks
from tenants.webhooks.signing import open_secrets
from tests.factories import NOW, make_webhook
from tests.outbound.raw import reply
from tests.tenants.test_emit import LEFT

PATH = "/o/acme/webhooks/"
URL = "https://hooks.acme.example/in"
GOOD = {"url": URL, "events": ["post.created", "member.left"]}


def made(cast, **changes) -> Webhook:
    with tenant(cast.acme):
        return make_webhook(cast.alice, **changes)


def logged(cast, webhook, count=1) -> list[WebhookDelivery]:
    with tenant(cast.acme):
        for _ in range(count):
            emit(WebhookEvent.MEMBER_LEFT, LEFT, now=NOW)
        return list(WebhookDelivery.objects.filter(webhook=webhook).order_by("pk"))


def test_a_webhook_is_added_and_its_secret_shown_once(cast, sign_in):
    client = sign_in(cast.alice)
    answer = client.post(f"{PATH}new/", GOOD)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    with tenant(cast.acme):
        webhook = Webhook.objects.get()
        [secret] = open_secrets(webhook=webhook, now=NOW)
        assert (webhook.url, webhook.events) == (URL, GOOD["events"])
        assert webhook.created_by == cast.alice
    assert secret in answer.content.decode()
    for page in (PATH, f"{PATH}{webhook.public_id}/", f"{PATH}{webhook.public_id}/edit/"):
        assert secret not in client.get(page).content.decode()
    with tenant(cast.acme):
        assert secret not in str(list(Event.objects.values()))
    assert secret not in str(dict(client.session))


# Every spelling of inside that the outside may try; the names of `HOSTILE` say what they are.
REFUSED = [
    "http://hooks.acme.example/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://10.0.0.8/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://intranet/",
    "https://user:pass@hooks.acme.example/",
    "ftp://hooks.acme.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "javascript:alert(1)",
    "https://hooks.acme.example/#part",
    "https://hooks.acme.example/\r\nX-Evil: 1",
    "https://hooks.acme.example/ a",
    "https://bücher.example/",
    "https://hooks.acme.example:99999/",
    "https://",
    "",
    "https://a.example/" + "a" * 500,
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_inside_or_no_address_is_refused_when_it_is_saved(in_acme, url):
    with pytest.raises(ValidationError) as refused:
        add_webhook(url=url, events=GOOD["events"], by=in_acme.alice, now=NOW)
    assert refused.value.code == "url"
    assert not Webhook.objects.exists()
    webhook = make_webhook(in_acme.alice)
    with pytest.raises(ValidationError):
        change_webhook(webhook=webhook, url=url, events=GOOD["events"], by=in_acme.alice, now=NOW)


def test_the_page_says_why_an_address_is_refused(cast, sign_in):
    answer = sign_in(cast.alice).post(f"{PATH}new/", {**GOOD, "url": "https://10.0.0.8/x"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "10.0.0.8: the address is not public" in page
    assert 'value="https://10.0.0.8/x"' in page


@pytest.mark.parametrize("events", [[], ["ping"], ["share.liked"], ["post.created", "x"]])
def test_events_that_there_are_not_are_refused(in_acme, events):
    with pytest.raises(ValidationError) as refused:
        add_webhook(url=URL, events=events, by=in_acme.alice, now=NOW)
    assert refused.value.code == "events"


def test_there_are_ten_at_most(in_acme):
    for _ in range(MOST):
        make_webhook(in_acme.alice)
    with pytest.raises(ValidationError) as refused:
        add_webhook(url=URL, events=GOOD["events"], by=in_acme.alice, now=NOW)
    assert refused.value.code == "too_many"


def test_only_admins_act(in_acme):
    webhook, bob = make_webhook(in_acme.alice), in_acme.bob
    delivery = ping(webhook, now=NOW)
    for act in (renew_secret, resume_webhook, send_test, remove_webhook):
        with pytest.raises(PermissionDenied):
            act(webhook=webhook, by=bob, now=NOW)
    with pytest.raises(PermissionDenied):
        redeliver(delivery=delivery, by=bob, now=NOW)
    with pytest.raises(PermissionDenied):
        add_webhook(url=URL, events=GOOD["events"], by=bob, now=NOW)


def test_who_has_a_password_is_asked_for_it_again(cast, sign_in):
    with tenant(cast.acme):
        webhook = make_webhook(cast.alice)
    cast.alice.user.set_password("three plain words")
    cast.alice.user.save()
    client = sign_in(cast.alice)
    for path in ("new/", f"{webhook.public_id}/edit/", f"{webhook.public_id}/secret/"):
        asked = client.get(f"{PATH}{path}")
        assert asked.status_code == 302
        assert asked.url.startswith("/account/reauthenticate/?next=")
        posted = client.post(f"{PATH}{path}", GOOD)
        assert posted.url == asked.url
    with tenant(cast.acme):
        assert Webhook.objects.count() == 1
        assert WebhookSecret.objects.count() == 1
    answer = client.post(asked.url, {"password": "three plain words"})
    assert answer.url == f"{PATH}{webhook.public_id}/secret/"
    assert "Good, it is you" in client.get(answer.url).content.decode()
    assert "Make a new secret" in client.get(answer.url).content.decode()
    session = client.session
    session["account_authentication_methods"][-1]["at"] = time.time() - 3600
    session.save()
    assert client.get(answer.url).status_code == 302


def test_a_new_secret_is_shown_and_the_old_one_ends_tomorrow(cast, sign_in):
    webhook, client = made(cast), sign_in(cast.alice)
    with tenant(cast.acme):
        [old] = open_secrets(webhook=webhook, now=NOW)
    page = client.post(f"{PATH}{webhook.public_id}/secret/").content.decode()
    assert "whsec_" in page
    assert old not in page
    assert "Signed by two secrets" in client.get(f"{PATH}{webhook.public_id}/").content.decode()


def test_pause_change_go_on_and_remove(cast, sign_in):
    webhook, client = made(cast), sign_in(cast.alice)
    own = f"{PATH}{webhook.public_id}/"
    client.post(f"{own}pause/")
    logged(cast, webhook)
    assert "Paused" in client.get(PATH).content.decode()
    client.post(f"{own}test/")
    client.post(f"{own}edit/", {"url": "https://b.example/", "events": ["post.created"]})
    client.post(f"{own}resume/")
    with tenant(cast.acme):
        found = Webhook.objects.get()
        assert (found.url, found.events, found.state) == (
            "https://b.example/",
            ["post.created"],
            WebhookState.ACTIVE,
        )
        assert not WebhookDelivery.objects.exists()
    client.post(f"{own}test/")
    client.post(f"{own}remove/")
    with tenant(cast.acme):
        assert not Webhook.objects.exists()
        assert not WebhookSecret.objects.exists()
        assert list(Event.objects.order_by("pk").values_list("act", flat=True)) == [
            "webhook.paused",
            "webhook.changed",
            "webhook.resumed",
            "webhook.tested",
            "webhook.removed",
        ]


def test_a_test_arrives_and_can_be_sent_again_under_the_same_id(cast, sign_in, receiver):
    webhook, client = made(cast, url=receiver.url), sign_in(cast.alice)
    receiver.replies = [reply(b"<b>No</b>", "400 No")] * 2
    client.post(f"{PATH}{webhook.public_id}/test/")
    with tenant(cast.acme):
        delivery = WebhookDelivery.objects.get()
    path = f"{PATH}deliveries/{delivery.public_id}/"
    send_webhooks(now=delivery.created_at)
    page = client.get(path).content.decode()
    assert "What was answered: 400" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert "Is tried again" in page
    waiting = client.post(f"{path}again/")
    assert [str(m) for m in get_messages(waiting.wsgi_request)] == ["It is on its way already."]
    with tenant(cast.acme):
        WebhookDelivery.objects.update(state=DeliveryState.FAILED, wake_at=None, attempts=8)
    client.post(f"{path}again/")
    with tenant(cast.acme):
        again = WebhookDelivery.objects.get()
        assert (again.state, again.attempts) == (DeliveryState.WAITING, 0)
    send_webhooks(now=again.wake_at)
    first, second = receiver.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_the_log_is_cut_by_keyset_and_filtered_in_a_fixed_number_of_queries(cast, sign_in):
    webhook, client = made(cast), sign_in(cast.alice)
    path, counts = f"{PATH}{webhook.public_id}/", []
    for more in (2, 58):
        rows = logged(cast, webhook, more)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with tenant(cast.acme):
        WebhookDelivery.objects.filter(pk=rows[0].pk).update(state=DeliveryState.FAILED)
    first = client.get(path).content.decode()
    assert first.count("/webhooks/deliveries/") == 50
    second = client.get(f"{path}?before={rows[10].public_id}").content.decode()
    assert second.count("/webhooks/deliveries/") == 10
    failed = client.get(f"{path}?state=failed&kind=member.left&before=nonsense").content.decode()
    assert failed.count("/webhooks/deliveries/") == 1
    assert str(rows[0].public_id) in failed
    none = client.get(f"{path}?state=failed&kind=post.created").content.decode()
    assert "Nothing fits" in none


def test_the_list_asks_the_same_for_one_and_for_ten(cast, sign_in):
    client, counts = sign_in(cast.alice), []
    for more in (1, 9):
        for _ in range(more):
            logged(cast, made(cast))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PATH).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.count(URL) == 10
    assert "last 24 hours" in page


def test_another_organizations_things_are_not_there(cast, sign_in):
    webhook = made(cast)
    [delivery] = logged(cast, webhook)
    client = sign_in(cast.mallory)
    theirs = "/o/globex/webhooks/"
    for path in ("", "edit/", "secret/"):
        assert client.get(f"{theirs}{webhook.public_id}/{path}").status_code == 404
    for path in ("pause/", "resume/", "test/", "remove/", "secret/"):
        assert client.post(f"{theirs}{webhook.public_id}/{path}").status_code == 404
    assert client.get(f"{theirs}deliveries/{delivery.public_id}/").status_code == 404
    assert client.post(f"{theirs}deliveries/{delivery.public_id}/again/").status_code == 404
    with tenant(cast.globex):
        own = make_webhook(cast.mallory)
    page = client.get(f"{theirs}{own.public_id}/?before={delivery.public_id}").content.decode()
    assert str(delivery.public_id) not in page
    assert client.get(f"{theirs}{uuid.uuid4()}/").status_code == 404


def test_admins_alone_choose_to_be_told_of_webhooks(cast, sign_in):
    path, kind = "/o/acme/notifications/settings/", Notice.WEBHOOK_DISABLED
    assert kind in sign_in(cast.alice).get(path).content.decode()
    client = sign_in(cast.bob)
    assert kind not in client.get(path).content.decode()
    client.post(path, {})
    with tenant(cast.acme):
        assert not NotificationSetting.objects.filter(member=cast.bob, kind=kind).exists()


def test_every_button_that_is_a_link_leads_somewhere(cast, sign_in):
    client = sign_in(cast.alice)
    empty = client.get(PATH).content.decode()
    webhook = made(cast)
    own = f"{PATH}{webhook.public_id}/"
    pages = [client.get(f"{own}{path}").content.decode() for path in ("", "edit/", "secret/")]
    pages += [empty, client.get(f"{PATH}new/").content.decode()]
    pages.append(client.post(f"{own}secret/").content.decode())
    for page in pages:
        assert 'href=""' not in page
        assert 'class="button" href' in page or "href=" in page
    assert f'href="{PATH}new/"' in empty.partition('class="empty"')[2]
    for path in ("edit/", "secret/"):
        assert f'href="{own}{path}"' in pages[0]
    assert pages[-1].count(f'href="{own}"') == pages[2].count(f'href="{own}"') == 2
