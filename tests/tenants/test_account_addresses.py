"""Every address of a person's account: of our looks, closed to strangers, no way to elsewhere."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.addresses import ADDRESSES
from tests.factories import make_user

PASSWORD = "a good long password"
ACCOUNT = sorted(name for name in ADDRESSES if name.startswith(("account_", "mfa_")))
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_sign_up_sent",
    "account_sign_up_confirm",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
}
POST_ONLY = {"account_session_end", "account_sessions_end"}
ARGUMENTS: dict[str, dict[str, object]] = {
    "account_session_end": {"pk": 1},
    "account_sign_up_confirm": {"token": "x"},
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "mfa_remove_webauthn": {"pk": 0},
    "mfa_edit_webauthn": {"pk": 0},
}


@pytest.fixture
def ann(db):
    user = make_user("ann@acme.example", password=PASSWORD)
    Authenticator.objects.create(user=user, type="recovery_codes", data=codes())
    return user


def codes() -> dict[str, object]:
    return {"migrated_codes": [], "used_mask": 0}


@pytest.fixture
def browser(ann, client):
    client.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    return client


def address(name: str) -> str:
    return reverse(name, kwargs=ARGUMENTS.get(name))


@pytest.mark.parametrize("name", sorted(set(ACCOUNT) - OPEN))
def test_nobody_is_sent_to_sign_in(db, client, name):
    answer = client.post(address(name)) if name in POST_ONLY else client.get(address(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


@pytest.mark.parametrize("who", ["nobody", "somebody"])
@pytest.mark.parametrize("name", ACCOUNT)
def test_what_it_shows_is_of_our_hand(ann, name, who):
    client = Client()
    if who == "somebody":
        client.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    answer = client.get(address(name), follow=True)
    if "text/html" in answer.headers["Content-Type"] and answer.status_code != 405:
        page = answer.content.decode()
        assert 'class="brand"' in page or 'class="shell"' in page
        assert "app.css" in page
        assert "Menu:" not in page  # what allauth's own layout begins with


def test_a_passkey_of_another_is_not_there(browser):
    other = make_user("other@acme.example")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x"})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert browser.get(reverse(name, args=[key.pk])).status_code == 404
        assert browser.post(reverse(name, args=[key.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "/\\evil.example"])
@pytest.mark.parametrize(
    "page", ["/account/login/", "/account/password/change/", "/account/logout/"]
)
def test_no_way_on_leads_to_another_site(browser, way, page):
    values = {
        "next": way,
        "oldpassword": PASSWORD,
        "password1": "other plain words",
        "password2": "other plain words",
    }
    answer = browser.post(page, values)
    assert answer.status_code == 302
    assert "evil" not in answer.url


class TestChangingTheAddress:
    def ask(self, browser) -> None:
        browser.post("/account/email/", {"email": "ann@new.example", "action_add": ""})

    def test_needs_the_link_in_the_new_ones_mail(self, browser, ann, mailoutbox):
        self.ask(browser)
        ann.refresh_from_db()
        assert ann.email == "ann@acme.example"
        assert "ann@new.example" in browser.get("/account/email/").content.decode()
        assert [mail.to for mail in mailoutbox] == [["ann@new.example"]]
        link = re.search(r"http://localhost:8000(/account/confirm-email/\S+/)", mailoutbox[0].body)
        assert browser.get(link[1]).status_code == 200
        ann.refresh_from_db()
        assert ann.email == "ann@acme.example"
        browser.post(link[1])
        ann.refresh_from_db()
        assert ann.email == "ann@new.example"
        assert [one.email for one in EmailAddress.objects.all()] == ["ann@new.example"]
        assert mailoutbox[1].to == ["ann@acme.example"]

    def test_tells_nobody_whether_an_address_is_taken(self, browser, mailoutbox):
        make_user("taken@acme.example")
        taken = browser.post("/account/email/", {"email": "taken@acme.example", "action_add": ""})
        assert (taken.status_code, taken.url) == (302, "/account/email/")
        assert mailoutbox[0].to == ["taken@acme.example"]

    def test_is_open_to_who_has_a_second_step(self, browser, ann, mailoutbox):
        Authenticator.objects.create(user=ann, type="totp", data={"secret": "x"})
        self.ask(browser)
        assert len(mailoutbox) == 1


class TestMails:
    def test_are_in_our_design_and_lead_to_our_own_address(self, ann, settings, mailoutbox):
        settings.ALLOWED_HOSTS = ["*"]
        client = Client(headers={"Host": "evil.example"})
        client.post("/account/password/reset/", {"email": ann.email})
        mail = mailoutbox[0]
        html = mail.alternatives[0][0]
        assert 'class="paper"' in html
        assert 'class="button" href="http://localhost:8000/account/password/reset/key/' in html
        assert "evil.example" not in html + mail.body
        assert mail.extra_headers["Auto-Submitted"] == "auto-generated"

    def test_cannot_be_given_a_header(self, settings, client, db, mailoutbox):
        settings.SIGNUP = "open"
        client.post(
            "/account/signup/",
            {
                "name": "N",
                "email": "n@northwind.example",
                "password": "four plain words here",
                "organization_name": "North\r\nBcc: evil@evil.example",
            },
        )
        assert mailoutbox[0].subject == "Open North Bcc: evil@evil.example"
        assert mailoutbox[0].to == ["n@northwind.example"]

    def test_escape_what_people_typed(self, settings, client, db, mailoutbox):
        settings.SIGNUP = "open"
        client.post(
            "/account/signup/",
            {
                "name": "N",
                "email": "n@northwind.example",
                "password": "four plain words here",
                "organization_name": "<script>alert(1)</script>",
                "slug": "north",
            },
        )
        assert "<script>" not in mailoutbox[0].alternatives[0][0]


CREDENTIALS = [
    "",
    "x",
    "[]",
    "null",
    "1",
    '"x"',
    "{}",
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    (
        '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON":'
        ' "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}}'
    ),
    "{" * 2000,
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_forged_passkey_opens_nothing_and_breaks_nothing(ann, client, credential):
    Authenticator.objects.create(user=ann, type="totp", data={"secret": "x"})
    client.get("/account/second-step/webauthn/login/", headers={"Accept": "application/json"})
    answer = client.post("/account/second-step/webauthn/login/", {"credential": credential})
    assert (answer.status_code, answer.url) == (302, "/account/login/")
    client.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    answer = client.post("/account/second-step/authenticate/", {"credential": credential})
    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302
