"""In which language mails about an account are: its own, whatever browser asked for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tenants.models import Member, Organization
from tenants.scope import platform, tenant
from tenants.spoken import spoken_to_person
from tests.factories import NOW, make_member

PASSWORD = "a good long password"


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]


@pytest.fixture
def bob(cast):
    cast.bob.user.set_password(PASSWORD)
    cast.bob.user.save()
    return cast.bob


def let_speak(member, language, organization=""):
    with platform():
        Member.everyone.filter(pk=member.pk).update(language=language)
        Organization.objects.filter(pk=member.organization_id).update(language=organization)


def browser(language="en", *, who=None) -> Client:
    client = Client(headers={"Accept-Language": language})
    if who is not None:
        client.post("/account/login/", {"login": who.user.email, "password": PASSWORD})
    return client


def language_of(mail) -> str:
    page = mail.alternatives[0][0]
    return page.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("own", "organization", "asked_in", "spoken"),
    [
        ("ar", "", "en", "ar"),
        ("en", "ar", "ar", "en"),
        ("", "ar", "en", "ar"),
        ("", "", "ar", "ar"),
        ("", "", "en", "en"),
        ("xx", "de", "ar", "ar"),  # neither is spoken
    ],
)
def test_a_reset_is_in_the_accounts_language(bob, mailoutbox, own, organization, asked_in, spoken):
    let_speak(bob, own, organization)
    browser(asked_in).post("/account/password/reset/", {"email": "Bob@acme.example"})
    [mail] = mailoutbox
    assert mail.to == ["bob@acme.example"]
    assert language_of(mail) == spoken


def test_a_stranger_is_answered_in_the_language_of_the_request(bob, mailoutbox):
    let_speak(bob, "ar")
    browser("ar").post("/account/password/reset/", {"email": "nobody@acme.example"})
    browser("en").post("/account/password/reset/", {"email": "nobody@else.example"})
    assert [language_of(mail) for mail in mailoutbox] == ["ar", "en"]


def test_a_new_address_is_confirmed_in_the_accounts_language(bob, mailoutbox):
    let_speak(bob, "ar")
    client = browser(who=bob)
    client.post("/account/email/", {"email": "bob@new.example", "action_add": ""})
    [mail] = mailoutbox
    assert mail.to == ["bob@new.example"]
    assert language_of(mail) == "ar"
    client.post("/account/confirm-email/" + mail.body.partition("confirm-email/")[2].split()[0])
    assert mailoutbox[1].to == ["bob@acme.example"]  # theirs no more
    assert language_of(mailoutbox[1]) == "ar"


def test_a_change_is_told_in_the_accounts_language(bob, mailoutbox, settings):
    let_speak(bob, "ar")
    new = {
        "oldpassword": PASSWORD,
        "password1": "another long one",
        "password2": "another long one",
    }
    browser(who=bob).post("/account/password/change/", new)
    [mail] = mailoutbox
    assert language_of(mail) == "ar"


def test_that_an_address_has_an_account_is_told_in_that_accounts_language(bob, mailoutbox, cast):
    let_speak(bob, "ar")
    cast.alice.user.set_password(PASSWORD)
    cast.alice.user.save()
    client = browser(who=cast.alice)
    client.post("/account/email/", {"email": "bob@acme.example", "action_add": ""})
    [mail] = mailoutbox
    assert (mail.to, language_of(mail)) == (["bob@acme.example"], "ar")


def test_the_last_mail_is_in_the_language_that_was_theirs(bob, mailoutbox):
    let_speak(bob, "ar")
    browser(who=bob).post("/account/delete/", {"word": "Delete"})
    [mail] = mailoutbox
    assert language_of(mail) == "ar"
    assert spoken_to_person("bob@acme.example") == ""


def test_of_several_memberships_the_active_language_counts_else_the_last_joined(cast):
    with tenant(cast.globex):
        other = make_member("Bob", user=cast.bob.user, joined_at=NOW + timedelta(days=1))
    let_speak(cast.bob, "en", "ar")
    let_speak(other, "ar", "en")
    for active, spoken in (("en", "en"), ("ar", "ar"), ("de", "ar")):
        with translation.override(active):
            assert spoken_to_person(cast.bob.user.email) == spoken
    let_speak(other, "", "ar")  # what one chose goes before what an organization speaks
    assert spoken_to_person(cast.bob.user.email) == "en"
    with platform():
        Member.everyone.filter(pk=cast.bob.pk).update(left_at=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert spoken_to_person(cast.bob.user.email) == "ar"
    assert len([one for one in asked if "FROM" in one["sql"]]) == 1
