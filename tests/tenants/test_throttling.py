"""Who guesses a password locks out only themselves."""

from __future__ import annotations

import re

import pytest
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.test import Client

from advocacy.cache import ForgivingCache
from tenants.addresses import address_of

HERE, THERE = "198.51.100.7", "203.0.113.9"
RIGHT = "a good long password"


@pytest.fixture
def bob(cast):
    cast.bob.user.set_password(RIGHT)
    cast.bob.user.save()
    return cast.bob.user


def sign_in(client: Client, user, password: str, at: str):
    values = {"login": user.email, "password": password}
    return client.post("/account/login/", values, REMOTE_ADDR=at)


def guess(user, *, at: str, times: int) -> None:
    for _ in range(times):
        sign_in(Client(), user, "a wrong long password", at)


def test_five_failures_close_the_account_for_that_address_alone(bob):
    guess(bob, at=THERE, times=5)
    refused = sign_in(Client(), bob, RIGHT, THERE)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "300"
    assert "Come back in 5 minutes" in refused.content.decode()
    assert sign_in(Client(), bob, RIGHT, HERE).url == "/"


def test_the_fifth_failure_is_still_answered_in_the_form(bob):
    guess(bob, at=THERE, times=4)
    assert sign_in(Client(), bob, "a wrong long password", THERE).status_code == 200


def test_another_account_is_open_from_the_same_address(bob, cast):
    cast.alice.user.set_password(RIGHT)
    cast.alice.user.save()
    guess(bob, at=THERE, times=5)
    assert sign_in(Client(), cast.alice.user, RIGHT, THERE).url == "/"


def test_a_device_that_was_here_before_gets_in_from_the_guessers_own_address(bob):
    known = Client()
    sign_in(known, bob, RIGHT, HERE)
    known.post("/account/logout/")
    guess(bob, at=HERE, times=9)
    assert sign_in(Client(), bob, RIGHT, HERE).status_code == 429
    assert sign_in(known, bob, RIGHT, HERE).url == "/"


def test_many_addresses_meet_the_accounts_own_count_and_known_devices_do_not(bob, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_account": "6/h/key"}
    known = Client()
    sign_in(known, bob, RIGHT, HERE)
    known.post("/account/logout/")
    for number in range(6):
        guess(bob, at=f"192.0.2.{number}", times=1)
    assert sign_in(Client(), bob, RIGHT, THERE).status_code == 429
    assert sign_in(known, bob, RIGHT, THERE).url == "/"


def test_neither_do_known_devices_meet_the_count_of_a_whole_address(bob, cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "login_failed": "3/m/ip,5/5m/key",
    }
    known = Client()
    sign_in(known, bob, RIGHT, HERE)
    known.post("/account/logout/")
    guess(cast.alice.user, at=HERE, times=4)
    assert sign_in(Client(), bob, RIGHT, HERE).status_code == 429
    assert sign_in(known, bob, RIGHT, HERE).url == "/"


def test_a_new_password_from_the_mail_opens_again_at_once(bob, mailoutbox):
    guess(bob, at=THERE, times=5)
    client = Client(REMOTE_ADDR=THERE)
    client.post("/account/password/reset/", {"email": bob.email})
    link = re.search(r"/account/password/reset/key/\S+", mailoutbox[0].body)[0]
    new = {"password1": "other plain words", "password2": "other plain words"}
    client.post(client.get(link).url, new)
    assert sign_in(Client(), bob, "other plain words", THERE).url == "/"


def test_a_known_device_may_not_guess_for_ever(bob):
    known = Client()
    sign_in(known, bob, RIGHT, HERE)
    known.post("/account/logout/")
    for _ in range(5):
        sign_in(known, bob, "a wrong long password", HERE)
    assert sign_in(known, bob, RIGHT, HERE).status_code == 429


def test_a_forged_device_is_none(bob):
    stranger = Client()
    stranger.cookies["device"] = '["x", "y"]:forged'
    guess(bob, at=THERE, times=5)
    assert sign_in(stranger, bob, RIGHT, THERE).status_code == 429


def test_a_device_of_one_person_opens_nothing_of_another(bob, cast):
    cast.alice.user.set_password(RIGHT)
    cast.alice.user.save()
    known = Client()
    sign_in(known, cast.alice.user, RIGHT, THERE)
    known.post("/account/logout/")
    guess(bob, at=THERE, times=5)
    assert sign_in(known, bob, RIGHT, THERE).status_code == 429


def test_successes_use_nothing_up(bob):
    for _ in range(8):
        assert sign_in(Client(), bob, RIGHT, HERE).url == "/"


def test_an_address_without_an_account_is_slowed_down_alike(bob, db):
    class Nobody:
        email = "nobody@acme.example"

    guess(Nobody, at=THERE, times=5)
    assert sign_in(Client(), Nobody, RIGHT, THERE).status_code == 429


@pytest.fixture
def no_cache(monkeypatch):
    """Let the cache's server be away, as the client library tells it."""
    away = ForgivingCache("redis://127.0.0.1:1/0", {})
    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(cache, name, getattr(away, name), raising=False)


def test_without_the_cache_nobody_new_gets_in_and_who_is_in_stays(bob, no_cache):
    inside = Client()
    inside.force_login(bob)
    assert sign_in(Client(), bob, RIGHT, HERE).status_code == 429
    assert inside.get("/o/acme/preferences/").status_code == 200


@pytest.mark.parametrize("said", ["", "203.0.113.7", "192.0.2.1, 203.0.113.7", "192.0.2.1, "])
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_who_signs_in_and_who_visits_come_from_the_same_address(rf, settings, proxies, said):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", headers={"X-Forwarded-For": said}, REMOTE_ADDR=HERE)
    assert get_adapter(request).get_client_ip(request) == address_of(request)
