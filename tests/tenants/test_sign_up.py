from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tenants.models import Act, Consent, Event, Member, Organization, SignUp, User
from tenants.scope import platform, tenant
from tests.factories import make_organization

FORM = {
    "name": "Nora Nieminen",
    "email": "nora@northwind.example",
    "password": "four plain words here",
    "organization_name": "Northwind Oy",
    "slug": "",
}


@pytest.fixture(autouse=True)
def _open_to_anybody(settings):
    settings.SIGNUP = "open"


def link_in(mail):
    return re.search(r"http://localhost:8000(/account/signup/\S+/)", mail.body)[1]


def slugs() -> list[str]:
    with platform():
        return sorted(Organization.objects.values_list("slug", flat=True))


def test_opens_an_organization_for_who_proves_the_address(client, db, mailoutbox):
    assert client.post("/account/signup/", FORM).url == "/account/signup/sent/"
    assert (User.objects.count(), slugs()) == (0, [])
    answer = client.post(link_in(mailoutbox[0]))
    assert answer.url == "/o/northwind-oy/start/"
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "Northwind Oy is open" in page.content.decode()
    with tenant(page.wsgi_request.organization):
        member = Member.objects.get()
        assert (member.name, member.roles) == ("Nora Nieminen", ["advocate", "admin"])
        assert [event.act for event in Event.objects.all()] == [Act.ORGANIZATION_CREATED]
    assert EmailAddress.objects.get().verified
    assert not SignUp.objects.exists()


def test_the_password_of_the_form_signs_in_later(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    client.post(link_in(mailoutbox[0]))
    words = {"login": FORM["email"], "password": FORM["password"]}
    assert Client().post("/account/login/", words).url == "/"


def test_an_address_with_an_account_gets_the_same_answer_and_a_mail(cast, client, mailoutbox):
    theirs = client.post("/account/signup/", {**FORM, "email": cast.bob.user.email})
    new = Client().post("/account/signup/", FORM)
    assert (theirs.status_code, theirs.url) == (new.status_code, new.url)
    assert [mail.to for mail in mailoutbox] == [[cast.bob.user.email], [FORM["email"]]]
    assert "already" in mailoutbox[0].subject
    assert SignUp.objects.get().email == FORM["email"]


def test_another_browser_has_to_say_the_password(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    other, link = Client(), link_in(mailoutbox[0])
    assert "password you chose" in other.get(link).content.decode()
    assert other.post(link).status_code == 422
    assert other.post(link, {"password": "something else"}).status_code == 422
    assert not User.objects.exists()
    assert other.post(link, {"password": FORM["password"]}).url == "/o/northwind-oy/start/"


def test_guessing_that_password_ends_after_five(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    other, link = Client(), link_in(mailoutbox[0])
    for _ in range(5):
        other.post(link, {"password": "something else"})
    answer = other.post(link, {"password": FORM["password"]})
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


def test_looking_at_the_link_opens_nothing(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    assert client.get(link_in(mailoutbox[0])).status_code == 200
    assert not User.objects.exists()


def test_the_link_works_once_and_for_a_day(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    link = link_in(mailoutbox[0])
    SignUp.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(link).status_code == 410
    SignUp.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    assert client.post(link).status_code == 302
    assert Client().post(link).status_code == 410
    assert Client().post(link[:-2] + "x/").status_code == 410
    assert slugs() == ["northwind-oy"]


def test_a_slug_taken_meanwhile_gets_a_number(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    make_organization("northwind-oy")
    assert client.post(link_in(mailoutbox[0])).url == "/o/northwind-oy-2/start/"


def test_an_account_made_meanwhile_is_left_alone(client, db, mailoutbox):
    client.post("/account/signup/", FORM)
    user = User.objects.create_user(FORM["email"], "quite another one", name="Nora")
    assert client.post(link_in(mailoutbox[0])).status_code == 410
    assert slugs() == []
    user.refresh_from_db()
    assert user.check_password("quite another one")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "\u0301"}, "name"),
        ({"password": "short"}, "password"),
        ({"organization_name": ""}, "organization_name"),
        ({"slug": "Not A Slug"}, "slug"),
        ({"slug": "-"}, "slug"),
    ],
)
def test_says_what_is_wrong_and_keeps_the_rest(client, db, mailoutbox, change, field):
    answer = client.post("/account/signup/", {**FORM, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert (mailoutbox, SignUp.objects.count()) == ([], 0)


def test_what_is_accepted_is_written_down(client, db, mailoutbox, settings):
    settings.TERMS_URL, settings.TERMS_VERSION = "https://example.com/terms", "2026-11"
    assert client.post("/account/signup/", FORM).context["form"].errors["terms"]
    client.post("/account/signup/", {**FORM, "terms": "on"})
    client.post(link_in(mailoutbox[0]))
    consent = Consent.objects.get()
    assert (consent.document, consent.version) == ("terms", "2026-11")
    assert consent.user.email == FORM["email"]


def test_an_address_gets_three_mails_an_hour_and_no_more(client, db, mailoutbox):
    for _ in range(5):
        assert client.post("/account/signup/", FORM).status_code == 302
    assert len(mailoutbox) == 3


def test_is_closed_where_the_instance_says_so(client, db, settings):
    settings.SIGNUP = "closed"
    assert "by invitation" in client.post("/account/signup/", FORM).content.decode()
    assert not SignUp.objects.exists()
    assert "/account/signup/" not in client.get("/account/login/").content.decode()


def test_a_member_who_is_no_admin_has_no_first_page(cast, sign_in):
    assert sign_in(cast.bob).get("/o/acme/start/").status_code == 403
