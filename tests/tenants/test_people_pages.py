"""The pages of members, invitations, lists, teams and domains, as an admin uses them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import (
    Domain,
    ImportLine,
    Invitation,
    InvitationImport,
    Joining,
    JoinRequest,
    Member,
    Purpose,
    Team,
    TeamRole,
    User,
)
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.importing import work_imports
from tests.factories import NOW, make_member, make_team, make_user
from tests.names import name_server

MEMBERS = "/o/acme/members/"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


def names_on(response):
    return [row.member.name for row in response.context["page"].rows]


@pytest.fixture
def crowd(cast):
    with tenant(cast.acme):
        sales = make_team("Sales")
        make_member("Łukasz Żak", Role.CURATOR, user=make_user("lz@acme.example"), team=sales)
        make_member("Jonas Weber", user=make_user("jonas@acme.example"), team=sales)
        make_member("Web Er", user=make_user("zz@acme.example"))
        make_member("Old Timer", user=make_user("old@acme.example"), left_at=NOW)
    with tenant(cast.globex):
        make_member("Weber of Globex")
    return sales


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=web", ["Jonas Weber", "Web Er"]),
        ("q=WEBER", ["Jonas Weber"]),
        ("q=jonas+w", ["Jonas Weber"]),
        ("q=zak", ["Łukasz Żak"]),
        ("q=lz@", ["Łukasz Żak"]),
        ("q=%25", []),
        ("q=_", []),
        ("q=%00web", ["Alice", "Bob", "Jonas Weber", "Łukasz Żak", "Web Er"]),
        ("q=%27+OR+1=1--", []),
        ("q=old", []),
        ("q=old&state=left", ["Old Timer"]),
        ("state=left", ["Old Timer"]),
        ("role=curator", ["Alice", "Łukasz Żak"]),
        ("role=junk", ["Alice", "Bob", "Jonas Weber", "Łukasz Żak", "Web Er"]),
        ("role=admin&q=b", []),
    ],
)
def test_finds_by_how_a_name_or_address_begins(alice, crowd, query, names):
    assert names_on(alice.get(f"{MEMBERS}?{query}")) == names


def test_a_search_in_a_team_goes_on_by_page(cast, alice, crowd):
    assert names_on(alice.get(f"{MEMBERS}?team={crowd.public_id}&q=j")) == ["Jonas Weber"]
    with tenant(cast.acme):
        for number in range(60):
            make_member(f"Jo {number:02}", team=crowd)
    first = alice.get(f"{MEMBERS}?team={crowd.public_id}&q=jo")
    assert len(names_on(first)) == 50
    older = first.context["older_url"]
    assert names_on(alice.get(MEMBERS + older))[-1] == "Jonas Weber"
    assert f"team={crowd.public_id}" in older


@pytest.mark.parametrize(
    "path",
    [
        MEMBERS,
        f"{MEMBERS}?q=m&role=advocate",
        f"{MEMBERS}invitations/",
        f"{MEMBERS}requests/",
        "/o/acme/teams/",
        "/o/acme/domains/",
    ],
)
def test_asks_as_often_for_forty_as_for_two(cast, alice, path):
    def fill(start, end):
        with tenant(cast.acme):
            for n in range(start, end):
                team = make_team(f"T {n}")
                make_member(f"M {n}", Role.MANAGER, team=team)
                until = timezone.now() + timedelta(days=9)
                Invitation.objects.create(
                    email=f"i{n}@x.example", team=team, created_at=NOW, expires_at=until
                )
                JoinRequest.objects.create(
                    user=make_user(), email=f"r{n}@acme.example", asked_at=NOW
                )
                Domain.objects.create(name=f"d{n}.example", purpose=Purpose.EMAIL, created_at=NOW)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        return len(queries)

    fill(0, 2)
    count()  # the session's first page writes more
    few = count()
    fill(2, 40)
    assert count() == few


def test_many_are_changed_with_one_confirm_and_undone(cast, alice, crowd):
    with tenant(cast.acme):
        people = list(Member.objects.filter(team=crowd))
    ids = [str(one.public_id) for one in people]
    url = f"{MEMBERS}change/"
    assert "Choose somebody first." in text_of(alice.post(url, {}, follow=True))
    assert "With those chosen" in text_of(alice.post(url, {"member": ids}))
    said = {"member": ids, "change": "add_role", "role": "manager", "team": ""}
    page = text_of(alice.post(url, said))
    assert "Make 2 people Manager?" in page
    with tenant(cast.acme):
        assert not Member.objects.with_role(Role.MANAGER).filter(team=crowd).exists()
    page = text_of(alice.post(url, {**said, "sure": "1"}, follow=True))
    assert "2 people were changed" in page
    with tenant(cast.acme):
        assert Member.objects.with_role(Role.MANAGER).filter(team=crowd).count() == 2
    page = text_of(alice.post(f"{MEMBERS}undo/", follow=True))
    assert "It is as it was." in page
    assert "people were changed" not in page
    with tenant(cast.acme):
        assert not Member.objects.with_role(Role.MANAGER).filter(team=crowd).exists()
    assert "nothing to undo" in text_of(alice.post(f"{MEMBERS}undo/", follow=True))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"change": "add_role", "sure": "1"}, "Choose a role."),
        ({"change": "explode", "sure": "1"}, "Select a valid choice"),
        ({"change": "deactivate", "sure": "1"}, "Somebody has to be admin."),
        ({"change": "team", "team": "junk", "sure": "1"}, "not a valid UUID"),
    ],
)
def test_a_change_that_can_not_be_says_so_and_does_nothing(cast, alice, said, words):
    answer = alice.post(f"{MEMBERS}change/", {"member": str(cast.alice.public_id), **said})
    assert answer.status_code == 422
    assert words in text_of(answer)
    with tenant(cast.acme):
        assert Member.objects.active().with_role(Role.ADMIN).count() == 1


def test_nobody_of_another_organization_is_changed(cast, alice):
    said = {"member": str(cast.mallory.public_id), "change": "deactivate", "sure": "1"}
    assert "Choose somebody first." in text_of(alice.post(f"{MEMBERS}change/", said, follow=True))
    with tenant(cast.globex):
        assert Member.objects.active().filter(pk=cast.mallory.pk).exists()


def test_a_members_page_sets_roles_and_teams(cast, alice, crowd):
    url = f"{MEMBERS}{cast.bob.public_id}/"
    said = {
        "roles": ["manager"],
        "team": str(crowd.public_id),
        "manager": [str(crowd.public_id)],
        "champion": [str(crowd.public_id)],
    }
    page = text_of(alice.post(url, said, follow=True))
    assert "Saved." in page
    assert "Set a member’s roles" in page
    with tenant(cast.acme):
        bob = Member.objects.get(pk=cast.bob.pk)
        assert (bob.roles, bob.team) == (["advocate", "manager"], crowd)
        assert [one.role for one in TeamRole.objects.filter(member=bob)] == ["manager"]


def test_the_last_admin_is_told_so(cast, alice):
    url = f"{MEMBERS}{cast.alice.public_id}/"
    answer = alice.post(url, {"roles": ["curator"]})
    assert answer.status_code == 422
    assert "Somebody has to be admin." in text_of(answer)
    assert "Somebody has to be admin." in text_of(alice.post(f"{url}deactivate/", follow=True))


def test_deactivating_and_reactivating_by_their_page(cast, alice):
    url = f"{MEMBERS}{cast.bob.public_id}/"
    page = text_of(alice.post(f"{url}deactivate/", follow=True))
    assert "Bob does not take part any more." in page
    assert "Deactivated since" in page
    page = text_of(alice.post(f"{url}reactivate/", follow=True))
    assert "Bob takes part again." in page
    assert "Deactivated since" not in page


def test_handing_over_leads_out_of_the_organizations_pages(cast, alice):
    alice.post(f"{MEMBERS}{cast.bob.public_id}/hand-over/")
    assert alice.get(MEMBERS).status_code == 403
    alice.force_login(cast.bob.user)
    assert alice.get(MEMBERS).status_code == 200


def upload(data, name="people.csv"):
    return SimpleUploadedFile(name, data, content_type="text/csv")


MANY = f"{MEMBERS}invite/many/"


def test_a_file_is_worked_off_and_reported_line_by_line(cast, alice):
    data = b"\xef\xbb\xbfemail;name\r\ncarla@acme.example;=HYPERLINK(1)\r\nbob@acme.example;Bob\r\n"
    answer = alice.post(MANY, {"file": upload(data)})
    url = answer.headers["Location"]
    page = text_of(alice.get(url))
    assert "0 / 2" in page
    assert 'hx-trigger="every 2s"' in page
    while work_imports(now=timezone.now()):
        pass
    page = text_of(alice.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in page
    assert "hx-trigger" not in page
    assert ("Invited · 1" in page, "A member already · 1" in page) == (True, True)
    assert "carla" not in text_of(alice.get(f"{url}?show=member"))
    rows = list(csv.reader(io.StringIO(text_of(alice.get(f"{url}lines.csv")).lstrip("\ufeff"))))
    assert rows == [
        ["line", "email", "name", "roles", "team", "result"],
        ["2", "carla@acme.example", "'=HYPERLINK(1)", "", "", "Invited"],
        ["3", "bob@acme.example", "Bob", "", "", "A member already"],
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "There is nobody in this list."),
        ({"people": " \n "}, "There is nobody in this list."),
        ({"file": b"\x89PNG\r\n\x1a\n"}, "Save it as “CSV UTF-8”"),
        ({"file": b"name\nAnn\n"}, "one of them “email”"),
        ({"file": b"email\n" + b"a@x.example\n" * 5001}, "up to 5,000 people"),
        ({"file": b"email\n" + b"x" * 2_000_001}, "more than 2 MB"),
        ({"people": "a@x.example", "roles": ["owner"]}, "Select a valid choice"),
    ],
)
def test_says_why_a_list_is_not_taken_and_keeps_nothing(cast, alice, given, words):
    if "file" in given:
        given = {"file": upload(given["file"])}
    answer = alice.post(MANY, given)
    assert answer.status_code == 422
    assert words in text_of(answer)
    with tenant(cast.acme):
        assert not InvitationImport.objects.exists()
        assert not ImportLine.objects.exists()


def test_what_ran_out_is_invited_again(cast, alice):
    with tenant(cast.acme):
        old = Invitation.objects.create(
            email="carla@acme.example", created_at=NOW, expires_at=NOW + timedelta(seconds=1)
        )
    page = text_of(alice.get(f"{MEMBERS}invitations/?show=expired&q=CARLA"))
    assert ("ran out on" in page, "Invite again" in page, "/join/" in page) == (True, True, False)
    assert "carla@" not in text_of(alice.get(f"{MEMBERS}invitations/?q=dora"))
    alice.post(f"{MEMBERS}invitations/{old.public_id}/resend/")
    page = text_of(alice.get(f"{MEMBERS}invitations/?q=carla"))
    assert ("Send again" in page, "/join/" in page) == (True, True)
    with tenant(cast.acme):
        Invitation.objects.update(withdrawn_at=NOW)
    answer = alice.post(f"{MEMBERS}invitations/{old.public_id}/resend/", follow=True)
    assert "not open any more" in text_of(answer)


def test_invitations_go_on_by_page(cast, alice):
    until = timezone.now() + timedelta(days=1)
    with tenant(cast.acme):
        for n in range(60):
            Invitation.objects.create(email=f"p{n:02}@x.example", created_at=NOW, expires_at=until)
    url = f"{MEMBERS}invitations/"
    first = alice.get(url).context["page"]
    second = alice.get(f"{url}?before={first.next_before}").context["page"]
    shown = [row.invitation.email for row in (*first.rows, *second.rows)]
    assert len(set(shown)) == 60
    assert second.next_before is None


def test_teams_are_made_renamed_and_deleted(cast, alice):
    url = "/o/acme/teams/"
    assert "Sales is there." in text_of(alice.post(url, {"name": "Sales"}, follow=True))
    answer = alice.post(url, {"name": " SALES "})
    assert (answer.status_code, "There is a team of this name" in text_of(answer)) == (422, True)
    with tenant(cast.acme):
        sales = Team.objects.get()
        Member.objects.filter(pk=cast.bob.pk).update(team=sales)
        TeamRole.objects.create(member=cast.alice, team=sales, role=Role.MANAGER)
    page = text_of(alice.post(f"{url}{sales.public_id}/rename/", {"name": "Field"}, follow=True))
    assert "It is called Field now." in page
    alice.post(f"{url}{sales.public_id}/delete/")
    assert alice.post(f"{url}{sales.public_id}/delete/").status_code == 404
    with tenant(cast.acme):
        assert not Team.objects.current().exists()
        assert Member.objects.get(pk=cast.bob.pk).team is None
        assert not TeamRole.objects.exists()
    assert "Field is there." in text_of(alice.post(url, {"name": "Field"}, follow=True))


def test_a_domain_is_added_proved_opened_and_removed(cast, alice, settings):
    url = "/o/acme/domains/"
    answer = alice.post(url, {"name": "gmail.com"})
    assert (answer.status_code, "Everybody can have an address" in text_of(answer)) == (422, True)
    page = text_of(alice.post(url, {"name": "Acme.example"}, follow=True))
    with tenant(cast.acme):
        domain = Domain.objects.get()
    assert "_advocacy-challenge.acme.example" in page
    assert f"advocacy-verification={domain.token}" in page
    own = f"{url}{domain.public_id}/"
    page = text_of(alice.post(f"{own}joining/", {"joining": "open"}, follow=True))
    assert "Prove first" in page
    with name_server() as names:
        settings.DNS_SERVERS = [names.address]
        assert "There is no record" in text_of(alice.post(f"{own}check/", follow=True))
        names.records["_advocacy-challenge.acme.example"] = [
            f"advocacy-verification={domain.token}"
        ]
        assert "acme.example is yours" in text_of(alice.post(f"{own}check/", follow=True))
    alice.post(f"{own}joining/", {"joining": "open"})
    with tenant(cast.acme):
        assert Domain.objects.get().joining == Joining.OPEN
    alice.post(f"{own}remove/")
    with tenant(cast.acme):
        assert not Domain.objects.exists()


@pytest.mark.parametrize(("answer", "is_in"), [("approve", True), ("decline", False)])
def test_who_asks_is_answered_once(cast, alice, answer, is_in):
    eve = make_user("eve@acme.example")
    with tenant(cast.acme):
        asked = JoinRequest.objects.create(user=eve, email=eve.email, asked_at=NOW)
    assert "Asking to join (1)" in text_of(alice.get(MEMBERS))
    url = f"{MEMBERS}requests/{asked.public_id}/"
    alice.post(f"{url}{answer}/")
    assert "answered this already" in text_of(alice.post(f"{url}decline/", follow=True))
    with tenant(cast.acme):
        assert Member.objects.filter(user=eve).exists() is is_in


def test_words_of_others_are_only_words(cast, alice):
    evil = "<script>alert(1)</script>"
    with tenant(cast.acme):
        team = make_team(evil)
        user = make_user("x@x.example")
        User.objects.filter(pk=user.pk).update(name=evil)
        member = make_member(evil, team=team, user=user)
        TeamRole.objects.create(member=member, team=team, role=Role.MANAGER)
        JoinRequest.objects.create(user=member.user, email="x@x.example", asked_at=NOW)
    paths = [MEMBERS, f"{MEMBERS}{member.public_id}/", "/o/acme/teams/", f"{MEMBERS}requests/"]
    for path in (*paths, f"{MEMBERS}?q={evil}", f"{MEMBERS}invitations/?q={evil}&show={evil}"):
        assert evil not in text_of(alice.get(path)), path
