"""One change to many members, all or nothing, and what it takes to undo it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Team
from tenants.roles import Role
from tenants.services.members import (
    end_membership,
    hold_members,
    renew_membership,
    require_admin_besides,
    set_team,
    store_roles,
)

MOST_AT_ONCE = 200


class Change(models.TextChoices):
    """What can be done with many members at once."""

    TEAM = "team", _("Put into a team")
    ADD_ROLE = "add_role", _("Give a role")
    REMOVE_ROLE = "remove_role", _("Take a role")
    DEACTIVATE = "deactivate", _("Deactivate")
    REACTIVATE = "reactivate", _("Reactivate")


INVERSE = {
    Change.ADD_ROLE: Change.REMOVE_ROLE,
    Change.REMOVE_ROLE: Change.ADD_ROLE,
    Change.DEACTIVATE: Change.REACTIVATE,
    Change.REACTIVATE: Change.DEACTIVATE,
}


@dataclass(frozen=True)
class Done:
    """What a change came to: who was changed, and for a team which one each was in before."""

    change: Change
    role: str = ""
    members: list[str] = field(default_factory=list)
    """Public ids of those it changed; the others were so already."""
    before: dict[str, str] = field(default_factory=dict)
    """For a team: its public id by the member's, "" for none."""


def find_members(public_ids: Iterable[str | UUID]) -> list[Member]:
    """Return the members that are named, by name; ids that name nobody are left out.

    Raises ValidationError of code "none", "many".
    """
    try:
        ids = {UUID(str(one)) for one in public_ids}
    except ValueError:
        ids = set()
    if len(ids) > MOST_AT_ONCE:
        said = _("Choose at most %(most)s people at once.") % {"most": MOST_AT_ONCE}
        raise ValidationError(said, code="many")
    found = list(
        Member.objects.filter(public_id__in=ids).select_related("user", "team").order_by("sort_key")
    )
    if not found:
        raise ValidationError(_("Choose somebody first."), code="none")
    return found


def change_members(
    *,
    members: list[Member],
    change: Change,
    by: Member,
    now: datetime,
    role: str = "",
    team: Team | None = None,
) -> Done:
    """Change many members, or none if one can't be.

    `role` goes with the changes of roles, `team` with that of the team (None is no team). Raises
    PermissionDenied; ValidationError of code "roles", "last_admin".
    """
    done = Done(change, role)
    with transaction.atomic():
        hold_members(by)
        if change is Change.DEACTIVATE or (change, role) == (Change.REMOVE_ROLE, Role.ADMIN):
            require_admin_besides(members)
        for member in members:
            before = str(member.team.public_id) if member.team else ""
            if _change(member, change, by=by, now=now, role=role, team=team):
                done.members.append(str(member.public_id))
                if change is Change.TEAM:
                    done.before[str(member.public_id)] = before
    return done


def undo_change(*, done: Done, by: Member, now: datetime) -> int:
    """Take a change back from those it changed; return how many. Teams a role was for stay gone.

    Raises PermissionDenied; ValidationError as `change_members`.
    """
    members = find_members(done.members)
    with transaction.atomic():
        if done.change is not Change.TEAM:
            inverse = INVERSE[done.change]
            again = change_members(members=members, change=inverse, role=done.role, by=by, now=now)
            return len(again.members)
        hold_members(by)
        teams = {str(team.public_id): team for team in Team.objects.current()}
        for member in members:
            old = teams.get(done.before.get(str(member.public_id), ""))
            set_team(member=member, team=old, by=by, now=now)
    return len(members)


def _change(
    member: Member, change: Change, *, by: Member, now: datetime, role: str, team: Team | None
) -> bool:
    """Change one member; False when there was nothing to change."""
    is_active = member.left_at is None
    match change:
        case Change.DEACTIVATE if is_active:
            end_membership(member=member, by=by, now=now)
        case Change.REACTIVATE if not is_active:
            renew_membership(member=member, by=by, now=now)
        case Change.TEAM if member.team_id != (team and team.pk):
            set_team(member=member, team=team, by=by, now=now)
        case Change.ADD_ROLE if role not in member.roles:
            store_roles(member=member, roles=[*member.roles, role], by=by, now=now)
        case Change.REMOVE_ROLE if role in member.roles and role != Role.ADVOCATE.value:
            kept = [one for one in member.roles if one != role]
            store_roles(member=member, roles=kept, by=by, now=now)
        case _:
            return False
    return True
