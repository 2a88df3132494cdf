from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend

from tenants.invitations import link_to_join
from tenants.models import Invitation, Letter
from tenants.roles import Role
from tenants.scope import refuse_open_scope, tenant
from tenants.services.inviting import INVITATION_LASTS, invite_member, withdraw_invitation
from tenants.services.teams import find_or_add_team
from tenants.tasks import send_letters
from tests.factories import NOW, make_member, make_team, make_user


def invite(cast, email="carla@acme.example", **changes):
    values = {"roles": [], "team": None, "by": cast.alice, "now": NOW, **changes}
    return invite_member(email=email, **values)


def test_an_invitation_names_roles_and_team_and_lasts_14_days(in_acme):
    team = make_team("Sales")
    made = invite(in_acme, " Carla@Acme.Example ", roles=[Role.CURATOR, Role.CURATOR], team=team)
    assert (made.email, made.roles) == ("carla@acme.example", ["advocate", "curator"])
    assert (made.team, made.invited_by) == (team, in_acme.alice)
    assert made.expires_at == NOW + timedelta(days=14)


def test_only_an_admin_invites_and_withdraws(in_acme):
    invitation = invite(in_acme)
    with pytest.raises(PermissionDenied):
        invite(in_acme, by=in_acme.bob)
    with pytest.raises(PermissionDenied):
        withdraw_invitation(invitation=invitation, by=in_acme.bob, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nobody"}, "email"),
        ({"roles": ["owner"]}, "roles"),
        ({"email": "BOB@acme.example"}, "member"),
    ],
)
def test_refuses_what_can_not_be(in_acme, changes, code):
    with pytest.raises(ValidationError) as error:
        invite(in_acme, **changes)
    assert error.value.code == code


def test_whether_an_address_has_an_account_elsewhere_makes_no_difference(in_acme):
    known = invite(in_acme, "mallory@globex.example")
    fresh = invite(in_acme, "carla@acme.example")
    assert known.roles == fresh.roles
    assert known.expires_at == fresh.expires_at


def test_someone_who_left_can_be_invited_again(in_acme):
    make_member("Carla", user=make_user("carla@acme.example"), left_at=NOW)
    assert invite(in_acme, "carla@acme.example").pk


def test_inviting_again_renews_the_same_invitation(in_acme):
    first = invite(in_acme)
    again = invite(in_acme, roles=[Role.CURATOR], now=NOW + timedelta(days=20))
    assert again.pk == first.pk
    assert again.roles == ["advocate", "curator"]
    assert again.expires_at == NOW + timedelta(days=20) + INVITATION_LASTS
    assert link_to_join(again) == link_to_join(first)


def test_a_withdrawn_invitation_stays_withdrawn(in_acme):
    invitation = invite(in_acme)
    for day in (1, 2):
        withdraw_invitation(invitation=invitation, by=in_acme.alice, now=NOW + timedelta(days=day))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == NOW + timedelta(days=1)
    assert invite(in_acme).pk != invitation.pk


def test_what_was_accepted_is_not_withdrawn(in_acme):
    invitation = invite(in_acme)
    Invitation.objects.update(accepted_at=NOW)
    with pytest.raises(ValidationError) as error:
        withdraw_invitation(invitation=invitation, by=in_acme.alice, now=NOW)
    assert error.value.code == "accepted"


def test_wakes_the_mailer_on_commit_without_naming_anybody(
    cast, celery_sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), tenant(cast.acme):
        invitation = invite(cast)
    assert celery_sent == [("tenants.tasks.send_letters", {})]
    with tenant(cast.acme):
        letter = Letter.objects.get()
    assert (letter.email, letter.params) == (
        "carla@acme.example",
        {"invitation": invitation.public_id.hex},
    )


class OutsideOfScopes(EmailBackend):
    def send_messages(self, messages):
        refuse_open_scope()
        return super().send_messages(messages)


def test_the_mail_carries_the_link_and_is_sent_outside_of_any_scope(cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.OutsideOfScopes"
    with tenant(cast.acme):
        invitation = invite(cast)
        Invitation.objects.update(expires_at=NOW + timedelta(days=36500))
    send_letters(later="ignored")
    [message] = mail.outbox
    assert (message.subject, message.to) == ("Join Acme on Advocacy", ["carla@acme.example"])
    html = message.alternatives[0].content
    assert all(link_to_join(invitation) in text for text in (message.body, html))
    assert "Alice invites you" in message.body


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": NOW}, {"accepted_at": NOW}, {"expires_at": NOW}]
)
def test_a_closed_invitation_is_not_mailed(cast, change):
    with tenant(cast.acme):
        invite(cast)
        Invitation.objects.update(**change)
    send_letters()
    assert mail.outbox == []
    with tenant(cast.acme):
        assert not Letter.objects.exists()


def test_inviting_again_mails_again_but_a_double_click_does_not(cast):
    with tenant(cast.acme):
        invite(cast)
        invite(cast)
        invite(cast, now=NOW + timedelta(days=1))
        assert Letter.objects.count() == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_team_needs_a_name(in_acme, name):
    with pytest.raises(ValidationError) as error:
        find_or_add_team(name=name, by=in_acme.alice, now=NOW)
    assert error.value.code == "name"


def test_a_team_of_the_same_name_is_the_same_team(in_acme):
    given = {"by": in_acme.alice, "now": NOW}
    made = find_or_add_team(name="Café Team", **given)
    assert find_or_add_team(name=" cafe  team", **given) == made
