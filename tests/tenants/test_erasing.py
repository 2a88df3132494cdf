"""A person goes: what names them goes, what was counted stays, nobody is left without an admin."""

from __future__ import annotations

import threading

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from sharing.models import Share
from tenants.letters import write_letter
from tenants.models import (
    Act,
    ApiToken,
    Consent,
    Event,
    ImportLine,
    Invitation,
    InvitationImport,
    JoinRequest,
    Letter,
    Member,
    Notice,
    Notification,
    TeamRole,
    User,
)
from tenants.roles import Role
from tenants.scope import platform, tenant
from tenants.services.erasing import erase_member, erase_person, farewells
from tenants.services.members import reactivate_member
from tenants.services.telling import tell_admins
from tenants.services.tokens import make_token
from tests.factories import (
    NOW,
    make_member,
    make_organization,
    make_post,
    make_share,
    make_team,
    make_user,
)

PASSWORD = "a good long password"


def everything() -> str:
    """Return what all tables hold, as text."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def zoe(cast):
    """Zoe Quill, with one of each thing that names her, in two organizations."""
    user = make_user("zoe.quill@acme.example", password=PASSWORD)
    user.name = "Zoe Quill"
    user.save()
    Consent.objects.create(user=user, document="terms", version="1", given_at=NOW)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    for organization, inviter in ((cast.acme, cast.alice), (cast.globex, cast.mallory)):
        with tenant(organization):
            team = make_team("Sales")
            member = make_member("Zoe Quill", Role.MANAGER, user=user, team=team)
            TeamRole.objects.create(member=member, team=team, role=Role.MANAGER)
            Invitation.objects.create(
                email=user.email,
                name=user.name,
                invited_by=inviter,
                accepted_at=NOW,
                created_at=NOW,
                expires_at=NOW,
            )
            write_letter(
                email=user.email,
                template="share_live",
                subject="1",
                params={},
                now=NOW,
                member=member,
            )
            Notification.objects.create(
                member=member, kind="share_live", subject="1", path="/", created_at=NOW
            )
            make_share(member, make_post())
            request = JoinRequest.objects.create(user=user, email=user.email, asked_at=NOW)
            asks = {"person": user.name, "email": user.email, "domain": "acme.example"}
            about = request.public_id.hex
            tell_admins(Notice.JOIN_ASKED, subject=about, params=asks, now=NOW)
            job = InvitationImport.objects.create(by=inviter, total=1, created_at=NOW)
            ImportLine.objects.create(job=job, number=1, email=user.email, name=user.name)
            make_token(member=member, name="Zoe’s", scopes=["me:read"], days=30, now=NOW)
    return user


def test_nothing_names_the_person_any_more(cast, zoe):
    erase_person(user=zoe, now=NOW)
    left = everything().casefold()
    assert "zoe" not in left
    assert "quill" not in left


def test_what_was_counted_stays(cast, zoe):
    erase_person(user=zoe, now=NOW)
    for organization in (cast.acme, cast.globex):
        with tenant(organization):
            member = Member.objects.get(user=zoe)
            assert (member.name, member.sort_key) == ("Former member", "former member")
            assert (member.left_at, member.erased_at) == (NOW, NOW)
            assert member.team is not None
            assert Share.objects.get().member_id == member.pk
            assert not Notification.objects.exists()
            assert not Letter.objects.exists()
            assert not TeamRole.objects.exists()
            event = Event.objects.get(act=Act.MEMBER_ERASED)
            assert event.by_id == member.pk
            assert not ApiToken.objects.exists()


def test_no_mark_of_boards_stays(cast, zoe):
    with tenant(cast.acme):
        Member.objects.filter(user=zoe).update(on_screen=True, is_executive=True)
    erase_person(user=zoe, now=NOW)
    with tenant(cast.acme):
        member = Member.objects.get(user=zoe)
        assert (member.on_leaderboard, member.on_screen, member.is_executive) == (False,) * 3


def test_nobody_signs_in_as_them_again(cast, zoe):
    inside = Client()
    inside.force_login(zoe)
    erase_person(user=zoe, now=NOW)
    assert inside.get("/o/acme/preferences/").status_code == 302
    zoe.refresh_from_db()
    assert (zoe.is_active, zoe.has_usable_password()) == (False, False)
    assert not EmailAddress.objects.filter(user=zoe).exists()
    assert not UserSession.objects.filter(user=zoe).exists()
    assert not User.objects.filter(email="zoe.quill@acme.example").exists()


def test_the_address_is_free_again(cast, zoe):
    erase_person(user=zoe, now=NOW)
    assert make_user("zoe.quill@acme.example").pk != zoe.pk


def test_the_only_admin_of_others_stays(cast, zoe):
    with pytest.raises(ValidationError) as refused:
        erase_person(user=cast.alice.user, now=NOW)
    assert refused.value.code == "only_admin"
    assert "Acme" in " ".join(refused.value.messages)
    with tenant(cast.acme):
        assert Member.objects.get(pk=cast.alice.pk).left_at is None
    assert User.objects.get(pk=cast.alice.user_id).is_active


def test_one_organization_in_the_way_keeps_all_memberships(cast, zoe):
    lone = make_organization("lone")
    with tenant(lone):
        make_member("Zoe Quill", Role.ADMIN, user=zoe)
        make_member("Other")
    with pytest.raises(ValidationError):
        erase_person(user=zoe, now=NOW)
    with tenant(cast.acme):
        assert Member.objects.get(user=zoe).erased_at is None


def test_with_another_admin_the_first_may_go(cast):
    with tenant(cast.acme):
        make_member("Second", Role.ADMIN)
    erase_person(user=cast.alice.user, now=NOW)
    with tenant(cast.acme):
        assert Member.objects.get(pk=cast.alice.pk).erased_at == NOW


def test_the_last_person_of_all_may_go(db):
    lone = make_organization("lone")
    with tenant(lone):
        member = make_member("Only", Role.ADMIN)
    assert [one.stands_in_the_way for one in farewells(member.user)] == [False]
    erase_person(user=member.user, now=NOW)
    with tenant(lone):
        assert Member.objects.get().erased_at == NOW


def test_a_membership_that_ended_before_is_erased_too(cast, zoe):
    with tenant(cast.acme):
        Member.objects.filter(user=zoe).update(left_at=NOW)
    erase_person(user=zoe, now=NOW)
    with tenant(cast.acme):
        assert Member.objects.get(user=zoe).name == "Former member"


def test_nobody_brings_the_erased_back(in_acme):
    erase_member(member=in_acme.bob, now=NOW)
    reactivate_member(member=in_acme.bob, by=in_acme.alice, now=NOW)
    assert Member.objects.get(pk=in_acme.bob.pk).left_at == NOW
    assert not Member.objects.deactivated().exists()


def test_erasing_twice_changes_nothing(in_acme):
    erase_member(member=in_acme.bob, now=NOW)
    erase_member(member=in_acme.bob, now=NOW)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_last_admins_who_go_at_once_one_stays(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        second = make_member("Second", Role.ADMIN, user=make_user("second@acme.example"))
    refused: list[str | None] = []
    start = threading.Barrier(2)

    def go(user: User) -> None:
        start.wait()
        try:
            erase_person(user=user, now=NOW)
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(m.user,)) for m in (cast.alice, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["only_admin"]
    with tenant(cast.acme):
        assert Member.objects.active().filter(roles__contains=["admin"]).count() == 1


class TestThePage:
    def enter(self, user) -> Client:
        user.set_password(PASSWORD)
        user.save()
        client = Client()
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        return client

    def test_says_what_happens_in_each_organization(self, cast):
        with tenant(cast.globex):
            make_member("Alice", user=cast.alice.user)
        page = self.enter(cast.alice.user).get("/account/delete/").content.decode()
        assert "You are its only admin, and 1 person stays." in page
        assert "Your membership ends." in page
        assert "Delete my account" not in page

    def test_wants_the_word(self, cast):
        client = self.enter(cast.bob.user)
        assert client.post("/account/delete/", {"word": "yes"}).status_code == 422
        assert User.objects.get(pk=cast.bob.user_id).is_active

    def test_deletes_signs_out_and_writes_a_last_mail(self, cast, mailoutbox):
        client = self.enter(cast.bob.user)
        other = Client()
        other.post("/account/login/", {"login": cast.bob.user.email, "password": PASSWORD})
        answer = client.post("/account/delete/", {"word": "Delete"})
        assert "Your account is deleted" in answer.content.decode()
        assert client.get("/").url.startswith("/account/login/")
        assert other.get("/").url.startswith("/account/login/")
        assert [mail.to for mail in mailoutbox] == [["bob@acme.example"]]

    def test_refuses_who_stands_in_the_way_even_when_sent(self, cast):
        client = self.enter(cast.alice.user)
        assert client.post("/account/delete/", {"word": "delete"}).status_code == 422
        assert User.objects.get(pk=cast.alice.user_id).is_active
