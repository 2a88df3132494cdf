from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection as database
from django.utils import timezone

from tenants.letters import send_letters
from tenants.models import Event, Invitation, Member, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.inviting import invite_member
from tenants.services.joining import accept_invitation
from tenants.services.members import (
    deactivate_member,
    reactivate_member,
    set_roles,
    set_team,
    transfer_ownership,
)
from tests.factories import NOW, make_member, make_team, make_user


def acts():
    return list(Event.objects.order_by("pk").values_list("act", flat=True))


def fresh(member):
    return Member.objects.get(pk=member.pk)


def test_deactivating_ends_the_membership_and_the_team_roles(in_acme):
    team = make_team("Sales")
    set_roles(
        member=in_acme.bob,
        roles=[Role.MANAGER],
        teams={"manager": [team]},
        by=in_acme.alice,
        now=NOW,
    )
    deactivate_member(member=in_acme.bob, by=in_acme.alice, now=NOW)
    deactivate_member(member=in_acme.bob, by=in_acme.alice, now=NOW + timedelta(days=1))
    assert fresh(in_acme.bob).left_at == NOW
    assert fresh(in_acme.bob).roles == ["advocate", "manager"]
    assert not TeamRole.objects.exists()
    assert acts() == ["member.roles_set", "member.deactivated"]


def test_wakes_who_sweeps_up(cast, celery_sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), tenant(cast.acme):
        deactivate_member(member=cast.bob, by=cast.alice, now=NOW)
    assert ("sharing.tasks.sweep_left", {}) in celery_sent


def test_the_person_is_told_by_mail_unless_it_was_taken_back(cast):
    now = timezone.now()
    with tenant(cast.acme):
        deactivate_member(member=cast.bob, by=cast.alice, now=now)
    send_letters(now=now)
    [told] = mail.outbox
    assert told.to == ["bob@acme.example"]
    assert told.subject == "You no longer take part in Advocacy at Acme"
    with tenant(cast.acme):
        reactivate_member(member=cast.bob, by=cast.alice, now=now)
        later = now + timedelta(hours=1)
        deactivate_member(member=cast.bob, by=cast.alice, now=later)
        reactivate_member(member=cast.bob, by=cast.alice, now=later)
    send_letters(now=later)
    assert len(mail.outbox) == 1


def test_the_way_back_is_by_an_admin(cast):
    with tenant(cast.acme):
        carla = make_user("carla@acme.example")
        given = {"roles": [], "team": None, "by": cast.alice, "now": NOW}
        theirs = invite_member(email="carla@acme.example", **given)
        of_others = invite_member(email="dora@acme.example", **given)
        member = make_member("Carla", user=carla)
        deactivate_member(member=member, by=cast.alice, now=NOW)
        theirs.refresh_from_db()
        of_others.refresh_from_db()
    assert theirs.withdrawn_at is not None
    assert of_others.withdrawn_at is None
    with pytest.raises(ValidationError) as error:
        accept_invitation(invitation=theirs, user=carla, now=NOW)
    assert error.value.code == "closed"


def test_reactivating_gives_back_what_one_was(in_acme):
    set_roles(member=in_acme.bob, roles=[Role.CURATOR], by=in_acme.alice, now=NOW)
    deactivate_member(member=in_acme.bob, by=in_acme.alice, now=NOW)
    later = NOW + timedelta(days=3)
    reactivate_member(member=in_acme.bob, by=in_acme.alice, now=later)
    bob = fresh(in_acme.bob)
    assert (bob.left_at, bob.returned_at, bob.roles) == (None, later, ["advocate", "curator"])


@pytest.mark.parametrize(
    "act",
    [
        lambda c: deactivate_member(member=c.alice, by=c.bob, now=NOW),
        lambda c: reactivate_member(member=c.alice, by=c.bob, now=NOW),
        lambda c: set_roles(member=c.bob, roles=[Role.ADMIN], by=c.bob, now=NOW),
        lambda c: set_team(member=c.bob, team=None, by=c.bob, now=NOW),
        lambda c: transfer_ownership(to=c.alice, by=c.bob, now=NOW),
    ],
)
def test_is_for_admins(in_acme, act):
    with pytest.raises(PermissionDenied):
        act(in_acme)


def test_who_was_admin_a_moment_ago_may_not(in_acme):
    """The object in hand may be older than what another admin has just done."""
    old_alice = in_acme.alice
    set_roles(member=in_acme.bob, roles=[Role.ADMIN], by=in_acme.alice, now=NOW)
    Member.objects.filter(pk=in_acme.alice.pk).update(roles=[Role.ADVOCATE])
    with pytest.raises(PermissionDenied):
        deactivate_member(member=in_acme.bob, by=old_alice, now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda c: deactivate_member(member=c.alice, by=c.alice, now=NOW),
        lambda c: set_roles(member=c.alice, roles=[Role.CURATOR], by=c.alice, now=NOW),
    ],
)
def test_the_last_admin_stays(in_acme, act):
    make_member("Gone", Role.ADMIN, left_at=NOW)
    make_member("Locked out", Role.ADMIN, user=make_user("locked@acme.example", is_active=False))
    with pytest.raises(ValidationError) as error:
        act(in_acme)
    assert error.value.code == "last_admin"
    assert Role.ADMIN in fresh(in_acme.alice).roles
    assert fresh(in_acme.alice).left_at is None
    assert acts() == []


def test_handing_over_makes_another_admin_and_steps_down(in_acme):
    transfer_ownership(to=in_acme.bob, by=in_acme.alice, now=NOW)
    assert fresh(in_acme.bob).roles == ["advocate", "admin"]
    assert fresh(in_acme.alice).roles == ["advocate", "manager", "curator"]
    assert acts() == ["ownership.transferred"]


def test_hands_over_only_to_somebody_else_who_is_in(in_acme):
    gone = make_member("Gone", left_at=NOW)
    for heir in (gone, in_acme.alice):
        with pytest.raises(ValidationError) as error:
            transfer_ownership(to=heir, by=in_acme.alice, now=NOW)
        assert error.value.code == "member"
    assert Role.ADMIN in fresh(in_acme.alice).roles


def test_a_role_that_goes_takes_its_teams_along(in_acme):
    sales, field = make_team("Sales"), make_team("Field")
    roles = [Role.MANAGER, Role.CHAMPION]
    teams = {"manager": [sales, field], "champion": [sales]}
    given = {"member": in_acme.bob, "by": in_acme.alice, "now": NOW}
    set_roles(roles=roles, teams=teams, **given)
    assert TeamRole.objects.count() == 3
    set_roles(roles=[Role.CHAMPION], **given)
    assert [(one.role, one.team) for one in TeamRole.objects.all()] == [("champion", sales)]
    with pytest.raises(ValidationError) as error:
        set_roles(roles=["owner"], **given)
    assert error.value.code == "roles"


def test_a_team_is_set_once(in_acme):
    team = make_team("Sales")
    for _ in range(2):
        set_team(member=fresh(in_acme.bob), team=team, by=in_acme.alice, now=NOW)
    assert fresh(in_acme.bob).team == team
    assert [event.data for event in Event.objects.all()] == [{"team": team.public_id.hex}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["deactivate", "take the role"])
def test_two_admins_who_remove_each_other_leave_one(make_cast, act):
    cast = make_cast()
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(roles=[Role.ADVOCATE, Role.ADMIN])
        cast.bob.refresh_from_db()
        assert cast.bob.organization_id == cast.acme.pk
    ready = Barrier(2)

    def remove(by, whom):
        try:
            with tenant(cast.acme):
                ready.wait(timeout=10)
                if act == "deactivate":
                    deactivate_member(member=whom, by=by, now=NOW)
                else:
                    set_roles(member=whom, roles=[], by=by, now=NOW)
        except (ValidationError, PermissionDenied) as error:
            return type(error).__name__
        finally:
            database.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(remove, cast.alice, cast.bob)
        second = pool.submit(remove, cast.bob, cast.alice)
        answers = sorted([first.result(), second.result()])
    assert answers == ["PermissionDenied", "done"]
    with tenant(cast.acme):
        assert Member.objects.active().with_role(Role.ADMIN).count() == 1


def test_another_organization_is_not_touched(cast):
    with tenant(cast.globex):
        there = make_member("Bob", user=cast.bob.user)
    with tenant(cast.acme):
        deactivate_member(member=cast.bob, by=cast.alice, now=NOW)
        assert Invitation.objects.count() == 0
    with tenant(cast.globex):
        assert fresh(there).left_at is None


def test_who_left_finds_nothing_at_once(cast, client):
    client.force_login(cast.bob.user)
    assert client.get("/o/acme/").status_code == 200
    with tenant(cast.acme):
        deactivate_member(member=cast.bob, by=cast.alice, now=timezone.now())
    for path in ("/o/acme/", "/o/acme/notifications/unread/", "/o/acme/calendar/"):
        assert client.get(path).status_code == 404
