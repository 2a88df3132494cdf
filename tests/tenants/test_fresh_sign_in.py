"""Who becomes admin, and how people come in, is decided by who is surely here; nothing is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tenants.models import Domain, Invitation, Joining, Member, Purpose
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW
from tests.tenants.test_recency import AGAIN, PASSWORD, let_time_pass

MEMBERS = "/o/acme/members/"


@pytest.fixture
def alice(cast, client) -> Client:
    """Let Alice have signed in by her password a good while ago."""
    user = cast.alice.user
    user.set_password(PASSWORD)
    user.save()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    let_time_pass(client, 901)
    return client


def roles(member: Member) -> set[str]:
    with tenant(member.organization_id):
        return set(Member.objects.get(pk=member.pk).roles)


def go_on(alice: Client, asked, path: str):
    """Say the password again and click on, as the page has it."""
    assert asked.status_code == 302
    assert asked.url.startswith(AGAIN)
    back = alice.post(asked.url, {"password": PASSWORD})
    assert back.headers["Location"] == path
    page = alice.get(path).content.decode()
    assert "Good, it is you" in page
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return alice.post(path, fields)


def test_handing_over(cast, alice):
    path = f"{MEMBERS}{cast.bob.public_id}/hand-over/"
    asked = alice.post(path)
    assert Role.ADMIN in roles(cast.alice)
    go_on(alice, asked, path)
    assert Role.ADMIN in roles(cast.bob)
    assert Role.ADMIN not in roles(cast.alice)


@pytest.mark.parametrize("given", [True, False])
def test_making_somebody_admin_and_taking_that_back(cast, alice, given):
    path = f"{MEMBERS}{cast.bob.public_id}/"
    with tenant(cast.acme):
        before = ["advocate"] if given else ["advocate", "admin"]
        Member.objects.filter(pk=cast.bob.pk).update(roles=before)
    asked = alice.post(path, {"roles": ["admin", "curator"] if given else ["curator"]})
    assert roles(cast.bob) == set(before)
    assert go_on(alice, asked, path).status_code == 302
    assert (Role.ADMIN in roles(cast.bob)) is given
    assert Role.CURATOR in roles(cast.bob)


def test_another_role_is_given_without_more_ado(cast, alice):
    alice.post(f"{MEMBERS}{cast.bob.public_id}/", {"roles": ["curator"]})
    assert Role.CURATOR in roles(cast.bob)


def test_changing_the_roles_of_many(cast, alice):
    path = f"{MEMBERS}change/"
    sent = {"member": str(cast.bob.public_id), "change": "add_role", "role": "curator"}
    assert alice.post(path, sent).status_code == 200  # it only asks whether one is sure
    asked = alice.post(path, {**sent, "sure": "1"})
    assert Role.CURATOR not in roles(cast.bob)
    assert go_on(alice, asked, path).url == MEMBERS
    assert Role.CURATOR in roles(cast.bob)


def test_other_changes_of_many_ask_nothing(cast, alice):
    sent = {"member": str(cast.bob.public_id), "change": "deactivate", "sure": "1"}
    assert alice.post(f"{MEMBERS}change/", sent).url == MEMBERS


def test_how_people_join_by_a_domain(cast, alice):
    with tenant(cast.acme):
        domain = Domain.objects.create(
            name="acme.example", purpose=Purpose.EMAIL, created_at=NOW, proved_at=NOW
        )
    path = f"/o/acme/domains/{domain.public_id}/joining/"
    asked = alice.post(path, {"joining": "open"})
    go_on(alice, asked, path)
    with tenant(cast.acme):
        assert Domain.objects.get().joining == Joining.OPEN


def test_inviting_an_admin(cast, alice):
    path = f"{MEMBERS}invite/"
    sent = {"email": "next@acme.example", "roles": ["admin"], "new_team": "Sales"}
    asked = alice.post(path, sent)
    with tenant(cast.acme):
        assert not Invitation.objects.exists()
    go_on(alice, asked, path)
    with tenant(cast.acme):
        made = Invitation.objects.select_related("team").get()
    assert (made.email, made.roles, made.team.name) == (
        "next@acme.example",
        ["advocate", "admin"],
        "Sales",
    )


def test_inviting_anybody_else_asks_nothing(cast, alice):
    alice.post(f"{MEMBERS}invite/", {"email": "next@acme.example", "roles": ["curator"]})
    with tenant(cast.acme):
        assert Invitation.objects.exists()


def test_a_list_is_asked_about_before_it_is_chosen(alice):
    assert alice.get(f"{MEMBERS}invite/many/").url.startswith(AGAIN)


@pytest.mark.parametrize("path", ["change/", "{bob}/hand-over/"])
def test_looking_at_it_again_leads_to_a_page(cast, alice, path):
    path = MEMBERS + path.format(bob=cast.bob.public_id)
    sent = {"member": str(cast.bob.public_id), "change": "add_role", "role": "curator", "sure": "1"}
    asked = alice.post(path, sent)
    alice.post(asked.url, {"password": PASSWORD})
    assert f'<a href="{path}">Look at it again</a>' in alice.get(path).content.decode()
    assert alice.get(path, follow=True).status_code == 200


def test_what_was_kept_does_not_go_on_before_one_has_said_who_one_is(cast, alice):
    path = f"{MEMBERS}{cast.bob.public_id}/"
    alice.post(path, {"roles": ["admin"]})
    assert "Good, it is you" not in alice.get(path).content.decode()
    assert roles(cast.bob) == {"advocate"}
