"""Tokens: what they look like, what is stored, when they stop."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from advocacy.logs import mask
from tenants.models import Act, ApiToken, Event, Member, User
from tenants.scope import platform, tenant
from tenants.services.tokens import make_token, revoke_token, revoke_tokens_of
from tenants.token_scopes import Scope
from tenants.tokens import find_token, is_token, new_token
from tests.api.callers import Caller, caller_of
from tests.conftest import Cast


def test_a_token_has_a_shape_that_scanners_know_and_a_checksum():
    text, prefix = new_token()
    assert re.fullmatch(rf"adv_{prefix}_[0-9A-Za-z]{{49}}", text)
    assert is_token(text)
    assert not is_token(text[:-1] + ("a" if text[-1] != "a" else "b"))
    assert not is_token(text.upper())
    assert len({new_token()[0] for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "adv_", "é" * 60, "adv_00000000_" + "0" * 49, "x" * 10_000])
def test_what_is_no_token_does_not_reach_the_database(db, text, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find_token(text, now=timezone.now()) is None


def test_only_a_digest_is_stored(in_acme: Cast):
    _token, text = make_token(
        member=in_acme.bob, name=" My  bot ", scopes=["me:read"], days=30, now=timezone.now()
    )
    row = ApiToken.objects.values().get()
    assert text.rpartition("_")[2] not in str(row)
    assert (row["name"], row["prefix"]) == ("My bot", text[4:12])
    assert Event.objects.get().act == Act.TOKEN_MADE


def test_a_log_line_loses_the_secret():
    text, _prefix = new_token()
    assert mask(f"Authorization: Bearer {text}, refused") == "Authorization: Bearer …, refused"
    assert mask(f"for {text}:") == "for adv_…:"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["me:read", "all"]}, "scopes"),
        ({"days": 10_000}, "days"),
    ],
)
def test_refuses_what_can_not_be(in_acme: Cast, changes, code):
    good = {"name": "Bot", "scopes": ["me:read"], "days": 30}
    with pytest.raises(ValidationError) as refused:
        make_token(member=in_acme.bob, now=timezone.now(), **{**good, **changes})
    assert refused.value.code == code


def test_a_member_has_twenty_at_most(in_acme: Cast):
    for _ in range(20):
        make_token(member=in_acme.bob, name="B", scopes=["me:read"], days=30, now=timezone.now())
    with pytest.raises(ValidationError, match="20 tokens"):
        make_token(member=in_acme.bob, name="B", scopes=["me:read"], days=30, now=timezone.now())


def test_a_revoked_token_is_of_no_use_at_once(cast: Cast):
    caller = caller_of(cast.bob)
    assert caller("GET", "me").status_code == 200
    with tenant(cast.acme):
        revoke_token(token=ApiToken.objects.get(), by=cast.alice, now=timezone.now())
        assert Event.objects.filter(act=Act.TOKEN_REVOKED).count() == 1
    assert caller("GET", "me").json()["code"] == "token"


def test_only_its_member_and_who_manages_members_revoke_it(in_acme: Cast):
    token, _text = make_token(
        member=in_acme.alice, name="A", scopes=["me:read"], days=30, now=timezone.now()
    )
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, by=in_acme.bob, now=timezone.now())


def test_all_of_a_member_are_revoked_together(cast: Cast):
    callers = [caller_of(cast.bob), caller_of(cast.bob)]
    alices = caller_of(cast.alice)
    with tenant(cast.acme):
        assert revoke_tokens_of(member=cast.bob, by=cast.alice, now=timezone.now()) == 2
    assert [one("GET", "me").status_code for one in callers] == [401, 401]
    assert alices("GET", "me").status_code == 200


def test_an_expired_token_is_of_no_use(cast: Cast):
    caller = caller_of(cast.bob)
    with tenant(cast.acme):
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert caller("GET", "me").status_code == 401


def test_a_closed_account_has_no_tokens(cast: Cast):
    caller = caller_of(cast.bob)
    User.objects.filter(pk=cast.bob.user_id).update(is_active=False)
    assert caller("GET", "me").status_code == 401


def test_a_token_names_one_of_two_memberships(cast: Cast):
    with tenant(cast.globex):
        there = Member.objects.create(
            user_id=cast.alice.user_id,
            name="Alice",
            sort_key="alice",
            joined_at=timezone.now(),
            roles=[],
        )
    here, there_too = caller_of(cast.alice).get("me"), caller_of(there).get("me")
    assert (here["organization"]["slug"], there_too["organization"]["slug"]) == ("acme", "globex")
    assert "manage members" in here["permissions"]
    assert there_too["permissions"] == ["take part"]


def test_use_is_noted_at_most_once_a_minute(cast: Cast):
    caller = caller_of(cast.bob)
    caller.get("me")
    with platform():
        first = ApiToken.everyone.get().last_used_at
    caller.get("me")
    with platform():
        assert ApiToken.everyone.get().last_used_at == first
        ApiToken.everyone.update(last_used_at=first - timedelta(minutes=2))
    caller.get("me")
    with platform():
        assert ApiToken.everyone.get().last_used_at >= first


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer a b", "bearer  nothing"])
def test_other_headers_open_nothing(cast: Cast, header: str):
    answer = Client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_in_the_address_is_no_token(cast: Cast):
    text = caller_of(cast.bob).text
    assert Client().get(f"/api/v1/me?token={text}").status_code == 401


def test_the_page_shows_a_token_once(cast: Cast, sign_in):
    client = sign_in(cast.bob)
    _just_showed_who_they_are(client)
    form = {"name": "Bot", "scopes": ["me:read", "posts:read"], "days": "30"}
    made = client.post("/o/acme/tokens/new/", form)
    assert "no-store" in made.headers["Cache-Control"]
    (text,) = re.findall(r'value="(adv_\w+)"', made.content.decode())
    assert Caller(text).get("me")["scopes"] == ["me:read", "posts:read"]
    listed = client.get("/o/acme/tokens/").content.decode()
    assert text not in listed
    assert text[:13] in listed


def test_the_page_asks_who_it_is_first(cast: Cast, sign_in):
    cast.bob.user.set_password("a long password")
    cast.bob.user.save()
    client = sign_in(cast.bob)
    for answer in (client.get("/o/acme/tokens/new/"), client.post("/o/acme/tokens/new/", {})):
        assert answer.status_code == 302
        assert answer.headers["Location"] == (
            "/account/reauthenticate/?next=%2Fo%2Facme%2Ftokens%2Fnew%2F"
        )
    with platform():
        assert ApiToken.everyone.count() == 0


def test_the_page_revokes_ones_own_alone(cast: Cast, sign_in):
    bobs, alices = caller_of(cast.bob), caller_of(cast.alice)
    own, other = bobs.get("me/tokens")["items"][0], alices.get("me/tokens")["items"][0]
    client = sign_in(cast.bob)
    assert client.post(f"/o/acme/tokens/{other['id']}/revoke/").status_code == 404
    assert client.post(f"/o/acme/tokens/{own['id']}/revoke/").status_code == 302
    assert (bobs("GET", "me").status_code, alices("GET", "me").status_code) == (401, 200)


def test_the_form_says_what_is_missing(cast: Cast, sign_in):
    client = sign_in(cast.bob)
    _just_showed_who_they_are(client)
    answer = client.post("/o/acme/tokens/new/", {"name": "", "days": "5"})
    assert answer.status_code == 422
    assert "Choose what it may be used for." in answer.content.decode()


def test_every_scope_has_words_for_people():
    assert all(len(scope.label) > 10 for scope in Scope)


def _just_showed_who_they_are(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp()}
    ]
    session.save()


def test_an_admin_sees_who_has_tokens_and_revokes_them(cast: Cast, sign_in):
    bobs = [caller_of(cast.bob), caller_of(cast.bob)]
    theirs = caller_of(cast.mallory)
    client = sign_in(cast.alice)
    page = client.get("/o/acme/members/tokens/").content.decode()
    assert "2 tokens" in page
    assert bobs[0].text[:13] not in page
    assert "Mallory" not in page
    there = f"/o/acme/members/{cast.mallory.public_id}/tokens/revoke/"
    assert client.post(there).status_code == 404
    here = f"/o/acme/members/{cast.bob.public_id}/tokens/revoke/"
    assert client.post(here).status_code == 302
    assert [one("GET", "me").status_code for one in (*bobs, theirs)] == [401, 401, 200]
    with tenant(cast.acme):
        event = Event.objects.get(act=Act.TOKEN_REVOKED)
        assert (event.by_id, event.subject) == (cast.alice.pk, cast.bob.public_id)
