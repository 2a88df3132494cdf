"""Teams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import Act, Invitation, Member, Team, TeamMove, TeamRole
from tenants.naming import sort_key
from tenants.roles import Permission

TEAM_NAME_LENGTH = 80


def find_or_add_team(*, name: str, by: Member, now: datetime) -> Team:
    """Return the team of this name, made if there is none.

    Raises PermissionDenied; ValidationError of code "name", "taken": somebody makes it just now.
    """
    by.require(Permission.MANAGE_MEMBERS)
    key = sort_key(clean_team_name(name))
    found: Team | None = Team.objects.current().filter(sort_key=key).first()
    return found or add_team(name=name, by=by, now=now)


def add_team(*, name: str, by: Member, now: datetime) -> Team:
    """Make a team. Raises PermissionDenied; ValidationError of code "name", "taken"."""
    by.require(Permission.MANAGE_MEMBERS)
    name = clean_team_name(name)
    with _taken_is_told():
        team: Team = Team.objects.create(name=name, sort_key=sort_key(name))
    record(Act.TEAM_CREATED, by=by, about=team, now=now)
    return team


def rename_team(*, team: Team, name: str, by: Member, now: datetime) -> Team:
    """Rename a team. Raises PermissionDenied; ValidationError of code "name", "taken"."""
    by.require(Permission.MANAGE_MEMBERS)
    name = clean_team_name(name)
    if name != team.name:
        with _taken_is_told():
            Team.objects.filter(pk=team.pk).update(name=name, sort_key=sort_key(name))
        record(Act.TEAM_RENAMED, by=by, about=team, now=now)
        team.name, team.sort_key = name, sort_key(name)
    return team


def delete_team(*, team: Team, by: Member, now: datetime) -> None:
    """Delete a team: its members are in none from now on, and nobody answers for it any more.

    People who are invited into it come into none. What was shared from it stays counted. Said twice
    it is still so. Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        if Team.objects.current().filter(pk=team.pk).update(ended_at=now):
            members = Member.objects.filter(team=team)
            TeamMove.objects.bulk_create(
                TeamMove(member_id=pk, left=team, moved_at=now)
                for pk in members.values_list("pk", flat=True)
            )
            members.update(team=None)
            Invitation.objects.filter(team=team, accepted_at=None).update(team=None)
            TeamRole.objects.filter(team=team).delete()
            record(Act.TEAM_DELETED, by=by, about=team, now=now)


def clean_team_name(name: str) -> str:
    """Return a team's name as it is stored. Raises ValidationError("name")."""
    name = " ".join(name.replace("\0", "").split())
    if not sort_key(name) or max(len(name), len(sort_key(name))) > TEAM_NAME_LENGTH:
        raise ValidationError(_("Give the team a name of up to 80 characters."), code="name")
    return name


@contextmanager
def _taken_is_told() -> Iterator[None]:
    """Turn the database's word that a name is taken into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(_("There is a team of this name already."), code="taken") from None
