from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import connection

from tenants.models import Invitation, Member, TeamRole, User
from tenants.roles import Role
from tenants.scope import NoTenant, tenant
from tenants.services import joining
from tenants.services.inviting import invite_member
from tenants.services.joining import accept_invitation
from tests.factories import NOW, make_member, make_team, make_user

CARLA = {"name": "Carla Ćwik", "password": "plain words are good"}


def invite(cast, email="carla@acme.example", **changes):
    values = {"roles": [], "team": None, "by": cast.alice, "now": NOW, **changes}
    with tenant(cast.acme):
        return invite_member(email=email, **values)


def test_a_new_person_becomes_a_member_who_can_reset_a_password(cast):
    with tenant(cast.acme):
        team = make_team("Sales")
    invitation = invite(cast, roles=[Role.MANAGER], team=team)
    member = accept_invitation(invitation=invitation, now=NOW, **CARLA)
    assert (member.name, member.sort_key, member.roles) == (
        "Carla Ćwik",
        "carla cwik",
        ["advocate", "manager"],
    )
    assert (member.team_id, member.joined_at, member.organization_id) == (
        team.pk,
        NOW,
        cast.acme.pk,
    )
    user = User.objects.get(email="carla@acme.example")
    assert user.check_password(CARLA["password"])
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)
    with tenant(cast.acme):
        assert [(r.role, r.team_id) for r in TeamRole.objects.filter(member=member)] == [
            ("manager", team.pk)
        ]


def test_a_person_of_another_organization_joins_as_who_they_are(cast):
    invitation = invite(cast, "mallory@globex.example")
    member = accept_invitation(invitation=invitation, now=NOW, user=cast.mallory.user)
    assert (member.user_id, member.organization_id) == (cast.mallory.user_id, cast.acme.pk)
    assert member.name == cast.mallory.user.name
    assert User.objects.filter(email="mallory@globex.example").count() == 1


def test_joining_twice_is_joining_once(cast):
    invitation = invite(cast)
    first = accept_invitation(invitation=invitation, now=NOW, **CARLA)
    user = User.objects.get(pk=first.user_id)
    again = accept_invitation(invitation=invitation, now=NOW + timedelta(days=30), user=user)
    assert again == first
    assert again.joined_at == NOW


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": NOW}, {"accepted_at": NOW}, {"expires_at": NOW}]
)
def test_a_closed_invitation_lets_nobody_in(cast, change):
    invitation = invite(cast)
    with tenant(cast.acme):
        Invitation.objects.update(**change)
    with pytest.raises(ValidationError) as error:
        accept_invitation(invitation=invitation, now=NOW, **CARLA)
    assert error.value.code == "closed"
    assert not User.objects.filter(email="carla@acme.example").exists()


def test_nobody_joins_by_anothers_invitation(cast):
    invitation = invite(cast)
    with pytest.raises(ValidationError) as error:
        accept_invitation(invitation=invitation, now=NOW, user=cast.mallory.user)
    assert error.value.code == "other_person"


def test_someone_with_an_account_signs_in_first(cast):
    invitation = invite(cast, "mallory@globex.example")
    with pytest.raises(ValidationError) as error:
        accept_invitation(invitation=invitation, now=NOW, **CARLA)
    assert error.value.code == "has_account"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": " "}, {"name"}),
        ({"name": "x" * 121}, {"name"}),
        ({"password": "short"}, {"password_too_short"}),
        ({"password": "password123"}, {"password_too_common"}),
        ({"password": "carla@acme.example"}, {"password_too_similar"}),
    ],
)
def test_asks_for_a_name_and_a_password_nobody_guesses(cast, changes, codes):
    with pytest.raises(ValidationError) as error:
        accept_invitation(invitation=invite(cast), now=NOW, **{**CARLA, **changes})
    assert {one.code for one in error.value.error_list} == codes


def test_someone_who_left_joins_again_with_the_new_roles(cast):
    with tenant(cast.acme):
        user = make_user("carla@acme.example")
        old = make_member("Carla", Role.ADMIN, user=user, left_at=NOW - timedelta(days=9))
    member = accept_invitation(invitation=invite(cast), now=NOW, user=user)
    assert (member.pk, member.left_at, member.roles, member.joined_at) == (
        old.pk,
        None,
        ["advocate"],
        NOW,
    )


def test_a_member_by_another_way_keeps_what_they_are(cast):
    invitation = invite(cast, roles=[Role.ADMIN])
    with tenant(cast.acme):
        user = make_user("carla@acme.example")
        old = make_member("Carla", Role.CURATOR, user=user)
    member = accept_invitation(invitation=invitation, now=NOW, user=user)
    assert (member.pk, member.roles) == (old.pk, ["advocate", "curator"])


@pytest.mark.django_db(transaction=True)
def test_parallel_clicks_make_one_person_and_one_member(cast):
    invitation = invite(cast)

    def click(_):
        try:
            return accept_invitation(invitation=invitation, now=NOW, **CARLA).pk
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert sorted(map(str, answers))[1:] == ["closed"] * 3
    with tenant(cast.acme):
        assert Member.objects.filter(user__email="carla@acme.example").count() == 1


def test_hashing_the_password_holds_nothing(cast, monkeypatch):
    seen = []

    def slow(password):
        with pytest.raises(NoTenant):
            Member.objects.count()
        seen.append(password)
        return make_password(password)

    monkeypatch.setattr(joining, "make_password", slow)
    accept_invitation(invitation=invite(cast), now=NOW, **CARLA)
    assert seen == [CARLA["password"]]
    assert User.objects.get(email="carla@acme.example").check_password(CARLA["password"])
