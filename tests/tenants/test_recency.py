"""What can't be taken back asks again who it is, and loses no text over it."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpResponse
from django.test import Client

from tenants.recency import KEPT_POST, recently_signed_in
from tests.factories import make_user

PASSWORD = "a good long password"
AGAIN = "/account/reauthenticate/"


@pytest.fixture
def ann(db):
    return make_user("ann@acme.example", password=PASSWORD)


@pytest.fixture
def browser(ann, client):
    """Let Ann have signed in by her password."""
    client.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    return client


def let_time_pass(client: Client, seconds: int) -> None:
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()


SENSITIVE = [
    "/account/delete/",
    "/account/second-step/totp/activate/",
    "/account/second-step/webauthn/add/",
]


@pytest.mark.parametrize("page", SENSITIVE)
def test_who_has_just_signed_in_is_not_asked(browser, page):
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", SENSITIVE)
def test_later_the_password_is_asked_for_and_the_way_goes_on(browser, page):
    let_time_pass(browser, 901)
    answer = browser.get(page)
    assert answer.url == f"{AGAIN}?next={page.replace('/', '%2F')}"
    assert browser.get(answer.url).status_code == 200
    assert browser.post(answer.url, {"password": "wrong"}).status_code == 200
    assert browser.get(page).status_code == 302
    assert browser.post(answer.url, {"password": PASSWORD}).url == page
    assert browser.get(page).status_code == 200


def test_changing_the_address_asks_too(browser, mailoutbox):
    let_time_pass(browser, 901)
    new = {"email": "ann@new.example", "action_add": ""}
    assert browser.post("/account/email/", new).url.startswith(AGAIN)
    assert mailoutbox == []


def test_what_was_sent_is_kept_and_goes_on_by_one_click(browser, mailoutbox):
    let_time_pass(browser, 901)
    answer = browser.post("/account/delete/", {"word": "delete", "password": "no"})
    assert browser.session[KEPT_POST]["fields"] == [["word", "delete"]]
    assert browser.post(answer.url, {"password": PASSWORD}).url == "/account/delete/"
    page = browser.get("/account/delete/").content.decode()
    assert '<input type="hidden" name="word" value="delete">' in page
    assert (
        "Your account is deleted"
        in browser.post("/account/delete/", {"word": "delete"}).content.decode()
    )


def test_what_was_kept_is_shown_once(browser):
    let_time_pass(browser, 901)
    answer = browser.post("/account/delete/", {"word": "delete"})
    browser.post(answer.url, {"password": PASSWORD})
    assert "Good, it is you" in browser.get("/account/delete/").content.decode()
    assert "Good, it is you" not in browser.get("/account/delete/").content.decode()


def test_who_was_only_let_in_by_a_cookie_is_asked(ann, client):
    client.force_login(ann)
    assert client.get("/account/delete/").url.startswith(AGAIN)


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_way_on_leads_to_another_site(browser, way):
    let_time_pass(browser, 901)
    answer = browser.post(AGAIN, {"password": PASSWORD, "next": way})
    assert answer.url.startswith("/")
    assert "evil" not in answer.url


def test_guessing_the_password_again_ends_too(browser):
    let_time_pass(browser, 901)
    codes = [browser.post(AGAIN, {"password": f"wrong {n}"}).status_code for n in range(6)]
    assert codes == [200] * 5 + [429]


def test_more_than_a_session_should_hold_is_not_kept(ann, rf):
    request = rf.post("/x/", {"word": "y" * 200_001})
    request.user, request.session, request.htmx = ann, {}, False
    answer = recently_signed_in(lambda _request: HttpResponse("in"))(request)
    assert answer.status_code == 302
    assert KEPT_POST not in request.session
