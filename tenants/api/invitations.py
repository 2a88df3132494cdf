"""Who is to come in: invitations, lists of them, and who asks to join."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from tenants.api.members import find_team
from tenants.api.people_shapes import (
    ImportLineShape,
    InvitationCreate,
    InvitationImportCreate,
    InvitationImportReport,
    InvitationImportShape,
    InvitationQuery,
    InvitationShape,
    JoinRequestShape,
    MemberShape,
)
from tenants.lists import Line
from tenants.models import ImportLine, Invitation, InvitationImport, JoinRequest, Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.selectors.invitations import ImportReport, import_report
from tenants.services.domain_joining import approve_request, decline_request
from tenants.services.importing import import_invitations
from tenants.services.inviting import invite_member, resend_invitation, withdraw_invitation
from tenants.token_scopes import Scope


class Invitations(Endpoints):
    """Invitations that nobody has accepted or withdrawn."""

    tag = "Invitations"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=InvitationQuery,
        gives=InvitationShape,
    )
    def index(self, call: Call) -> Page:
        """List the invitations that can still be accepted, or those that ran out, newest first."""
        rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
        is_open = call.query["state"] == "open"
        asked = {"expires_at__gt": call.now} if is_open else {"expires_at__lte": call.now}
        return call.cut.take(rows.filter(**asked).select_related("team"), "-created_at", "-pk")

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
            team=find_team(call.data.get("team")),
            by=call.member,
            now=call.now,
            name=call.data.get("name", ""),
        )

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def withdraw(self, call: Call, public_id: UUID) -> None:
        """Make an open invitation's link worthless."""
        invitation = get_object_or_404(Invitation.objects.all(), public_id=public_id)
        withdraw_invitation(invitation=invitation, by=call.member, now=call.now)

    @endpoint(
        scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS, gives=InvitationShape
    )
    def resend(self, call: Call, public_id: UUID) -> Invitation:
        """Mail an invitation again, run out or not: its link works for another 14 days."""
        rows = Invitation.objects.select_related("team")
        invitation = get_object_or_404(rows, public_id=public_id)
        return resend_invitation(invitation=invitation, by=call.member, now=call.now)


class InvitationImports(Endpoints):
    """Lists of people to invite."""

    tag = "Invitations"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=InvitationImportShape,
    )
    def index(self, call: Call) -> Page:
        """List the lists that were sent in, newest first."""
        return call.cut.take(InvitationImport.objects.all(), "-created_at", "-pk")

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=InvitationImportCreate,
        gives=InvitationImportShape,
        status=201,
        once=True,
        fields={"empty": "lines"},
    )
    def create(self, call: Call) -> InvitationImport:
        """Invite everybody on a list; workers see to it, each line by the rules of one invitation.

        What is wrong with a line is said in its outcome; it stops no other.
        """
        sent = call.data
        lines = [
            Line(
                number,
                line["email"],
                line.get("name", ""),
                " ".join(line.get("roles", [])),
                line.get("team", ""),
            )
            for number, line in enumerate(sent["lines"], start=1)
        ]
        return import_invitations(
            lines=lines,
            by=call.member,
            now=call.now,
            makes_teams=sent["makes_teams"],
            roles=sent.get("roles", []),
            team=find_team(sent.get("team")),
        )

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        gives=InvitationImportReport,
    )
    def show(self, call: Call, public_id: UUID) -> ImportReport:  # noqa: ARG002 (all are handed it)
        """Say how far a list is, and what became of how many."""
        return import_report(job=_import(public_id), size=1)

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=ImportLineShape,
    )
    def lines(self, call: Call, public_id: UUID) -> Page:
        """List the lines of a list with what became of each."""
        own = ImportLine.objects.of(_import(public_id))
        return call.cut.take(own, "number", name="number")


class JoinRequests(Endpoints):
    """People who ask to join by an address at a domain of the organization."""

    tag = "Invitations"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=PageQuery,
        gives=JoinRequestShape,
    )
    def index(self, call: Call) -> Page:
        """List who asks to join, the longest waiting first."""
        rows = JoinRequest.objects.waiting().select_related("user")
        return call.cut.take(rows, "asked_at", "pk")

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS, gives=MemberShape)
    def approve(self, call: Call, public_id: UUID) -> Member:
        """Let in who asked."""
        return approve_request(request=_request(public_id), by=call.member, now=call.now)

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def decline(self, call: Call, public_id: UUID) -> None:
        """Leave who asked outside; nothing is sent to them, and they may ask again."""
        decline_request(request=_request(public_id), by=call.member, now=call.now)


def _import(public_id: UUID) -> InvitationImport:
    found: InvitationImport = get_object_or_404(InvitationImport.objects.all(), public_id=public_id)
    return found


def _request(public_id: UUID) -> JoinRequest:
    rows = JoinRequest.objects.select_related("user")
    found: JoinRequest = get_object_or_404(rows, public_id=public_id)
    return found
