"""Where a person is signed in, and ending it from afar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from tenants.seen import SEEN
from tenants.sessions import in_words
from tests.factories import make_user

PASSWORD = "a good long password"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def ann(db):
    return make_user("ann@acme.example", password=PASSWORD)


def browser(user, agent: str = FIREFOX, at: str = "198.51.100.7") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=at)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return "login" not in client.get("/").headers.get("Location", "")


def test_tells_browser_and_device_in_plain_words(ann):
    here, _there = browser(ann), browser(ann, IPHONE, "203.0.113.9")
    page = here.get("/account/")
    shown = [(one.browser, one.is_this, one.ip) for one in page.context["sessions"]]
    assert shown == [
        ("Firefox on Windows", True, "198.51.100.7"),
        ("Safari on iOS", False, "203.0.113.9"),
    ]
    assert page.content.decode().count("This one") == 1


@pytest.mark.parametrize("agent", ["", "x" * 3000, "Mozilla/5.0 (" * 200])
def test_a_strange_browser_is_an_unknown_one(agent):
    assert in_words(agent) == "An unknown browser"


def test_one_is_signed_out_from_afar(ann):
    here, there = browser(ann), browser(ann, IPHONE)
    other = next(one for one in here.get("/account/").context["sessions"] if not one.is_this)
    assert here.post(f"/account/sessions/{other.id}/end/").url == "/account/"
    assert (is_in(here), is_in(there)) == (True, False)


def test_all_others_are_signed_out_at_once(ann):
    here, others = browser(ann), [browser(ann, IPHONE), browser(ann)]
    here.post("/account/sessions/end/")
    assert is_in(here)
    assert not any(map(is_in, others))


def test_nobody_ends_anothers(ann):
    mallory = make_user("mallory@globex.example", password=PASSWORD)
    theirs, mine = browser(ann), browser(mallory)
    session = UserSession.objects.get(user_id=ann.pk)
    assert mine.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert is_in(theirs)
    assert [one.is_this for one in mine.get("/account/").context["sessions"]] == [True]


def test_a_look_signs_nobody_out(ann):
    here = browser(ann)
    session = UserSession.objects.get()
    assert here.get(f"/account/sessions/{session.pk}/end/").status_code == 405
    assert here.get("/account/sessions/end/").status_code == 405


def test_a_new_password_ends_the_others(ann):
    here, there = browser(ann), browser(ann, IPHONE)
    new = {
        "oldpassword": PASSWORD,
        "password1": "other plain words",
        "password2": "other plain words",
    }
    here.post("/account/password/change/", new)
    assert (is_in(here), is_in(there)) == (True, False)


def test_last_seen_is_noted_every_ten_minutes(ann):
    here = browser(ann)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    here.get("/account/")
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(hours=1)
    session = here.session
    session[SEEN] -= 601
    session.save()
    here.get("/account/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(hours=1)


def test_a_session_that_no_list_knew_is_listed_at_its_next_step(ann):
    here = browser(ann)
    UserSession.objects.all().delete()
    session = here.session
    del session[SEEN]
    session.save()
    assert len(here.get("/account/").context["sessions"]) == 1
