"""Every address × who asks: nobody, another organization's person, and each role of one's own.

An address that is not in these tables fails the test, so a new page has to say who may see it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from tenants.models import (
    Member,
)
from tenants.roles import PERMISSIONS, Permission, Role, may
from tenants.scope import tenant
from tests.addresses import (
    ADDRESSES,
    FOUND,
    OWN,
    POST_ONLY,
)
from tests.house import House, make_house
from tests.names import name_server


@pytest.fixture(autouse=True)
def _names(settings) -> Iterator[None]:
    """Let what asks a name server ask one of ours, which knows nothing."""
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield


@pytest.fixture
def acme(db) -> House:
    return make_house("acme")


@pytest.fixture
def globex(db) -> House:
    return make_house("globex")


def _ask(client: Client, name: str, url: str) -> int:
    answer = client.post(url) if name in POST_ONLY else client.get(url)
    b"".join(getattr(answer, "streaming_content", ()))  # a file is closed once it is read
    return answer.status_code


def test_every_address_is_known():
    for name, pattern in ADDRESSES.items():
        if name in OWN:
            assert str(pattern.pattern).startswith("o/<slug:slug>/"), name
            assert isinstance(getattr(pattern.callback, "permission", None), Permission), name


@pytest.mark.parametrize("name", OWN)
def test_nobody_is_sent_to_sign_in(acme: House, client: Client, name: str):
    url = acme.url(name)
    answer = client.post(url) if name in POST_ONLY else client.get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", OWN)
def test_another_organizations_person_finds_nothing(acme, globex, client: Client, name: str):
    client.force_login(globex.member.user)
    assert _ask(client, name, acme.url(name)) == 404


@pytest.mark.parametrize(
    "name",
    [n for n in OWN if "<uuid:" in str(ADDRESSES[n].pattern)],
)
def test_anothers_ids_under_ones_own_address_find_nothing(acme, globex, client, name: str):
    client.force_login(globex.member.user)
    url = globex.url(name, ids=acme.ids)
    assert client.get(url).status_code in {404, 405}
    assert client.post(url, {"compose_key": uuid.uuid4()}).status_code in {404, 405}
    assert _ask(client, name, url) == 404


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", OWN)
def test_each_role_sees_what_the_table_says(acme: House, client: Client, name: str, role: Role):
    with tenant(acme.organization):
        Member.objects.filter(pk=acme.member.pk).update(roles=[Role.ADVOCATE, role])
    client.force_login(acme.member.user)
    status = _ask(client, name, acme.url(name))
    permission = getattr(ADDRESSES[name].callback, "permission", Permission.TAKE_PART)
    if may([role], permission):
        assert status in FOUND, (name, role)
    else:
        assert status == 403, (name, role)


@pytest.mark.parametrize("name", OWN)
def test_a_person_who_left_finds_nothing(acme: House, client: Client, name: str):
    with tenant(acme.organization):
        Member.objects.filter(pk=acme.member.pk).update(left_at=timezone.now())
    client.force_login(acme.member.user)
    assert _ask(client, name, acme.url(name)) == 404


PERMISSION_TABLE = {
    # permission: who has it besides nobody
    Permission.TAKE_PART: "advocate champion manager contributor curator admin",
    Permission.WRITE_POSTS: "contributor curator admin",
    Permission.APPROVE_POSTS: "curator admin",
    Permission.EDIT_POLICY: "curator admin",
    Permission.HALT_SHARING: "curator admin",
    Permission.SEE_DASHBOARD: "manager admin",
    Permission.ENTER_NUMBERS: "manager admin",
    Permission.SET_GOALS: "manager admin",
    Permission.MANAGE_MEMBERS: "admin",
    Permission.MANAGE_ORGANIZATION: "admin",
}


def test_the_permission_table_is_what_it_is_meant_to_be():
    assert set(PERMISSIONS) == set(Permission) == set(PERMISSION_TABLE)
    for permission, roles in PERMISSION_TABLE.items():
        assert {r.value for r in Role if may([r], permission)} == set(roles.split())
