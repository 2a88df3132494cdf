"""Signatures, as the docs tell receivers to check them: forged and replayed ones are refused."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook as Checker
from standardwebhooks import WebhookVerificationError

from tenants.models import WebhookSecret
from tenants.scope import tenant
from tenants.sealing import CannotUnseal
from tenants.webhooks.signing import new_secret, open_secrets, signed_headers
from tests.factories import NOW, make_webhook

BODY = json.dumps({"id": "e1", "type": "ping", "data": {"name": "Zoë"}}, ensure_ascii=False)


def documented():
    """Return `read_event` of the docs, as a reader would copy it."""
    page = (settings.ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    [source] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict = {}
    exec(source, names)
    return names["read_event"]


@pytest.fixture
def secret(in_acme):
    webhook = make_webhook(in_acme.alice)
    return open_secrets(webhook=webhook, now=NOW)[0]


def sent(*secrets, now=None, event_id="e1", body=BODY):
    return signed_headers(
        event_id=event_id, body=body, secrets=list(secrets), now=now or timezone.now()
    )


def test_the_documented_check_and_the_official_library_accept_ours(secret):
    headers = sent(secret)
    assert documented()(headers, BODY.encode(), secret) == json.loads(BODY)
    assert Checker(secret).verify(BODY, headers) == json.loads(BODY)
    assert set(headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}


FORGED = {
    "another body": lambda h: (h, BODY.replace("ping", "pong")),
    "another id": lambda h: ({**h, "webhook-id": "e2"}, BODY),
    "a newer time": lambda h: (
        {**h, "webhook-timestamp": str(int(h["webhook-timestamp"]) + 60)},
        BODY,
    ),
    "no signature": lambda h: ({**h, "webhook-signature": ""}, BODY),
    "another version": lambda h: (
        {**h, "webhook-signature": h["webhook-signature"].replace("v1,", "v2,")},
        BODY,
    ),
    "another key": lambda h: (sent("whsec_" + base64.b64encode(b"x" * 32).decode()), BODY),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_message_is_refused(secret, forge):
    headers, body = forge(sent(secret))
    with pytest.raises(ValueError, match="not signed"):
        documented()(headers, body.encode(), secret)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_replayed_message_is_refused_after_five_minutes(secret, minutes):
    headers = sent(secret, now=timezone.now() + timedelta(minutes=minutes))
    with pytest.raises(ValueError, match="too old"):
        documented()(headers, BODY.encode(), secret)
    with pytest.raises(WebhookVerificationError):
        Checker(secret).verify(BODY, headers)


def test_for_24_hours_two_secrets_sign_and_a_receiver_may_know_either(in_acme, secret):
    webhook = WebhookSecret.objects.get().webhook
    new = new_secret(webhook=webhook, now=NOW)
    both = open_secrets(webhook=webhook, now=NOW + timedelta(hours=23, minutes=59))
    assert both == [new, secret]
    headers = sent(*both)
    assert headers["webhook-signature"].count("v1,") == 2
    for known in both:
        assert documented()(headers, BODY.encode(), known)
    assert open_secrets(webhook=webhook, now=NOW + timedelta(hours=24)) == [new]
    newest = new_secret(webhook=webhook, now=NOW)
    assert open_secrets(webhook=webhook, now=NOW) == [newest, new]


def test_a_stored_secret_can_not_be_read_and_opens_for_its_own_webhook_alone(in_acme, secret):
    row = WebhookSecret.objects.get()
    assert secret.removeprefix("whsec_").encode() not in bytes(row.data)
    other = make_webhook(in_acme.alice)
    theirs = WebhookSecret.objects.get(webhook=other)
    theirs.key_id, theirs.data = row.key_id, row.data
    theirs.save()
    with pytest.raises(CannotUnseal) as refused:
        open_secrets(webhook=other, now=NOW)
    assert secret not in str(refused.value)


def test_the_rotation_of_keys_takes_them_along(cast, settings):
    with tenant(cast.acme):
        webhook = make_webhook(cast.alice)
        [before] = open_secrets(webhook=webhook, now=NOW)
    old = settings.CREDENTIAL_KEYS
    settings.CREDENTIAL_KEYS = ["new:" + base64.b64encode(b"n" * 32).decode(), *old]
    call_command("rotate_credentials")
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    with tenant(cast.acme):
        assert open_secrets(webhook=webhook, now=NOW) == [before]
