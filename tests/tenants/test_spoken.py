"""Whom pages and mails speak which language to: the member's own, else the organization's."""

from __future__ import annotations

import pytest

from tenants.letters import write_letter
from tenants.mails import compose_mail
from tenants.models import Letter, Member, Organization
from tenants.scope import platform, tenant
from tenants.services.erasing import erase_member
from tenants.services.members import deactivate_member
from tests.api.callers import caller_of
from tests.factories import NOW

PREFERENCES, SPEAK = "/o/acme/preferences/", "/o/acme/language/"
PARAMS = {"network": "Mastodon", "handle": "@bob", "path": "/o/acme/connections/"}


@pytest.fixture(autouse=True)
def two_languages(settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]


def let_speak(cast, language, organization=""):
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(language=language)
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(language=organization)


def stored(cast, member=None):
    with tenant(cast.acme):
        return Member.objects.get(pk=(member or cast.bob).pk).language


def mail_to(cast, member):
    """Return the plain text and the page of a notice that names a day."""
    params = {**PARAMS, "by": "2026-12-03T12:00:00+00:00", "days": 7}
    with tenant(cast.acme):
        write_letter(
            email=member.user.email,
            member=member,
            template="connection_ends",
            subject=f"{member.pk}",
            params=params,
            now=NOW,
        )
        letter = Letter.objects.select_related("member").get(subject=f"{member.pk}")
        mail = compose_mail(letter, now=NOW)
    assert mail is not None
    return mail.body, mail.alternatives[0][0]


@pytest.mark.parametrize(
    ("own", "organization", "spoken"),
    [
        ("ar", "", "ar"),
        ("ar", "en", "ar"),
        ("", "ar", "ar"),
        ("en", "ar", "en"),
        ("", "", "en"),
        ("", "de", "en"),  # posts can be in it, pages and mails are not
        ("xx", "ar", "ar"),  # was spoken once
    ],
)
def test_a_mail_is_in_the_members_language_else_the_organizations(cast, own, organization, spoken):
    let_speak(cast, own, organization)
    text, page = mail_to(cast, cast.bob)
    direction, month = ("rtl", "ديسمبر") if spoken == "ar" else ("ltr", "Dec.")
    assert f'<html lang="{spoken}" dir="{direction}">' in page
    assert month in text


def test_the_others_get_theirs_in_the_organizations(cast):
    let_speak(cast, "ar")
    _text, page = mail_to(cast, cast.alice)
    assert 'lang="en" dir="ltr"' in page


def test_a_farewell_is_in_the_language_of_who_left(cast):
    let_speak(cast, "ar", "en")
    with tenant(cast.acme):
        deactivate_member(member=cast.bob, by=cast.alice, now=NOW)
        mail = compose_mail(Letter.objects.get(template="deactivated"), now=NOW)
        assert 'lang="ar" dir="rtl"' in mail.alternatives[0][0]
        Member.objects.filter(pk=cast.bob.pk).update(left_at=None)
        assert compose_mail(Letter.objects.get(template="deactivated"), now=NOW) is None


def test_the_switch_is_for_pages_and_mails_and_for_every_browser(cast, sign_in):
    client = sign_in(cast.bob)
    answer = client.post(SPEAK, {"language": "ar", "next": "/o/acme/shares/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/acme/shares/")
    assert client.cookies["django_language"].value == "ar"
    assert stored(cast) == "ar"
    elsewhere = sign_in(cast.bob)
    elsewhere.cookies["django_language"] = "en"
    assert 'lang="ar" dir="rtl"' in elsewhere.get("/o/acme/shares/").content.decode()
    assert stored(cast, cast.alice) == ""


@pytest.mark.parametrize("language", ["de", "xx", "", "a" * 99, "\x00"])
def test_a_language_we_do_not_speak_changes_nothing(cast, sign_in, language):
    let_speak(cast, "ar")
    client = sign_in(cast.bob)
    assert client.post(SPEAK, {"language": language}).status_code == 302
    assert "django_language" not in client.cookies
    client.post(PREFERENCES, {"theme": "", "language": language or "zz"})
    assert stored(cast) == "ar"
    assert client.get(SPEAK).status_code == 405


def test_it_is_chosen_among_the_preferences_and_taken_back(cast, sign_in):
    let_speak(cast, "", "en")
    client = sign_in(cast.bob)
    assert "The organization’s: English" in client.get(PREFERENCES).content.decode()
    client.post(PREFERENCES, {"theme": "", "language": "ar"})
    assert (stored(cast), client.cookies["django_language"].value) == ("ar", "ar")
    assert 'value="ar" selected' in client.get(PREFERENCES).content.decode()
    client.post(PREFERENCES, {"theme": ""})  # a form that does not ask
    assert stored(cast) == "ar"
    client.post(PREFERENCES, {"theme": "", "language": ""})
    assert (stored(cast), client.cookies["django_language"].value) == ("", "")
    assert 'lang="en"' in client.get(PREFERENCES).content.decode()


def test_where_one_language_is_spoken_nobody_is_asked(cast, sign_in, settings):
    settings.LANGUAGES = [("en", "English")]
    page = sign_in(cast.bob).get(PREFERENCES).content.decode()
    assert 'name="language"' not in page


def test_programs_choose_it_too(cast):
    caller = caller_of(cast.bob)
    assert caller.get("me/preferences")["language"] == ""
    assert caller("PATCH", "me/preferences", {"language": "ar"}).json()["language"] == "ar"
    refused = caller("PATCH", "me/preferences", {"language": "de"})
    assert (refused.status_code, refused.json()["code"]) == (422, "language")
    assert stored(cast) == "ar"


def test_who_is_erased_speaks_none(cast):
    let_speak(cast, "ar")
    with tenant(cast.acme):
        erase_member(member=Member.objects.get(pk=cast.bob.pk), now=NOW)
    assert stored(cast) == ""
