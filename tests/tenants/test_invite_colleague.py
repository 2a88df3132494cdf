"""Inviting without being an admin: where the organization lets one, and as an advocate alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tenants.models import Invitation, Inviters, Member, Organization
from tenants.roles import Role
from tenants.scope import platform, tenant
from tenants.services.inviting import invite_colleague, invite_member

PATH = "/o/acme/invite/"
CARLA = "carla@acme.example"


@pytest.fixture
def let(cast):
    def choose(inviters: Inviters) -> Member:
        with platform():
            Organization.objects.filter(pk=cast.acme.pk).update(inviters=inviters)
        with tenant(cast.acme):
            return Member.objects.select_related("organization", "user").get(pk=cast.bob.pk)

    return choose


def invited(cast) -> list[Invitation]:
    with tenant(cast.acme):
        return list(Invitation.objects.all())


def test_everyone_may_where_everyone_may(cast, let, sign_in):
    let(Inviters.EVERYONE)
    client = sign_in(cast.bob)
    assert PATH in client.get("/o/acme/notifications/").content.decode()
    assert client.post(PATH, {"email": CARLA}).status_code == 302
    [one] = invited(cast)
    assert (one.email, one.roles, one.invited_by_id) == (CARLA, [Role.ADVOCATE], cast.bob.pk)


@pytest.mark.parametrize("inviters", [Inviters.ADMINS, Inviters.LEADS])
def test_elsewhere_one_is_told_whom_to_ask(cast, let, sign_in, inviters):
    bob = let(inviters)
    client = sign_in(cast.bob)
    assert "Here, admins invite people" in client.get(PATH).content.decode()
    assert client.post(PATH, {"email": CARLA}).status_code == 200
    assert PATH not in client.get("/o/acme/notifications/").content.decode()
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        invite_colleague(email=CARLA, by=bob, now=timezone.now())
    assert invited(cast) == []


def test_leads_may_where_leads_may(cast, let):
    let(Inviters.LEADS)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(roles=[Role.ADVOCATE, Role.CHAMPION])
        bob = Member.objects.select_related("organization").get(pk=cast.bob.pk)
        assert invite_colleague(email=CARLA, by=bob, now=timezone.now()).email == CARLA


def test_what_an_admin_has_promised_stays(cast, let, sign_in):
    bob = let(Inviters.EVERYONE)
    with tenant(cast.acme):
        now = timezone.now()
        invite_member(email=CARLA, roles=[Role.CURATOR], team=None, by=cast.alice, now=now)
        with pytest.raises(ValidationError) as refused:
            invite_colleague(email=CARLA.upper(), by=bob, now=now)
    assert refused.value.code == "invited"
    answer = sign_in(cast.bob).post(PATH, {"email": CARLA})
    assert answer.status_code == 422
    assert "has an invitation already" in answer.content.decode()
    assert invited(cast)[0].roles == [Role.ADVOCATE, Role.CURATOR]


def test_more_than_an_advocate_only_by_an_admin(cast, let):
    bob = let(Inviters.EVERYONE)
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        invite_member(email=CARLA, roles=[Role.ADMIN], team=None, by=bob, now=timezone.now())
