from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from tenants.invitations import find_invitation, link_to_join
from tenants.models import Organization
from tenants.roles import Role
from tenants.scope import platform
from tenants.services.inviting import INVITATION_LASTS
from tenants.services.organizations import create_organization
from tests.factories import NOW, make_organization


def test_makes_an_organization_and_invites_its_first_admin(db):
    organization, invitation = create_organization(
        name=" Acme  Pumps ", slug="acme", admin_email=" Alice@Acme.Example ", now=NOW
    )
    assert (organization.name, organization.slug) == ("Acme Pumps", "acme")
    assert (invitation.email, invitation.roles) == (
        "alice@acme.example",
        [Role.ADVOCATE, Role.ADMIN],
    )
    assert invitation.expires_at == NOW + INVITATION_LASTS
    assert find_invitation(link_to_join(invitation).split("/")[-2]) == invitation


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Acme"}, "slug"),
        ({"slug": "a--b"}, "slug"),
        ({"slug": "x" * 41}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "globex"}, "taken"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"admin_email": "alice"}, "email"),
    ],
)
def test_refuses_what_can_not_be(db, changes, code):
    make_organization("globex")
    values = {"name": "Acme", "slug": "acme", "admin_email": "alice@acme.example", **changes}
    with pytest.raises(ValidationError) as error:
        create_organization(**values, now=NOW)
    assert error.value.code == code
    with platform():
        assert [o.slug for o in Organization.objects.all()] == ["globex"]


def test_the_command_prints_the_link(db, capsys):
    call_command("create_organization", "Acme", "--slug", "acme", "--admin", "alice@acme.example")
    link = capsys.readouterr().out.splitlines()[-1]
    invitation = find_invitation(link.split("/")[-2])
    assert invitation is not None
    assert invitation.organization.name == "Acme"


def test_the_command_says_in_one_sentence_what_is_wrong(db):
    make_organization("acme")
    with pytest.raises(CommandError) as error:
        call_command("create_organization", "Acme", "--slug", "acme", "--admin", "a@acme.example")
    assert str(error.value) == "This slug is not available."
    assert error.value.returncode == 1
