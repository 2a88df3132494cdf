from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.models import Act, Event, Invitation, Letter, LetterState, Team
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.inviting import invite_member
from tests.factories import make_member, make_organization, make_team

MEMBERS, INVITE = "/o/acme/members/", "/o/acme/members/invite/"
INVITED = "/o/acme/members/invitations/"


@pytest.fixture
def invitation(cast):
    with tenant(cast.acme):
        values = {"roles": [Role.CURATOR], "team": make_team("Sales"), "by": cast.alice}
        return invite_member(email="carla@acme.example", now=timezone.now(), **values)


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (MEMBERS, ("Alice", "bob@acme.example", "Curator", "Admin")),
        (INVITED, ("carla@acme.example", "Curator", "Sales", "/join/")),
    ],
)
def test_shows_people_with_roles_and_open_links(cast, invitation, sign_in, path, wanted):
    page = text_of(sign_in(cast.alice).get(path))
    assert [words for words in wanted if words not in page] == []
    assert "mallory" not in page


@pytest.mark.parametrize("path", [MEMBERS, INVITE])
def test_is_for_admins(cast, client, sign_in, path):
    assert client.get(path).status_code == 302
    assert sign_in(cast.bob).get(path).status_code == 403
    assert sign_in(cast.mallory).get(path).status_code == 404


def test_people_are_cut_into_pages_by_name(cast, sign_in, django_assert_max_num_queries):
    with tenant(cast.acme):
        for number in range(60):
            make_member(f"Zed {number:02}")
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(17):
        first = client.get(MEMBERS).context["page"]
    second = client.get(f"{MEMBERS}?after={first.next_after}").context["page"]
    names = [row.member.name for row in (*first.rows, *second.rows)]
    assert names == ["Alice", "Bob", *(f"Zed {number:02}" for number in range(60))]
    assert second.next_after is None
    assert client.get(f"{MEMBERS}?after=junk").status_code == 200


def test_inviting_takes_roles_and_a_new_team(cast, sign_in):
    words = {"email": "Dora@acme.example", "roles": ["curator"], "new_team": "Field"}
    response = sign_in(cast.alice).post(INVITE, words, follow=True)
    assert "The invitation for dora@acme.example is on its way." in text_of(response)
    with tenant(cast.acme):
        invitation = Invitation.objects.get()
        assert (invitation.roles, invitation.team.name) == (["advocate", "curator"], "Field")
        made = Event.objects.get(act=Act.TEAM_CREATED)
        assert (made.by, made.subject) == (cast.alice, invitation.team.public_id)


def test_inviting_into_a_team_that_is_there(cast, sign_in):
    with tenant(cast.acme):
        team = make_team("Sales")
    sign_in(cast.alice).post(INVITE, {"email": "dora@acme.example", "team": team.public_id})
    with tenant(cast.acme):
        assert Invitation.objects.get().team == team


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "nobody"}, "Enter a valid email address"),
        ({"email": "bob@acme.example"}, "This person is a member already"),
        ({"roles": ["owner"]}, "Select a valid choice"),
        ({"new_team": "¨"}, "Give the team a name"),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
    ],
)
def test_says_what_is_wrong_and_makes_nothing(cast, sign_in, changes, words):
    answers = {"email": "dora@acme.example", "new_team": "New", **changes}
    response = sign_in(cast.alice).post(INVITE, answers)
    assert response.status_code == 422
    assert words in text_of(response)
    with tenant(cast.acme):
        assert not Invitation.objects.exists()
        assert not Team.objects.exists()


def test_an_invitation_is_withdrawn_with_one_click(cast, invitation, sign_in):
    url = f"/o/acme/members/invitations/{invitation.public_id}/withdraw/"
    response = sign_in(cast.alice).post(url, follow=True)
    assert "Withdrawn" in text_of(response)
    assert "/join/" not in text_of(response)
    assert "joined already" not in text_of(response)


def test_says_that_an_invitations_mail_did_not_arrive(cast, invitation, sign_in):
    with tenant(cast.acme):
        Letter.objects.update(state=LetterState.FAILED, problem="550 No <b>such</b> person")
    page = text_of(sign_in(cast.alice).get(INVITED))
    assert "The mail did not arrive: “550 No &lt;b&gt;such&lt;/b&gt; person”" in page
    with tenant(cast.acme):
        invite_member(
            email=invitation.email,
            roles=[],
            team=None,
            by=cast.alice,
            now=timezone.now() + timedelta(minutes=1),
        )
    assert "did not arrive" not in text_of(sign_in(cast.alice).get(INVITED))


def test_nobody_else_withdraws_an_invitation(cast, invitation, sign_in):
    url = f"/o/acme/members/invitations/{invitation.public_id}/withdraw/"
    assert sign_in(cast.bob).post(url).status_code == 403
    assert sign_in(cast.mallory).post(url).status_code == 404
    assert sign_in(cast.mallory).post(url.replace("acme", "globex")).status_code == 404
    assert sign_in(cast.alice).get(url).status_code == 405


def test_who_has_joined_meanwhile_is_not_withdrawn(cast, invitation, sign_in):
    with tenant(cast.acme):
        Invitation.objects.update(accepted_at=timezone.now())
    url = f"/o/acme/members/invitations/{invitation.public_id}/withdraw/"
    assert "joined already" in text_of(sign_in(cast.alice).post(url, follow=True))


def test_the_answer_tells_nothing_of_accounts_elsewhere(cast, sign_in):
    make_organization("third")
    client = sign_in(cast.alice)
    known = text_of(client.post(INVITE, {"email": "mallory@globex.example"}, follow=True))
    fresh = text_of(client.post(INVITE, {"email": "dora@acme.example"}, follow=True))
    assert ("mallory@globex.example is on its way" in known) == (
        "dora@acme.example is on its way" in fresh
    )
