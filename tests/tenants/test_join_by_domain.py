from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError

from tenants.models import (
    Domain,
    Event,
    Invitation,
    Joining,
    JoinRequest,
    Letter,
    Member,
    Notification,
    Purpose,
    Team,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.domain_joining import (
    approve_request,
    decline_request,
    doors_for,
    join_by_domain,
)
from tenants.services.inviting import invite_member
from tenants.services.members import deactivate_member, set_roles
from tests.factories import NOW, make_user


@pytest.fixture
def eve(db):
    return make_user("eve@acme.example")


def open_domain(organization, joining=Joining.OPEN, **changes):
    values = {"name": "acme.example", "purpose": Purpose.EMAIL, "proved_at": NOW, **changes}
    with tenant(organization):
        return Domain.objects.create(joining=joining, created_at=NOW, **values)


def join(user, domain, now=NOW):
    return join_by_domain(user=user, domain_id=domain.public_id, now=now)


def acts(cast):
    with tenant(cast.acme):
        return list(Event.objects.order_by("pk").values_list("act", flat=True))


def test_an_open_door_lets_in_at_one_click(cast, eve):
    domain = open_domain(cast.acme)
    [door] = doors_for(eve)
    assert (door.organization, door.is_open, door.email) == (cast.acme, True, eve.email)
    member = join(eve, domain)
    assert (member.roles, member.organization_id) == (["advocate"], cast.acme.pk)
    assert doors_for(eve) == []
    assert acts(cast) == ["member.joined"]


@pytest.mark.parametrize(
    "changes",
    [
        {"joining": Joining.CLOSED},
        {"proved_at": None},
        {"purpose": Purpose.LINKS},
        {"name": "other.example"},
        {"name": "cme.example"},
        {"name": "sub.acme.example"},
    ],
)
def test_every_other_door_is_closed(cast, eve, changes):
    domain = open_domain(cast.acme, **changes)
    assert doors_for(eve) == []
    with pytest.raises(ValidationError) as error:
        join(eve, domain)
    assert error.value.code == "closed"


def test_an_address_that_is_not_confirmed_opens_nothing(cast, eve):
    domain = open_domain(cast.acme)
    EmailAddress.objects.update(verified=False)
    assert doors_for(eve) == []
    with pytest.raises(ValidationError):
        join(eve, domain)
    EmailAddress.objects.create(user=eve, email="Eve@ACME.example", verified=True, primary=False)
    assert [door.email for door in doors_for(eve)] == ["eve@acme.example"]


def test_an_id_that_names_nothing_opens_nothing(cast, eve):
    with pytest.raises(ValidationError):
        join_by_domain(user=eve, domain_id=uuid.uuid4(), now=NOW)


def test_with_approval_one_asks_and_an_admin_says_yes(cast, eve):
    domain = open_domain(cast.acme, Joining.APPROVAL)
    assert join(eve, domain) is None
    assert join(eve, domain, NOW + timedelta(minutes=1)) is None
    [door] = doors_for(eve)
    assert (door.is_open, door.is_asked) == (False, True)
    with tenant(cast.acme):
        asked = JoinRequest.objects.get()
        assert Notification.objects.of(cast.alice).get().params["person"] == "Eve"
        assert not Notification.objects.of(cast.bob).exists()
        assert Letter.objects.get().template == "join_asked"
        with pytest.raises(PermissionDenied):
            approve_request(request=asked, by=cast.bob, now=NOW)
        member = approve_request(request=asked, by=cast.alice, now=NOW)
        assert member.user == eve
        assert Notification.objects.of(cast.alice).get().read_at == NOW
        assert not Letter.objects.exists()
        with pytest.raises(ValidationError) as error:
            decline_request(request=asked, by=cast.alice, now=NOW)
        assert error.value.code == "decided"
    assert acts(cast) == ["join.asked", "join.approved"]


def test_who_was_declined_may_ask_again(cast, eve):
    domain = open_domain(cast.acme, Joining.APPROVAL)
    join(eve, domain)
    with tenant(cast.acme):
        decline_request(request=JoinRequest.objects.get(), by=cast.alice, now=NOW)
        assert not Member.objects.filter(user=eve).exists()
    later = NOW + timedelta(days=1)
    join(eve, domain, later)
    with tenant(cast.acme):
        asked = JoinRequest.objects.waiting().get()
        assert (asked.asked_at, asked.decided_by) == (later, None)
        assert Notification.objects.of(cast.alice).count() == 2


def test_who_was_deactivated_never_comes_back_by_themselves(cast, eve):
    domain = open_domain(cast.acme)
    member = join(eve, domain)
    with tenant(cast.acme):
        set_roles(member=member, roles=[Role.CURATOR], by=cast.alice, now=NOW)
        deactivate_member(member=member, by=cast.alice, now=NOW)
    [door] = doors_for(eve)
    assert not door.is_open
    assert join(eve, domain) is None
    with tenant(cast.acme):
        assert Member.objects.get(pk=member.pk).left_at == NOW
        later = NOW + timedelta(days=1)
        back = approve_request(request=JoinRequest.objects.get(), by=cast.alice, now=later)
        assert (back.pk, back.left_at, back.returned_at) == (member.pk, None, later)
        assert back.roles == ["advocate", "curator"]


def test_an_invitation_that_waits_is_taken_with_its_roles(cast, eve):
    domain = open_domain(cast.acme, Joining.APPROVAL)
    with tenant(cast.acme):
        team = Team.objects.create(name="Sales", sort_key="sales")
        given = {"roles": [Role.CURATOR], "team": team, "by": cast.alice}
        invite_member(email=eve.email, now=NOW - timedelta(days=1), **given)
    member = join(eve, domain)
    assert (member.roles, member.team_id) == (["advocate", "curator"], team.pk)
    with tenant(cast.acme):
        assert Invitation.objects.get().accepted_at == NOW


def test_two_organizations_may_have_the_same_domain(cast, eve):
    ours, theirs = open_domain(cast.acme), open_domain(cast.globex, Joining.APPROVAL)
    assert [door.organization for door in doors_for(eve)] == [cast.acme, cast.globex]
    join(eve, theirs)
    assert join(eve, ours).organization_id == cast.acme.pk
    with tenant(cast.globex):
        assert JoinRequest.objects.count() == 1
        assert not Member.objects.filter(user=eve).exists()


PAGE = "/join/"


def test_the_page_shows_what_an_address_opens_and_nothing_else(cast, eve, client, sign_in):
    assert client.get(PAGE).headers["Location"].startswith("/account/login/")
    domain = open_domain(cast.acme)
    page = sign_in(eve).get(PAGE).content.decode()
    assert "Join Acme" in page
    assert "Globex" not in page
    answer = client.post(PAGE, {"domain": domain.public_id})
    assert answer.headers["Location"] == "/o/acme/"
    for wrong in ("", "junk", str(uuid.uuid4())):
        assert client.post(PAGE, {"domain": wrong}).headers["Location"] == PAGE
    page = sign_in(cast.mallory).get(PAGE).content.decode()
    assert "Acme" not in page
