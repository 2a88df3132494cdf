"""One hostile day: what an attacker sends at every door, in one place; all of it comes to nothing.

The details of each door stand in its own tests. Here are the doors, so that a new one is not left
out: what is forged, what is sent twice, what is another organization's, what hides in a text.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from string import Formatter
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

import outbound
from outbound import OutboundError
from policies.models import Acknowledgement
from sharing.models import Connection
from sharing.services.pending import STATE_SALT
from tenants.hostnames import clean_domain
from tenants.invitations import SIGNER, link_to_join
from tenants.models import ApiToken, Member
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.inviting import invite_member
from tenants.services.webhooks import add_webhook
from tests.addresses import ADDRESSES, OWN, POST_ONLY
from tests.api.callers import Caller, caller_of
from tests.api.examples import EXAMPLES
from tests.conftest import Cast
from tests.factories import NOW
from tests.house import House, make_house
from tests.tenants.test_sign_webhooks import BODY, documented, sent

NOBODY = {401, 403}
INSIDE = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://localhost/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://user:secret@127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/",
]
"""Addresses that lead inside: loopback, clouds' metadata, private nets, in every spelling."""


@pytest.fixture
def acme(db) -> House:
    return make_house("acme")


@pytest.fixture
def globex(db) -> House:
    return make_house("globex")


# -- What is forged, sent twice, or another organization's ------------------------------------


def _changed(text: str, at: int) -> str:
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def test_forged_tokens_open_nothing(cast: Cast):
    good = caller_of(cast.alice).text
    forged = [
        _changed(good, len(good) - 1),
        _changed(good, good.rindex("_") + 1),
        good[:-1],
        good + "A",
        good.upper(),
        f"{good} {good}",
        "adv_",
        "null",
        "é",
    ]
    said = {Caller(text)("GET", "me").status_code for text in forged}
    assert said == {401}
    assert Caller(good)("GET", "me").status_code == 200


def test_a_token_that_was_taken_back_or_has_run_out_is_not_good_again(cast: Cast):
    caller = caller_of(cast.alice)
    with tenant(cast.acme):
        token = ApiToken.objects.get()
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(1))
    assert caller("GET", "me").status_code == 401
    other = caller_of(cast.alice)
    with tenant(cast.acme):
        ApiToken.objects.all().delete()
    assert other("GET", "me").status_code == 401


def test_an_id_of_another_organization_is_like_one_of_nothing(acme: House, globex: House, settings):
    settings.API_REQUESTS_PER_MINUTE = 10_000  # every endpoint by every method, within a minute
    caller = caller_of(globex.member)
    nothing = {name: str(uuid.uuid4()) for name in acme.ids}
    tried = 0
    for example in EXAMPLES.values():
        named = {field for _, field, *_ in Formatter().parse(example.path) if field}
        if not named or not named <= set(acme.ids):
            continue  # names nothing, or what the house of pages has not
        for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            data: dict[str, Any] | None = None if method == "GET" else {}
            theirs = caller(method, example.path.format(**acme.ids), data)
            none = caller(method, example.path.format(**nothing), data)
            assert theirs.status_code == none.status_code, (method, example.path)
            assert theirs.content == none.content, (method, example.path)
        tried += 1
    assert tried > 10


def _states(user_id: int) -> dict[str, str]:
    good = {"n": "nonce", "u": user_id}
    return {
        "nothing": "",
        "words": "state",
        "never handed out": signing.dumps(good, salt=STATE_SALT),
        "of another key": signing.dumps(good, key="guessed", salt=STATE_SALT),
        "of another purpose": signing.dumps(good, salt="other"),
        "changed": _changed(signing.dumps(good, salt=STATE_SALT), 3),
    }


@pytest.mark.parametrize("name", _states(1))
def test_a_forged_way_back_from_a_network_connects_nothing(cast: Cast, sign_in, name: str):
    asked = {"state": _states(cast.bob.user_id)[name], "code": "stolen"}
    answer = sign_in(cast.bob).get("/connect/mastodon/callback", asked)
    assert answer.status_code in {302, 400, 404}
    assert "://" not in answer.headers.get("Location", "")
    with tenant(cast.acme):
        assert not Connection.objects.exists()


def test_an_invitation_lets_in_one_person_once(cast: Cast, client: Client):
    with tenant(cast.acme):
        one = invite_member(
            email="eve@acme.example", roles=[], team=None, by=cast.alice, now=timezone.now()
        )
    token = link_to_join(one).rsplit("/join/", 1)[1].strip("/")
    slug, number = SIGNER.unsign_object(token)
    forged = [
        _changed(token, 1),
        SIGNER.sign_object(["globex", number]),
        SIGNER.sign_object([slug, uuid.uuid4().hex]),
        signing.Signer(salt="tenants.other").sign_object([slug, number]),
        signing.Signer(key="guessed", salt="tenants.invitations").sign_object([slug, number]),
    ]
    for text in forged:
        assert client.get(f"/join/{text}/").status_code == 404
    answers = {"name": "Eve", "password": "four plain words here", "privacy": "on", "terms": "on"}
    assert client.post(f"/join/{token}/", answers).status_code == 302
    other = Client()
    stolen = {**answers, "name": "Mallory", "password": "another four plain words"}
    answer = other.post(f"/join/{token}/", stolen)
    assert "_auth_user_id" not in other.session
    with tenant(cast.acme):
        assert Member.objects.filter(user__email="eve@acme.example").count() == 1
    assert answer.status_code in {200, 302, 404, 410, 422}


def test_a_webhook_that_is_forged_or_sent_again_is_refused(cast: Cast):
    check = documented()
    with tenant(cast.acme):
        _, secret = add_webhook(
            url="https://hooks.example/",
            events=["post.created"],
            by=cast.alice,
            now=timezone.now(),
        )
    good = sent(secret)
    assert check(good, BODY.encode(), secret)
    old = sent(secret, now=timezone.now() - timedelta(minutes=6))
    early = sent(secret, now=timezone.now() + timedelta(minutes=6))
    forged = [
        (old, BODY),
        (early, BODY),
        (good, BODY.replace("ping", "pong")),
        ({**good, "webhook-id": "other"}, BODY),
        ({**good, "webhook-signature": "v1,AAAA"}, BODY),
        ({**good, "webhook-signature": ""}, BODY),
        (sent("whsec_" + "A" * 43 + "="), BODY),
    ]
    for headers, body in forged:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the reader's code raises
            check(headers, body.encode(), secret)


def test_a_key_for_once_is_its_members_alone_and_is_no_way_in(cast: Cast):
    alice, mallory = caller_of(cast.alice), caller_of(cast.mallory)
    first = alice("POST", "posts", {"title": "Ours"}, Idempotency_Key="k")
    theirs = mallory("POST", "posts", {"title": "Ours"}, Idempotency_Key="k")
    assert first.json()["id"] != theirs.json()["id"]
    assert "Idempotency-Replayed" not in theirs.headers
    for key in ("x" * 10_000, "\x00", "' OR 1=1 --", "é"):
        answer = alice("POST", "posts", {"title": "Ours"}, Idempotency_Key=key)
        assert answer.status_code in {201, 400, 422}, key


def test_no_file_of_another_organization_is_served(acme: House, globex: House, client: Client):
    names = [name for name in OWN if "media" in name or "download" in name or "logo" in name]
    assert len(names) >= 2
    for who in (None, globex.member.user):
        if who is not None:
            client.force_login(who)
        for name in names:
            answer = client.get(acme.url(name))
            assert answer.status_code == (302 if who is None else 404), name
            if name in POST_ONLY or who is None or "<uuid:" not in str(ADDRESSES[name].pattern):
                continue
            assert client.get(globex.url(name, ids=acme.ids)).status_code in {404, 405}, name
    client.force_login(acme.member.user)
    for path in ("../../settings.py", "..%2f..%2fsettings.py", "%2e%2e/settings.py"):
        picture = acme.ids["picture"]
        assert client.get(f"/o/acme/pictures/{picture}/{path}").status_code in {400, 404}


# -- What leads inside ----------------------------------------------------------------------------


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_of_ours_calls_inside(cast: Cast, url: str):
    with pytest.raises((OutboundError, ValueError)), outbound.Session() as session:
        session.get(url)
    with tenant(cast.acme), pytest.raises(ValidationError):
        add_webhook(url=url, events=["post.created"], by=cast.alice, now=NOW)
    with pytest.raises(ValidationError):
        clean_domain(url.partition("//")[2].partition("/")[0].rpartition("@")[2])


# -- What nobody asked for ------------------------------------------------------------------------


def test_a_form_takes_only_its_own_fields(cast: Cast, sign_in):
    client = sign_in(cast.bob)
    more = {"roles": "admin", "organization": cast.globex.pk, "is_active": "", "left_at": "now"}
    client.post("/o/acme/preferences/", {"theme": "dark", "on_leaderboard": "on", **more})
    with tenant(cast.acme):
        bob = Member.objects.get(pk=cast.bob.pk)
        assert (bob.roles, bob.organization_id, bob.left_at) == (
            cast.bob.roles,
            cast.acme.pk,
            None,
        )
        assert bob.theme == "dark"


@pytest.mark.parametrize("field", ["organization", "author", "state", "id", "approved_at", "roles"])
def test_the_api_takes_only_its_own_fields(cast: Cast, field: str):
    alice = caller_of(cast.alice)
    answer = alice("POST", "posts", {"title": "Ours", field: "x"})
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][field][0]["code"] == "unknown_field"


def test_one_is_not_more_elsewhere_than_one_is_there(cast: Cast, sign_in):
    """A member of two organizations is an admin in one of them only."""
    with tenant(cast.globex):
        both = Member.objects.create(
            user=cast.alice.user,
            name="Alice",
            sort_key="alice",
            roles=[Role.ADVOCATE],
            joined_at=NOW,
        )
        version = Acknowledgement.objects.count()
    client = sign_in(cast.alice)
    assert version == 0
    assert client.get("/o/acme/members/").status_code == 200
    assert client.get("/o/globex/members/").status_code == 403
    assert caller_of(both)("GET", "members").status_code in NOBODY
