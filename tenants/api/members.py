"""Who belongs to the organization: members, and their teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tenants.api.people_shapes import (
    ManyChange,
    ManyChanged,
    MemberChange,
    MemberQuery,
    MemberShape,
    TeamCreate,
    TeamRename,
    TeamShape,
    TokenHolders,
)
from tenants.models import Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import TEAM_ROLES, Permission
from tenants.selectors.members import MemberFilter, chosen_members
from tenants.selectors.tokens import TokenHolder, token_holders
from tenants.services.bulk import Change, Done, change_members, find_members
from tenants.services.members import deactivate_member, reactivate_member, set_roles, set_team
from tenants.services.privacy import set_executive
from tenants.services.teams import add_team, delete_team, rename_team
from tenants.services.tokens import revoke_tokens_of
from tenants.token_scopes import Scope


class Members(Endpoints):
    """Members."""

    tag = "Members"

    @endpoint(
        scope=Scope.MEMBERS_READ,
        permission=Permission.MANAGE_MEMBERS,
        query=MemberQuery,
        gives=MemberShape,
    )
    def index(self, call: Call) -> Page:
        """List members by name: those who take part, or those who are deactivated."""
        wanted = MemberFilter(
            words=call.query.get("words", ""),
            role=call.query.get("role", ""),
            team=call.query.get("team"),
            state="left" if call.query["state"] == "left" else "",
        )
        return call.cut.take(_whole(chosen_members(wanted)), "sort_key", "pk")

    @endpoint(scope=Scope.MEMBERS_READ, permission=Permission.MANAGE_MEMBERS, gives=MemberShape)
    def show(self, call: Call, public_id: UUID) -> Member:  # noqa: ARG002 (all are handed it)
        """Give one member, deactivated or not."""
        return _member(public_id)

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=MemberChange,
        gives=MemberShape,
    )
    def change(self, call: Call, public_id: UUID) -> Member:
        """Change a member's roles, the teams these are for, their team, whether an executive."""
        member, sent = _member(public_id), call.data
        given: Any = {"by": call.member, "now": call.now}
        if {"roles", "answers_for"} & sent.keys():
            teams = _by_role(sent["answers_for"]) if "answers_for" in sent else None
            set_roles(member=member, roles=sent.get("roles", member.roles), teams=teams, **given)
        if "team" in sent:
            set_team(member=member, team=find_team(sent["team"]), **given)
        if "is_executive" in sent:
            set_executive(member=member, is_executive=sent["is_executive"], **given)
        return _member(public_id)

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=ManyChange,
        gives=ManyChanged,
        fields={"roles": "role", "none": "members", "many": "members"},
    )
    def change_many(self, call: Call) -> Done:
        """Change many members, or none if one can't be; ids that name nobody are left out.

        What it changed can be taken back by the opposite change to those it names.
        """
        return change_members(
            members=find_members(call.data["members"]),
            change=Change(call.data["change"]),
            role=call.data.get("role", ""),
            team=find_team(call.data.get("team")),
            by=call.member,
            now=call.now,
        )

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS, gives=MemberShape)
    def deactivate(self, call: Call, public_id: UUID) -> Member:
        """End a membership at once; said twice it is still so."""
        deactivate_member(member=_member(public_id), by=call.member, now=call.now)
        return _member(public_id)

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS, gives=MemberShape)
    def reactivate(self, call: Call, public_id: UUID) -> Member:
        """Give a membership back, with its roles and team."""
        reactivate_member(member=_member(public_id), by=call.member, now=call.now)
        return _member(public_id)

    @endpoint(scope=Scope.MEMBERS_READ, permission=Permission.MANAGE_MEMBERS, gives=TokenHolders)
    def tokens(self, call: Call) -> dict[str, list[TokenHolder]]:
        """Say who has API tokens, and how many."""
        return {"items": token_holders(now=call.now)}

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def revoke_tokens(self, call: Call, public_id: UUID) -> None:
        """Revoke all tokens of a member, this one too if they are one's own."""
        member = get_object_or_404(Member.objects.all(), public_id=public_id)
        revoke_tokens_of(member=member, by=call.member, now=call.now)


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
        return call.cut.take(Team.objects.current(), "sort_key", "pk")

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=TeamCreate,
        gives=TeamShape,
        status=201,
        once=True,
        fields={"taken": "name"},
    )
    def create(self, call: Call) -> Team:
        """Add a team."""
        return add_team(name=call.data["name"], by=call.member, now=call.now)

    @endpoint(
        scope=Scope.MEMBERS_WRITE,
        permission=Permission.MANAGE_MEMBERS,
        takes=TeamRename,
        gives=TeamShape,
        fields={"taken": "name"},
    )
    def rename(self, call: Call, public_id: UUID) -> Team:
        """Give a team another name."""
        team = get_object_or_404(Team.objects.current(), public_id=public_id)
        return rename_team(team=team, name=call.data["name"], by=call.member, now=call.now)

    @endpoint(scope=Scope.MEMBERS_WRITE, permission=Permission.MANAGE_MEMBERS)
    def delete(self, call: Call, public_id: UUID) -> None:
        """Delete a team; its members stay, in no team."""
        team = get_object_or_404(Team.objects.current(), public_id=public_id)
        delete_team(team=team, by=call.member, now=call.now)


def find_team(public_id: UUID | None) -> Team | None:
    """Return the team that is named, None for none. Raises ValidationError("team")."""
    if public_id is None:
        return None
    found: Team | None = Team.objects.current().filter(public_id=public_id).first()
    if found is None:
        raise ValidationError(_("There is no such team."), code="team")
    return found


def _whole(rows: Any) -> Any:
    return rows.select_related("user", "team").prefetch_related("team_roles__team")


def _member(public_id: UUID) -> Member:
    """Return a member who was not erased. Raises Http404."""
    rows = _whole(Member.objects.filter(erased_at=None))
    found: Member = get_object_or_404(rows, public_id=public_id)
    return found


def _by_role(answers_for: Iterable[dict[str, Any]]) -> dict[str, Iterable[Team]]:
    """Return the teams that are named, each once, by role. Raises ValidationError("team")."""
    wanted = {
        role: {one["team"] for one in answers_for if one["role"] == role} for role in TEAM_ROLES
    }
    every = set().union(*wanted.values())
    teams = {team.public_id: team for team in Team.objects.current().filter(public_id__in=every)}
    if every - teams.keys():
        raise ValidationError(_("There is no such team."), code="team")
    return {role: [teams[one] for one in ids] for role, ids in wanted.items()}
