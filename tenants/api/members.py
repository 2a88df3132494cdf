"""Who belongs to the organization, and who is invited."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tenants.api.shapes import (
    InvitationCreate,
    InvitationShape,
    MemberShape,
    TeamCreate,
    TeamShape,
    TokenHolders,
)
from tenants.models import Invitation, Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.selectors.tokens import TokenHolder, token_holders
from tenants.services.inviting import invite_member, withdraw_invitation
from tenants.services.teams import create_team
from tenants.services.tokens import revoke_tokens_of
from tenants.token_scopes import Scope


class Members(Endpoints):
    """Members."""

    tag = "Members"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=MemberShape,
    )
    def index(self, call: Call) -> Page:
        """List members by name."""
        rows = Member.objects.active().select_related("user", "team")
        return call.cut.take(rows, "sort_key", "pk")

    @endpoint(scope=Scope.MEMBERS_READ, permission=Permission.MANAGE_MEMBERS, gives=MemberShape)
    def show(self, call: Call, public_id: UUID) -> Member:  # noqa: ARG002 (all are handed it)
        """Give one member."""
        rows = Member.objects.active().select_related("user", "team")
        found: Member = get_object_or_404(rows, public_id=public_id)
        return found

    @endpoint(scope=Scope.MEMBERS_READ, permission=Permission.MANAGE_MEMBERS, gives=TokenHolders)
    def tokens(self, call: Call) -> dict[str, list[TokenHolder]]:
        """Say who has API tokens, and how many."""
        return {"items": token_holders(now=call.now)}

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def revoke_tokens(self, call: Call, public_id: UUID) -> None:
        """Revoke all tokens of a member, this one too if they are one's own."""
        member = get_object_or_404(Member.objects.all(), public_id=public_id)
        revoke_tokens_of(member=member, by=call.member, now=call.now)


class Invitations(Endpoints):
    """Open invitations."""

    tag = "Members"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=InvitationShape,
    )
    def index(self, call: Call) -> Page:
        """List the invitations that can still be accepted, newest first."""
        rows = Invitation.objects.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=call.now
        )
        return call.cut.take(rows.select_related("team"), "-created_at", "-pk")

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=InvitationCreate,
        gives=InvitationShape,
        status=201,
        once=True,
        fields={"member": "email"},
    )
    def create(self, call: Call) -> Invitation:
        """Invite a person and mail them their link; inviting again renews the same one."""
        return invite_member(
            email=call.data["email"],
            roles=call.data.get("roles", []),
            team=_team(call.data.get("team")),
            by=call.member,
            now=call.now,
        )

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def withdraw(self, call: Call, public_id: UUID) -> None:
        """Make an open invitation's link worthless."""
        invitation = get_object_or_404(Invitation.objects.all(), public_id=public_id)
        withdraw_invitation(invitation=invitation, by=call.member, now=call.now)


class Teams(Endpoints):
    """Teams."""

    tag = "Members"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=TeamShape,
    )
    def index(self, call: Call) -> Page:
        """List teams by name."""
        return call.cut.take(Team.objects.all(), "sort_key", "pk")

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=TeamCreate,
        gives=TeamShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> Team:
        """Add a team."""
        return create_team(name=call.data["name"])


def _team(public_id: UUID | None) -> Team | None:
    if public_id is None:
        return None
    found: Team | None = Team.objects.filter(public_id=public_id).first()
    if found is None:
        raise ValidationError(_("There is no such team."), code="team")
    return found
