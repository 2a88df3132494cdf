"""Each thing is broken in turn; the doctor says so, and says what to do."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from advocacy.ops.doctor import CHECKS, database, disk, examine
from advocacy.ops.doctor.finding import Level
from sharing.models import Credential
from tenants.models import Letter
from tenants.scope import platform, tenant
from tests.factories import make_connection
from tests.outbound.conftest import serve
from tests.tenants.post_office import PostOffice

__all__ = ["serve"]


def found(name):
    """What one check says: its levels and all its words."""
    findings = CHECKS[name](timezone.now())
    return {one.level for one in findings}, " ".join(f"{o.wrong} {o.advice}" for o in findings)


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("advocacy.example", "no web address"),
        ("ftp://advocacy.example", "no web address"),
        ("https://advocacy.example/app", "more than scheme"),
        ("http://localhost:8000", "this machine only"),
        ("http://advocacy.example", "plain http"),
    ],
)
def test_an_address_that_will_not_do(settings, base_url, words):
    settings.BASE_URL = base_url
    levels, said = found("address")
    assert levels == {Level.PROBLEM}
    assert words in said


def test_a_good_address_is_not_remarked_on(settings):
    settings.BASE_URL = "https://advocacy.example"
    assert found("address") == (set(), "")


def test_hosts_that_do_not_fit_the_address(settings):
    settings.BASE_URL = "https://advocacy.example"
    settings.ALLOWED_HOSTS = ["other.example"]
    assert "every page answers 400" in found("hosts")[1]
    settings.ALLOWED_HOSTS = ["*"]
    assert "anybody may name any host" in found("hosts")[1]
    settings.ALLOWED_HOSTS = [".example"]
    assert found("hosts")[1] == ""


def test_https_without_a_known_proxy(settings):
    settings.SECURE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 0
    assert "TRUSTED_PROXY_COUNT to the number" in found("proxy")[1]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert found("proxy")[1] == ""


@pytest.mark.django_db(transaction=True)
def test_the_front_door_as_people_find_it(live_server, settings):
    settings.BASE_URL = live_server.url
    assert found("front door") == (set(), "")
    settings.BASE_URL = "http://127.0.0.1:1"
    levels, said = found("front door")
    assert levels == {Level.WARNING}
    assert "does not answer from here" in said


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("301 Moved\r\nLocation: {url}/account/login/", "X-Forwarded-Proto"),
        ("400 Bad Request", "Host header"),
        ("200 OK", "Something else than Advocacy"),
        ("200 OK\r\nX-Request-ID: abc", "Set-Cookie"),
    ],
)
def test_a_proxy_that_is_set_up_wrongly(settings, serve, answer, words):
    def reply(connection, _):
        head = answer.format(url=settings.BASE_URL)
        connection.sendall(f"HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n".encode())

    settings.BASE_URL = serve(reply).url
    assert words in found("front door")[1]


def test_debug_and_a_weak_key(settings):
    settings.DEBUG, settings.SECRET_KEY = True, "only-for-development"
    assert "DEBUG is on" in found("debug")[1]
    assert "could be forged" in found("secret key")[1]
    settings.DEBUG, settings.SECRET_KEY = False, "aB3$" * 20
    assert found("secret key")[0] == {Level.PROBLEM}
    settings.SECRET_KEY = "".join(map(chr, range(40, 100)))
    assert found("debug") == found("secret key") == (set(), "")


@pytest.mark.parametrize("keys", [[], ["a:short"], ["nonsense"]])
def test_credential_keys_that_seal_nothing(settings, keys):
    settings.DEBUG, settings.CREDENTIAL_KEYS = False, keys
    levels, said = found("credential keys")
    assert levels == {Level.PROBLEM}
    assert "short" not in said
    assert "nonsense" not in said


def test_rows_sealed_under_a_key_that_is_gone(cast):
    with tenant(cast.acme):
        made = make_connection(cast.bob)
        Credential.objects.filter(connection=made).delete()
        Credential.objects.create(
            connection=made, key_id="2024a", data=b"x", updated_at=timezone.now()
        )
    levels, said = found("sealed rows")
    assert levels == {Level.PROBLEM}
    assert "1 stored secrets are sealed under the key '2024a'" in said
    assert "acme" not in said


def test_the_database_as_tests_have_it_is_well(db):
    for name in ("database", "database roles", "migrations", "partitions", "clocks"):
        assert found(name) == (set(), ""), name


def test_an_old_database(db, monkeypatch):
    monkeypatch.setattr(database, "OLDEST", 99)
    assert "is too old" in found("database")[1]
    monkeypatch.setattr(database, "OLDEST", 1)
    monkeypatch.setattr(database, "TESTED", 99)
    assert found("database")[0] == {Level.WARNING}


def test_a_session_that_does_not_start_as_the_tenant_role(db):
    with platform():
        assert "one of the two walls is down" in found("database roles")[1]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("app", "advocacy_tenant", True, False, True), "superuser or exempt"),
        (("app", "advocacy_tenant", False, True, True), "superuser or exempt"),
        (("app", "app", False, False, False), "CREATE ROLE advocacy_tenant NOLOGIN"),
    ],
)
def test_roles_with_rights_they_must_not_have(monkeypatch, row, words):
    monkeypatch.setattr(database, "_row", lambda _: row)
    assert words in found("database roles")[1]


def test_a_migration_that_is_missing(db, monkeypatch):
    monkeypatch.setattr(database, "missing_migrations", lambda: ["sharing.0009_next"])
    assert "sharing.0009_next" in found("migrations")[1]


def test_a_month_without_its_table(db):
    month = timezone.now() + timedelta(days=35)
    with platform(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE sharing_click_{month:%Y_%m}")
    assert f"sharing_click_{month:%Y_%m}" in found("partitions")[1]


def test_a_broker_that_forgets_or_evicts(broker):
    kept = broker.config_get("maxmemory-policy", "appendonly")
    try:
        broker.config_set("maxmemory-policy", "allkeys-lru")
        assert "throws data away" in found("broker")[1]
    finally:
        broker.config_set("maxmemory-policy", kept["maxmemory-policy"])
    assert found("broker")[0] == {Level.WARNING}  # the tests' own server is not append-only


def test_one_database_for_broker_and_cache(settings):
    assert found("cache") == (set(), "")
    settings.CACHES["default"] = settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}
    assert "clearing the cache would lose clicks" in found("cache")[1]


def test_clocks_that_differ(db, monkeypatch):
    monkeypatch.setattr("advocacy.ops.doctor.servers.timezone", _Late)
    assert "The clock of PostgreSQL is 60 seconds ahead" in found("clocks")[1]


class _Late:
    @staticmethod
    def now():
        return timezone.now() - timedelta(minutes=1)


def test_a_beat_that_is_silent(broker):
    assert "never ticked" in found("beat")[1]
    broker.set("advocacy:beat", time.time() - 300)
    assert "has not ticked for 300" in found("beat")[1]
    broker.set("advocacy:beat", time.time())
    assert found("beat") == (set(), "")


def test_a_queue_whose_worker_is_silent(broker):
    assert "No worker of the queue `publish` was ever heard of" in found("workers")[1]
    broker.mset({f"advocacy:worker:{one}": time.time() for one in ("publish", "default")})
    assert found("workers") == (set(), "")
    broker.set("advocacy:worker:default", time.time() - 300)
    levels, said = found("workers")
    assert levels == {Level.PROBLEM}
    assert "publish" not in said
    assert "No worker of the queue `default` was heard of for 300 seconds" in said
    assert "--queues default" in said


def test_a_mail_that_waits(cast):
    long_ago = timezone.now() - timedelta(hours=1)
    with tenant(cast.acme):
        Letter.objects.create(
            email="x@example.com", template="x", subject="x", created_at=long_ago, wake_at=long_ago
        )
    levels, said = found("due work")
    assert levels == {Level.PROBLEM}
    assert "1 in the queue “letters” are due, the oldest for 60 minutes" in said
    assert "x@example.com" not in said


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_PASSWORD = ""
    return settings


@pytest.fixture
def office():
    there = PostOffice()
    there.controller.start()
    yield there
    there.controller.stop()


def test_a_mail_server_that_answers_is_well_and_gets_no_mail(smtp, office):
    smtp.EMAIL_PORT = office.port
    assert found("mail") == (set(), "")
    smtp.EMAIL_HOST_PASSWORD = "secret"
    assert "travels unencrypted" in found("mail")[1]
    smtp.EMAIL_USE_TLS = True
    assert "does not offer" in found("mail")[1]
    smtp.EMAIL_USE_TLS, smtp.EMAIL_USE_SSL = False, True
    assert "smtp+tls://" in found("mail")[1]
    assert office.tries == []


def test_no_mail_server(smtp):
    assert "does not answer as one" in found("mail")[1]
    smtp.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "reach nobody" in found("mail")[1]


def test_little_room_for_what_is_on_its_way_in(settings):
    settings.VIDEO_MAX_MB = 1
    assert found("temporary space") == (set(), "")
    settings.VIDEO_MAX_MB = 10**9
    levels, said = found("temporary space")
    assert levels == {Level.WARNING}
    assert "4000000000 MB be free" in said


def test_a_folder_that_takes_no_uploads(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "nowhere")
    assert "is not there" in found("media")[1]
    settings.MEDIA_ROOT = "/proc"
    assert "can't be written to" in found("media")[1]
    settings.MEDIA_ROOT = str(tmp_path)
    assert found("media") == (set(), "")
    monkeypatch.setattr(disk, "LEAST_FREE", 2**62)
    assert found("media")[0] == {Level.WARNING}


def test_static_files_that_were_not_collected(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert "collectstatic" in found("static files")[1]


def test_a_server_that_is_away_is_a_finding_of_each_check_that_needs_it(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    said = {name: findings for name, findings in examine(timezone.now()) if findings}
    for name in ("broker", "beat", "clocks"):
        assert "Redis or Valkey does not answer" in said[name][0].wrong
    assert set(said) >= {"broker", "beat"}


def test_the_command_ends_with_one_for_a_problem_and_zero_without(db, capsys, monkeypatch):
    monkeypatch.setattr("advocacy.ops.doctor.CHECKS", {"debug": CHECKS["debug"]})
    call_command("doctor")
    assert "ok       debug" in capsys.readouterr().out
    with override_settings(DEBUG=True), pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["debug"][0]["level"] == "problem"
    assert told["debug"][0]["advice"]


def test_it_says_nothing_of_any_secret(db, settings, capsys):
    settings.SECRET_KEY = "s3cr3tKey"
    settings.CREDENTIAL_KEYS = ["a:s3cr3tKey"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_HOST_PASSWORD = "s3cr3tKey"
    settings.REDIS_URL = "redis://:s3cr3tKey@127.0.0.1:1/0"
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "s3cr3tKey" not in capsys.readouterr().out


def test_second_steps_and_webhooks_count_among_what_is_sealed(cast):
    person = cast.bob.user
    Authenticator.objects.create(user=person, type="totp", data={"secret": "2023b:AAAA"})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "2023b:AAAA"})
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "My passkey"})
    assert "2 stored secrets are sealed under the key '2023b'" in found("sealed rows")[1]
