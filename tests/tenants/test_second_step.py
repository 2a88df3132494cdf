"""The second step at sign-in, and organizations that ask for it."""

from __future__ import annotations

import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.invitations import link_to_join
from tenants.models import Act, Event, Invitation, Organization
from tenants.scope import tenant
from tenants.second_factor import needs_mfa
from tenants.services.sealing_again import reseal_second_steps
from tenants.services.signing_in import require_mfa
from tests.api.callers import caller_of
from tests.factories import NOW, make_connection, make_member, make_post
from tests.one_time_codes import code_of

PASSWORD = "a good long password"
KEYS = {
    "old": "old:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    "new": "new:" + "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=",
}


def sign_in_by_password(user) -> Client:
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def set_up_app(client):
    page = client.get("/account/second-step/totp/activate/").content.decode()
    key = re.search(r'id="key" value="(\w+)"', page)[1]
    client.post("/account/second-step/totp/activate/", {"code": code_of(key)})
    return key


@pytest.fixture
def bob(cast):
    return cast.bob.user


def ask_for_it(organization: Organization) -> None:
    with tenant(organization):
        Organization.objects.filter(pk=organization.pk).update(requires_mfa=True)
    organization.requires_mfa = True


def has_it(user) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


class TestTheAppOnThePhone:
    def test_is_asked_for_from_then_on(self, bob):
        key = set_up_app(sign_in_by_password(bob))
        client = Client()
        words = {"login": bob.email, "password": PASSWORD, "next": "/o/acme/preferences/"}
        answer = client.post("/account/login/", words)
        assert answer.url.startswith("/account/second-step/authenticate/")
        assert client.get("/o/acme/preferences/").status_code == 302
        assert client.post(answer.url, {"code": "000000"}).status_code == 200
        assert client.post(answer.url, {"code": code_of(key)}).url == "/o/acme/preferences/"
        assert client.get("/o/acme/preferences/").status_code == 200

    def test_a_code_works_once(self, bob):
        key = set_up_app(sign_in_by_password(bob))
        code = code_of(key)
        answers = []
        for _ in range(2):
            client = Client()
            client.post("/account/login/", {"login": bob.email, "password": PASSWORD})
            answers.append(client.post("/account/second-step/authenticate/", {"code": code}))
        assert [answer.status_code for answer in answers] == [302, 200]

    def test_its_key_is_not_in_the_database_in_the_clear(self, bob):
        key = set_up_app(sign_in_by_password(bob))
        stored = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert key not in stored
        assert "'secret': 'test:" in stored

    def test_a_recovery_code_stands_in_once(self, bob):
        client = sign_in_by_password(bob)
        set_up_app(client)
        page = client.get("/account/second-step/recovery-codes/").content.decode()
        code = re.search(r"<code>(\d{8})</code>", page)[1]
        answers = []
        for _ in range(2):
            other = Client()
            other.post("/account/login/", {"login": bob.email, "password": PASSWORD})
            answers.append(other.post("/account/second-step/authenticate/", {"code": code}))
        assert [answer.status_code for answer in answers] == [302, 200]

    def test_clicking_twice_on_join_does_not_go_around_it(self, bob, cast):
        set_up_app(sign_in_by_password(bob))
        with tenant(cast.acme):
            invitation = Invitation.objects.create(
                email=bob.email,
                organization=cast.acme,
                accepted_at=NOW,
                created_at=NOW,
                expires_at=NOW,
            )
        client = Client()
        form = {"name": "Bob", "password": PASSWORD}
        answer = client.post(urlsplit(link_to_join(invitation)).path, form)
        assert answer.url.startswith("/account/second-step/authenticate/")
        assert client.get("/o/acme/preferences/").status_code == 302

    def test_keys_are_sealed_again_under_the_newest(self, bob, settings):
        settings.CREDENTIAL_KEYS = [KEYS["old"]]
        key = set_up_app(sign_in_by_password(bob))
        settings.CREDENTIAL_KEYS = [KEYS["new"], KEYS["old"]]
        assert reseal_second_steps() == (2, 0)
        settings.CREDENTIAL_KEYS = [KEYS["new"]]
        assert reseal_second_steps() == (0, 0)
        assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(key))

    def test_keys_that_cannot_be_opened_are_counted(self, bob, settings):
        settings.CREDENTIAL_KEYS = [KEYS["old"]]
        set_up_app(sign_in_by_password(bob))
        settings.CREDENTIAL_KEYS = [KEYS["new"]]
        assert reseal_second_steps() == (0, 2)


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_one_up_is_told_by_mail(make_cast, mailoutbox):
    set_up_app(sign_in_by_password(make_cast().bob.user))
    assert [mail.subject for mail in mailoutbox] == ["An authenticator app was set up"]
    assert "127.0.0.1" in mailoutbox[0].body


def test_an_operator_takes_it_away_from_who_has_lost_it(cast):
    has_it(cast.bob.user)
    has_it(cast.alice.user)
    call_command("remove_second_step", " Bob@acme.example", stdout=StringIO())
    assert [one.user_id for one in Authenticator.objects.all()] == [cast.alice.user_id]
    with pytest.raises(CommandError):
        call_command("remove_second_step", "nobody@acme.example")


class TestAnOrganizationThatAsks:
    def test_leads_from_every_address_to_setting_it_up(self, cast, sign_in):
        ask_for_it(cast.acme)
        with tenant(cast.acme):
            post, account = make_post(), make_connection(cast.bob)
        client = sign_in(cast.bob)
        way = "/o/acme/second-step/"
        assert client.get("/o/acme/").url == way
        assert client.post("/o/acme/preferences/", {"theme": "dark"}).url == way
        assert client.post(f"/o/acme/posts/{post.public_id}/share-now/").url == way
        assert client.post(f"/o/acme/connections/{account.public_id}/check/").url == way
        fragment = client.get("/o/acme/notifications/recent/", headers={"HX-Request": "true"})
        assert fragment.headers["HX-Redirect"] == way
        page = client.get(way)
        assert (page.status_code, "Acme asks for" in page.content.decode()) == (200, True)
        assert client.get("/o/acme/brand.css").status_code == 200

    def test_leaves_other_organizations_open(self, cast, sign_in):
        ask_for_it(cast.acme)
        with tenant(cast.globex):
            make_member("Bob", user=cast.bob.user)
        client = sign_in(cast.bob)
        assert client.get("/o/globex/preferences/").status_code == 200
        assert "Globex" in client.get("/o/acme/second-step/").content.decode()

    def test_lets_in_who_has_it(self, cast, sign_in):
        ask_for_it(cast.acme)
        has_it(cast.bob.user)
        client = sign_in(cast.bob)
        assert client.get("/o/acme/preferences/").status_code == 200
        assert client.get("/o/acme/second-step/").url == "/o/acme/"

    def test_is_not_content_with_recovery_codes(self, cast):
        ask_for_it(cast.acme)
        Authenticator.objects.create(user=cast.bob.user, type="recovery_codes", data={})
        with tenant(cast.acme):
            assert needs_mfa(cast.bob)

    def test_holds_programs_up_too(self, cast):
        call = caller_of(cast.bob)
        ask_for_it(cast.acme)
        refused = call("GET", "me")
        assert (refused.status_code, refused.json()["code"]) == (403, "second_step")
        has_it(cast.bob.user)
        assert call("GET", "me").status_code == 200

    def test_shows_strangers_nothing(self, cast, sign_in):
        ask_for_it(cast.acme)
        assert sign_in(cast.mallory).get("/o/acme/second-step/").status_code == 404

    def test_costs_others_no_query(self, cast, sign_in):
        client = sign_in(cast.bob)
        with CaptureQueriesContext(connection) as captured:
            client.get("/o/acme/preferences/")
        assert not [query for query in captured if "mfa_" in query["sql"]]


class TestAskingForIt:
    def test_is_an_admins_who_has_it(self, cast):
        has_it(cast.alice.user)
        with tenant(cast.acme):
            require_mfa(by=cast.alice, on=True, now=NOW)
            require_mfa(by=cast.alice, on=True, now=NOW)
            assert Organization.objects.get().requires_mfa
            require_mfa(by=cast.alice, on=False, now=NOW)
            acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
        assert acts == [Act.MFA_REQUIRED, Act.MFA_NOT_REQUIRED]

    def test_is_refused_to_an_admin_without(self, cast):
        with tenant(cast.acme), pytest.raises(ValidationError) as refused:
            require_mfa(by=cast.alice, on=True, now=NOW)
        assert refused.value.code == "own"

    def test_is_not_a_members(self, cast):
        has_it(cast.bob.user)
        with tenant(cast.acme), pytest.raises(PermissionDenied):
            require_mfa(by=cast.bob, on=True, now=NOW)

    def test_has_a_page_that_counts_and_names_nobody(self, cast):
        client = sign_in_by_password(cast.alice.user)
        has_it(cast.bob.user)
        has_it(cast.mallory.user)
        page = client.get("/o/acme/settings/sign-in/").content.decode()
        assert "1 of 2 people have a second step now." in page
        assert "Bob" not in page
        assert "You first" in page
        has_it(cast.alice.user)
        client.post("/o/acme/settings/sign-in/", {"requires_mfa": "on"})
        with tenant(cast.acme):
            assert Organization.objects.get().requires_mfa
