"""What every answer carries, what no answer does, and whose word is taken for our own address."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from content.models import Rendition
from launcher.packages import ROOT
from sharing.models import Share
from tenants.scope import tenant
from tests.factories import make_asset, make_policy

EVIL = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://evil.example",
    "\thttps://evil.example",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "/%09/evil.example",
    "/\t/evil.example",
    "/x\r\nLocation: https://evil.example",
]
ANSWERS = [
    ("get", "/", 302),
    ("get", "/account/login/", 200),
    ("get", "/nothing/here/", 404),
    ("get", "/join/nothing/", 404),
    ("get", "/o/acme/", 302),
    ("post", "/account/logout/", 302),
    ("get", "/account/login/?bad-host", 400),
    ("get", "/s/nothing", 404),
    ("get", "/healthz", 200),
    ("get", "/metrics", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_says_what_a_browser_may_run(db, client, method, path, status):
    headers = {"Host": "evil.example"} if "bad-host" in path else {}
    answer = getattr(client, method)(path, headers=headers)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_error_of_ours_says_it_too(cast, sign_in, monkeypatch):
    client = sign_in(cast.bob)
    client.raise_request_exception = False
    monkeypatch.setattr(Share.objects, "get_queryset", None)
    answer = client.get("/o/acme/shares/")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_static_file_says_it_too(client):
    answer = client.get("/static/css/app.css")
    b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_form_of_another_site_is_refused_in_our_own_words(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice.user)
    answer = client.post("/o/acme/members/invite/", {})
    assert answer.status_code == 403
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_upload_can_do_nothing_in_a_browser(cast, sign_in):
    with tenant(cast.acme):
        asset = make_asset(cast.bob, renditions=True)
        names = list(Rendition.objects.filter(asset=asset).values_list("name", flat=True))
    assert names
    for name in names:
        answer = sign_in(cast.bob).get(
            reverse("content:media", args=["acme", asset.public_id, name])
        )
        b"".join(getattr(answer, "streaming_content", ()))
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert re.match(r"image/(jpeg|png|webp|gif)$", answer.headers["Content-Type"])


@pytest.mark.parametrize("way", EVIL)
def test_no_next_leads_away(cast, way):
    with tenant(cast.acme):
        make_policy()
    cast.bob.user.set_password("a good long password")
    cast.bob.user.save()
    client = Client()
    known = {"login": cast.bob.user.email, "password": "a good long password"}
    answers = [
        client.post("/account/login/", known | {"next": way}),
        client.get("/account/login/", {"next": way}),
        client.post("/o/acme/guidelines/accept/", {"next": way, "version": 1}),
        client.post("/o/acme/preferences/", {"next": way, "on_leaderboard": "on"}),
        client.post("/o/acme/language/", {"next": way, "language": "en"}),
        client.post("/o/acme/language/", {"language": "en"}, headers={"Referer": way.strip()}),
        client.post("/account/logout/", {"next": way}),
    ]
    for answer in answers:
        to = answer.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])[^\t\r\n]*\Z", to), to


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost:8000@evil.example"},
        {"Host": "localhost\r\nX: y"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-Host": "evil.example"},
    ],
)
def test_mails_lead_to_our_own_address_whatever_host_is_claimed(cast, client, settings, headers):
    if headers.get("Host"):
        answer = client.post(
            "/account/password/reset/", {"email": "bob@acme.example"}, headers=headers
        )
        assert answer.status_code == 400
        assert mail.outbox == []
        return
    client.post("/account/password/reset/", {"email": "bob@acme.example"}, headers=headers)
    for sent in mail.outbox:
        assert "evil.example" not in sent.body


PRODUCTION = {
    "BASE_URL": "https://advocacy.example.com",
    "ALLOWED_HOSTS": "advocacy.example.com",
    "SECRET_KEY": "".join(map(chr, range(48, 122))),
    "CREDENTIAL_KEYS": "a:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "DATABASE_URL": "postgres://app@/app?host=/nonexistent",
    "TRUSTED_PROXY_COUNT": "1",
    "PATH": "/usr/bin:/bin",
}


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_the_check_of_a_deployment_finds_nothing(proxies):
    words = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", "check", "--deploy"]
    env = PRODUCTION | {"TRUSTED_PROXY_COUNT": proxies}
    done = subprocess.run(
        [*words, "--fail-level", "WARNING"],
        env=env, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == (0 if proxies == "1" else 1), done.stderr
    assert ("security.W008" in done.stderr) is (proxies == "0")


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "CREDENTIAL_KEYS", "DATABASE_URL", "EMAIL_URL", "OPS_TOKEN", "REDIS_URL"],
)
def test_a_secret_may_be_a_file(tmp_path, name):
    value = {
        "SECRET_KEY": "kept in a file",
        "CREDENTIAL_KEYS": "b:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        "DATABASE_URL": "postgres://app:hidden@kept-in-a-file/app",
        "EMAIL_URL": "smtp+tls://user:hidden@kept-in-a-file:587",
        "OPS_TOKEN": "kept in a file",
        "REDIS_URL": "redis://:hidden@kept-in-a-file:6379/0",
    }[name]
    (tmp_path / "secret").write_text(f"{value}\n")
    env = {key: text for key, text in PRODUCTION.items() if key != name}
    env[f"{name}_FILE"] = str(tmp_path / "secret")
    script = (
        "import advocacy.settings as s; print(repr([s.SECRET_KEY, s.CREDENTIAL_KEYS, s.OPS_TOKEN,"
        " s.DATABASES['default']['HOST'], s.DATABASES['default']['PASSWORD'],"
        " s.DATABASES['default']['NAME'], s.EMAIL_HOST, s.EMAIL_PORT, s.REDIS_URL]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout
    wanted = {
        "DATABASE_URL": "'kept-in-a-file', 'hidden', 'app'",
        "EMAIL_URL": "'kept-in-a-file', 587",
    }
    assert wanted.get(name, repr(value)) in told
    assert "\\n" not in told


def test_an_empty_file_says_nothing_and_the_variable_does(tmp_path):
    empty = tmp_path / "secret"
    empty.write_text("\n")
    env = {**PRODUCTION, "X_CLIENT_ID": "us", "X_CLIENT_SECRET_FILE": str(empty)}
    script = "from advocacy.environment import Environment as E; print(E()('X_CLIENT_SECRET'))"
    for given, told in (({}, ""), ({"X_CLIENT_SECRET": "hidden"}, "hidden")):
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=env | given, cwd=ROOT, capture_output=True, check=True)
        assert done.stdout.decode().strip() == told
