from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import Event, Member
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.bulk import MOST_AT_ONCE, Change, change_members, find_members, undo_change
from tests.factories import NOW, make_member, make_team


@pytest.fixture
def three(in_acme):
    return [make_member(name) for name in ("Carla", "Dora", "Ed")]


def again(members):
    return list(Member.objects.filter(pk__in=[m.pk for m in members]).order_by("sort_key"))


def change(cast, members, what, **more):
    return change_members(members=members, change=what, by=cast.alice, now=NOW, **more)


def test_a_team_is_set_and_given_back(in_acme, three):
    old, new = make_team("Old"), make_team("New")
    Member.objects.filter(pk=three[0].pk).update(team=old)
    done = change(in_acme, again(three), Change.TEAM, team=new)
    assert {one.team for one in again(three)} == {new}
    assert undo_change(done=done, by=in_acme.alice, now=NOW) == 3
    assert [one.team for one in again(three)] == [old, None, None]


def test_undoing_takes_a_role_only_from_those_who_got_it(in_acme, three):
    Member.objects.filter(pk=three[0].pk).update(roles=[Role.ADVOCATE, Role.CURATOR])
    done = change(in_acme, again(three), Change.ADD_ROLE, role="curator")
    assert len(done.members) == 2
    assert all(Role.CURATOR in one.roles for one in again(three))
    undo_change(done=done, by=in_acme.alice, now=NOW)
    assert [Role.CURATOR in one.roles for one in again(three)] == [True, False, False]


def test_deactivates_all_or_nobody(in_acme, three):
    with pytest.raises(ValidationError) as error:
        change(in_acme, [*three, in_acme.alice], Change.DEACTIVATE)
    assert error.value.code == "last_admin"
    assert not Member.objects.deactivated().exists()
    assert not Event.objects.exists()
    done = change(in_acme, three, Change.DEACTIVATE)
    assert all(one.left_at == NOW for one in again(three))
    undo_change(done=done, by=in_acme.alice, now=NOW)
    assert not Member.objects.deactivated().exists()


@pytest.mark.parametrize(
    ("what", "more"), [(Change.DEACTIVATE, {}), (Change.REMOVE_ROLE, {"role": "admin"})]
)
def test_who_acts_may_be_among_them_while_another_admin_stays(in_acme, three, what, more):
    make_member("Fay", Role.ADMIN)
    Member.objects.filter(pk=three[0].pk).update(roles=[Role.ADVOCATE, Role.ADMIN])
    done = change(in_acme, [in_acme.alice, *again(three[:1])], what, **more)
    assert len(done.members) == 2
    assert Member.objects.active().with_role(Role.ADMIN).count() == 1


def test_taking_admin_from_everybody_is_refused_whole(in_acme, three):
    Member.objects.filter(pk=three[0].pk).update(roles=[Role.ADVOCATE, Role.ADMIN])
    with pytest.raises(ValidationError) as error:
        change(in_acme, [*again(three[:1]), in_acme.alice], Change.REMOVE_ROLE, role="admin")
    assert error.value.code == "last_admin"
    assert Member.objects.with_role(Role.ADMIN).count() == 2


def test_is_for_admins(in_acme, three):
    with pytest.raises(PermissionDenied):
        change_members(members=three, change=Change.DEACTIVATE, by=in_acme.bob, now=NOW)


def test_finds_nobody_of_another_organization_and_not_too_many(cast):
    with tenant(cast.acme):
        with pytest.raises(ValidationError) as error:
            find_members([cast.mallory.public_id])
        assert error.value.code == "none"
        for ids, code in (([], "none"), (["junk"], "none")):
            with pytest.raises(ValidationError) as error:
                find_members(ids)
            assert error.value.code == code
        with pytest.raises(ValidationError) as error:
            find_members(uuid.uuid4() for _ in range(MOST_AT_ONCE + 1))
        assert error.value.code == "many"


def test_the_organization_is_held_once_whatever_the_number(in_acme, three):
    def holds(members, what, **more):
        with CaptureQueriesContext(connection) as captured:
            change(in_acme, members, what, **more)
        return sum('FROM "tenants_organization"' in one["sql"] for one in captured)

    assert holds(again(three), Change.ADD_ROLE, role="curator") == 1
    assert holds(again(three), Change.REMOVE_ROLE, role="curator") == 1
    assert holds(again(three), Change.DEACTIVATE) == 1
    assert holds(again(three), Change.REACTIVATE) == 1


def test_the_last_admin_keeps_the_role_and_nobody_is_changed(in_acme, three):
    Member.objects.filter(pk=three[0].pk).update(roles=[Role.ADVOCATE, Role.ADMIN])
    everybody = [*again(three), in_acme.alice]
    with pytest.raises(ValidationError) as refused:
        change(in_acme, everybody, Change.REMOVE_ROLE, role="admin")
    assert refused.value.code == "last_admin"
    assert Role.ADMIN in again(three)[0].roles
