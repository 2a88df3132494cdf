from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer
from django.utils import timezone

from tenants.invitations import SIGNER, link_to_join
from tenants.models import Consent, Invitation, Member, User
from tenants.scope import tenant
from tenants.services.inviting import invite_member

OTHER = Signer(salt="another purpose")
CARLA = {"name": "Carla Cruz", "password": "plain words are good"}


@pytest.fixture
def invite(cast):
    def make(email="carla@acme.example", **changes):
        with tenant(cast.acme):
            values = {"roles": [], "team": None, "by": cast.alice, "now": timezone.now()}
            invitation = invite_member(email=email, **values)
            Invitation.objects.filter(pk=invitation.pk).update(**changes)
        return urlsplit(link_to_join(invitation)).path

    return make


def members_of(organization):
    with tenant(organization):
        return sorted(Member.objects.values_list("user__email", flat=True))


def test_a_new_person_joins_with_name_and_password_and_is_signed_in(cast, client, invite):
    path = invite()
    assert "carla@acme.example" in client.get(path).content.decode()
    assert client.post(path, CARLA).url == "/o/acme/"
    assert client.get("/o/acme/preferences/").context["request"].member.name == "Carla Cruz"
    assert client.get("/").url == "/o/acme/"


def test_a_new_person_signs_in_again_later_and_may_ask_for_a_new_password(
    client, invite, mailoutbox
):
    client.post(invite(), CARLA)
    client.post("/account/logout/")
    words = {"login": "carla@acme.example", "password": CARLA["password"]}
    assert client.post("/account/login/", words).url == "/"
    client.post("/account/logout/")
    client.post("/account/password/reset/", {"email": "carla@acme.example"})
    assert [message.to for message in mailoutbox] == [["carla@acme.example"]]
    link = re.search(r"/account/password/reset/key/\S+", mailoutbox[0].body)[0]
    form = client.get(link).url
    client.post(form, {"password1": "other plain words", "password2": "other plain words"})
    assert client.post("/account/login/", {**words, "password": "other plain words"}).url == "/"


def test_a_weak_password_is_explained_and_the_name_stays(client, invite):
    response = client.post(invite(), {"name": "Carla Cruz", "password": "short"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "too short" in page
    assert "Carla Cruz" in page
    assert not User.objects.filter(email="carla@acme.example").exists()


def test_a_new_person_accepts_the_documents_of_the_instance(client, invite, settings):
    settings.TERMS_URL, settings.TERMS_VERSION = "https://advocacy.example/terms", "7"
    path = invite()
    assert settings.TERMS_URL in client.get(path).content.decode()
    assert client.post(path, CARLA).status_code == 422
    assert not User.objects.filter(email="carla@acme.example").exists()
    assert client.post(path, {**CARLA, "terms": "on"}).status_code == 302
    consent = Consent.objects.get()
    assert (consent.user.email, consent.document, consent.version) == (
        "carla@acme.example",
        "terms",
        "7",
    )


def test_a_known_person_signs_in_and_comes_back(cast, client, invite):
    path = invite("mallory@globex.example")
    page = client.get(path).content.decode()
    assert f"/account/login/?next={path}" in page
    assert client.post(path, CARLA).url == path
    client.force_login(cast.mallory.user)
    assert "Join Acme" in client.get(path).content.decode()
    assert client.post(path).url == "/o/acme/"
    assert client.get("/o/globex/preferences/").status_code == 200
    assert len(client.get("/o/acme/preferences/").context["shell"].organizations) == 2


def test_someone_else_is_told_and_joins_nothing(cast, invite, sign_in):
    path = invite()
    client = sign_in(cast.mallory)
    for response in (client.get(path), client.post(path, CARLA)):
        assert "This link is for someone else" in response.content.decode()
    assert members_of(cast.acme) == ["alice@acme.example", "bob@acme.example"]
    assert client.post("/account/logout/", {"next": path}).url == path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("accepted_at", "has been used"),
        ("withdrawn_at", "was withdrawn"),
        ("expires_at", "has run out"),
    ],
)
def test_a_closed_link_says_why_and_lets_nobody_in(client, invite, change, words):
    path = invite(**{change: timezone.now() - timedelta(hours=1)})
    for response in (client.get(path), client.post(path, CARLA, follow=True)):
        assert response.status_code == 410
        assert words in response.content.decode()
    assert not User.objects.filter(email="carla@acme.example").exists()


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "x",
        lambda token: OTHER.sign_object(SIGNER.unsign_object(token)),
        lambda token: SIGNER.sign_object(["nowhere", "0" * 32]),
        lambda token: SIGNER.sign_object(["globex", SIGNER.unsign_object(token)[1]]),
    ],
)
def test_a_forged_link_is_one_friendly_page(cast, client, invite, forge):
    token = invite().split("/")[2]
    response = client.get(f"/join/{forge(token)}/")
    assert response.status_code == 404
    assert "This link is not complete" in response.content.decode()


def test_a_second_click_of_the_same_form_just_goes_on(cast, client, invite):
    path = invite()
    client.post(path, CARLA)
    client.logout()
    assert client.post(path, CARLA).url == "/o/acme/"
    assert members_of(cast.acme).count("carla@acme.example") == 1


def test_who_has_joined_and_opens_the_link_again_just_goes_on(client, invite):
    path = invite()
    client.post(path, CARLA)
    assert client.get(path).url == "/o/acme/"


def test_a_used_link_is_no_way_around_the_password(cast, client, invite):
    path = invite()
    client.post(path, CARLA)
    client.logout()
    response = client.post(path, {**CARLA, "password": "another guess"}, follow=True)
    assert response.status_code == 410
    assert not response.wsgi_request.user.is_authenticated


def test_a_person_without_an_organization_is_told_what_to_do(db, client):
    client.force_login(User.objects.create_user("nobody@acme.example", "plain words are good"))
    page = client.get("/").content.decode()
    assert "not in an organization" in page
    assert "nobody@acme.example" in page
