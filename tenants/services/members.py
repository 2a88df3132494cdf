"""What an admin does with a membership: roles, team, ending it and giving it back.

An organization never loses its last active admin: whatever could take one away holds a lock on the
organization, and whoever acts is read again under it, so two admins who remove each other at the
same moment leave one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.letters import write_letter
from tenants.mails import FAREWELL
from tenants.models import Act, Invitation, Member, Organization, Team, TeamMove, TeamRole
from tenants.roles import TEAM_ROLES, Permission, Role
from tenants.scope import current_organization_id
from tenants.services.tokens import revoke_tokens_of
from tenants.wakeups import wake_on_commit
from tenants.webhooks import WebhookEvent, emit

LEFT_SWEEP = "sharing.tasks.sweep_left"
"""Who has what a member left behind: waiting shares, network accounts."""


def deactivate_member(*, member: Member, by: Member, now: datetime) -> None:
    """End a membership at once and tell the person by mail; said twice it is still so.

    What they shared stays; what waits and what they connected is swept up above. Their invitations
    of others stay open, those to their own address do not. Raises PermissionDenied;
    ValidationError("last_admin").
    """
    with transaction.atomic():
        hold_members(by)
        require_admin_besides([member])
        end_membership(member=member, by=by, now=now)


def end_membership(*, member: Member, by: Member, now: datetime) -> None:
    """Do what `deactivate_member` does, under the lock of `hold_members`; an admin is left."""
    if not Member.objects.active().filter(pk=member.pk).update(left_at=now):
        return
    TeamRole.objects.filter(member=member).delete()
    open_ones = Invitation.objects.filter(email=member.user.email, accepted_at=None)
    open_ones.filter(withdrawn_at=None).update(withdrawn_at=now)
    revoke_tokens_of(member=member, by=by, now=now)
    record(Act.MEMBER_DEACTIVATED, by=by, about=member, now=now)
    emit(WebhookEvent.MEMBER_LEFT, {"member": str(member.public_id)}, now=now)
    write_letter(
        email=member.user.email,
        template=FAREWELL,
        subject=f"{member.public_id.hex} {now:%Y%m%dT%H%M%S}",
        params={"member": member.public_id.hex},
        now=now,
    )
    wake_on_commit(LEFT_SWEEP)


def reactivate_member(*, member: Member, by: Member, now: datetime) -> None:
    """Give a membership back, with its roles and team; network accounts are connected anew.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        hold_members(by)
        renew_membership(member=member, by=by, now=now)


def renew_membership(*, member: Member, by: Member, now: datetime) -> None:
    """Do what `reactivate_member` does, under the lock of `hold_members`."""
    ended = Member.objects.deactivated().filter(pk=member.pk)
    if ended.update(left_at=None, returned_at=now):
        record(Act.MEMBER_REACTIVATED, by=by, about=member, now=now)
        emit(WebhookEvent.MEMBER_JOINED, {"member": str(member.public_id)}, now=now)
        wake_on_commit(LEFT_SWEEP)


def set_roles(
    *,
    member: Member,
    roles: Iterable[str],
    by: Member,
    now: datetime,
    teams: dict[str, Iterable[Team]] | None = None,
) -> Member:
    """Store what a member is, and which teams they answer for by each role that is for teams.

    `teams` None keeps the teams of the roles that stay. Raises PermissionDenied; ValidationError
    of code "roles", "last_admin".
    """
    wanted = ordered_roles(roles)
    with transaction.atomic():
        hold_members(by)
        if Role.ADMIN.value not in wanted:
            require_admin_besides([member])
        store_roles(member=member, roles=wanted, by=by, now=now)
        if teams is not None:
            TeamRole.objects.filter(member=member).delete()
            TeamRole.objects.bulk_create(
                TeamRole(member=member, team=team, role=role)
                for role in TEAM_ROLES
                if role in wanted
                for team in teams.get(role, ())
            )
    return member


def store_roles(*, member: Member, roles: Iterable[str], by: Member, now: datetime) -> None:
    """Store what a member is, under the lock of `hold_members`; an admin is left.

    Raises ValidationError("roles").
    """
    wanted = ordered_roles(roles)
    Member.objects.filter(pk=member.pk).update(roles=wanted)
    TeamRole.objects.filter(member=member).exclude(role__in=wanted).delete()
    record(Act.MEMBER_ROLES_SET, by=by, about=member, data={"roles": wanted}, now=now)
    member.roles = wanted


def set_team(*, member: Member, team: Team | None, by: Member, now: datetime) -> Member:
    """Put a member into a team, or into none. What they shared stays with the team of then.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_MEMBERS)
    if member.team_id != (team and team.pk):
        TeamMove.objects.create(member=member, left_id=member.team_id, moved_at=now)
        Member.objects.filter(pk=member.pk).update(team=team)
        told = {"team": team and team.public_id.hex}
        record(Act.MEMBER_TEAM_SET, by=by, about=member, data=told, now=now)
        member.team = team
    return member


def transfer_ownership(*, to: Member, by: Member, now: datetime) -> None:
    """Make another member admin and step down, in one act.

    Raises PermissionDenied; ValidationError("member"): they are no active member, or oneself.
    """
    with transaction.atomic():
        hold_members(by)
        heir = Member.objects.active().filter(pk=to.pk, user__is_active=True).first()
        if heir is None or heir.pk == by.pk:
            raise ValidationError(_("Choose somebody else who is a member."), code="member")
        Member.objects.filter(pk=heir.pk).update(roles=ordered_roles([*heir.roles, Role.ADMIN]))
        own = Member.objects.get(pk=by.pk)
        kept = [role for role in own.roles if role != Role.ADMIN.value]
        Member.objects.filter(pk=by.pk).update(roles=ordered_roles(kept))
        record(Act.OWNERSHIP_TRANSFERRED, by=by, about=heir, now=now)


def hold_members(by: Member) -> None:
    """Let one act at a time decide who is admin, in the open transaction; by an admin of now.

    Raises PermissionDenied.
    """
    by.require(Permission.MANAGE_MEMBERS)
    Organization.objects.select_for_update(no_key=True).get(pk=current_organization_id())
    acting: Member | None = Member.objects.active().filter(pk=by.pk).first()
    if acting is None or not acting.may(Permission.MANAGE_MEMBERS):
        raise PermissionDenied


def require_admin_besides(members: Iterable[Member]) -> None:
    """Raise ValidationError("last_admin") if no active admin would be left without `members`.

    Under the lock of `hold_members`; also for acts that take a person away for other reasons.
    """
    if are_all_admins(members):
        raise ValidationError(
            _("Somebody has to be admin. Make another person admin first."), code="last_admin"
        )


def are_all_admins(members: Iterable[Member]) -> bool:
    """Tell whether every active admin is among these, in scope."""
    ids = [member.pk for member in members]
    admins = Member.objects.active().with_role(Role.ADMIN).filter(user__is_active=True)
    return admins.filter(pk__in=ids).exists() and not admins.exclude(pk__in=ids).exists()


def ordered_roles(roles: Iterable[str]) -> list[str]:
    """Return a set of roles as it is stored. Raises ValidationError("roles")."""
    wanted = {Role.ADVOCATE.value, *roles}
    if not wanted <= set(Role.values):
        raise ValidationError(_("There is no such role."), code="roles")
    return [role for role in Role.values if role in wanted]
