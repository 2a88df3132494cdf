"""One line for each request, with its id and organization, and never a key."""

from __future__ import annotations

import logging

import pytest
import structlog
from django.core import signing

from advocacy.logs import mask
from sharing.models import Share
from tenants.models import Event
from tenants.scope import tenant

PLANTED = "p1antedSecretThatMustNotShow"


def test_each_answer_carries_its_id_and_leaves_one_line(cast, sign_in, logged):
    answer = sign_in(cast.bob).get("/o/acme/shares/")
    (line,) = logged("request")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["path"], line["status"], line["method"]) == ("/o/acme/shares/", 200, "GET")
    assert line["organization"] == cast.acme.pk
    assert line["ms"] >= 0


def test_the_next_request_has_another_id_and_nothing_of_the_last(cast, sign_in, logged):
    first = sign_in(cast.bob).get("/o/acme/")
    client = sign_in(cast.bob)
    client.logout()
    second = client.get("/account/login/")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert "organization" not in logged("request")[-1]
    assert structlog.contextvars.get_contextvars() == {}


def test_what_is_logged_meanwhile_carries_the_id_too(cast, sign_in, logged, monkeypatch):
    client = sign_in(cast.bob)
    client.raise_request_exception = False
    monkeypatch.setattr(Share.objects, "get_queryset", None)
    answer = client.get("/o/acme/shares/")
    assert answer.status_code == 500
    assert {line["request_id"] for line in logged()} == {answer.headers["X-Request-ID"]}
    assert {line["logger"] for line in logged()} == {"django.request", "advocacy.requests"}


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "0af7651916cd43dd8448eb211c80319c", True),
        (0, "0af7651916cd43dd8448eb211c80319c", False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "with space and more", False),
        (1, 'quote"and{brace}', False),
    ],
)
def test_only_a_proxy_of_ours_may_name_a_request(client, db, settings, proxies, given, is_taken):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answer = client.get("/account/login/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is is_taken


def test_an_event_of_the_audit_names_its_request(cast, sign_in):
    form = {"email": "new@example.com"}
    answer = sign_in(cast.alice).post("/o/acme/members/invite/", form)
    assert answer.status_code == 302
    with tenant(cast.acme):
        ids = set(Event.objects.values_list("request_id", flat=True))
    assert ids == {answer.headers["X-Request-ID"]}


def test_health_checks_leave_no_line(client, db, logged):
    client.get("/healthz")
    assert logged("request") == []


SECRET_ADDRESSES = [
    f"/join/{PLANTED}/",
    f"/calendar/{PLANTED}/",
    f"/calendar/{PLANTED}.ics",
    f"/account/password/reset/key/1-{PLANTED}/",
    f"/account/confirm-email/{PLANTED}/",
    f"/connect/mastodon/callback?code={PLANTED}&state={PLANTED}",
    f"/account/login/?next=/join/{PLANTED}/",
    f"/o/acme/?token={PLANTED}",
    f"/mistyped/{PLANTED}/",
    f"/join/{PLANTED}",
    f"/s/{PLANTED}/x",
    f"/readyz?token={PLANTED}",
]
HEADERS = {
    "Authorization": f"Bearer {PLANTED}",
    "Cookie": f"sessionid={PLANTED}; csrftoken={PLANTED}",
    "X-Api-Key": PLANTED,
    "Referer": f"https://elsewhere.example/?code={PLANTED}",
}


@pytest.mark.parametrize("address", SECRET_ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_key_in_an_address_or_header_is_logged(
    cast, client, logged, monkeypatch, address, method
):
    monkeypatch.setattr(logging.getLogger("django.request"), "level", logging.INFO)
    form = {"password": PLANTED, "login": "bob@acme.example", "token": PLANTED}
    arguments = {"data": form} if method == "post" else {}
    getattr(client, method)(address, headers=HEADERS, **arguments)
    assert PLANTED not in logged.text()


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /join/{PLANTED}/",
        f"GET /cb?code={PLANTED}&state={PLANTED}",
        f'{{"access_token": "{PLANTED}", "refresh_token": "{PLANTED}"}}',
        f"grant_type=x&client_secret={PLANTED}",
        f"redis://app:{PLANTED}@broker:6379/0 refused",
        f"Authorization: Bearer {PLANTED}",
        f"Authorization: Basic {PLANTED}",
        f"DPoP {PLANTED}",
        f"Cookie: __Host-sessionid={PLANTED}",
        f"whsec_{PLANTED}",
        f"adv_ab12cd34_{PLANTED}",
        f'"password": "{PLANTED}"',
        f"{{'token': '{PLANTED}'}}",
        f"code_verifier={PLANTED}",
    ],
)
def test_a_line_of_a_library_is_masked(line):
    assert PLANTED not in mask(line)


@pytest.mark.parametrize(
    "path", ["/guidelines/%s/", "/guidelines/%s/candidate/", "/digest/%s/stop/"]
)
@pytest.mark.parametrize("sign", [signing.Signer().sign_object, signing.dumps])
def test_a_link_that_we_signed_is_masked(path, sign):
    token = sign(["acme", "0123456789abcdef0123456789abcdef"])
    line = mask(f"Not Found: {path % token}")
    assert not any(part in line for part in token.split(":"))
    assert line.startswith("Not Found: /")


@pytest.mark.parametrize(
    "line",
    [
        '{"code": "too_late", "event": "card.unreadable", "organization": 7}',
        '{"state": "held", "kind": "retry"}',
        "event=share.step step=claim share=12",
        "a basic structure, a bearer of news",
    ],
)
def test_what_is_no_key_stays(line):
    assert mask(line) == line
