"""Inviting people, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.audit import record, record_all
from tenants.inviters import require_may_invite
from tenants.letters import new_letter, write_letters
from tenants.models import Act, Invitation, Letter, Member, Organization, Team
from tenants.naming import clean_email, tidy_name
from tenants.roles import Permission, Role
from tenants.scope import current_organization_id
from tenants.webhooks import WebhookEvent, emit_all

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Wish:
    """Whom to invite, as what; checked by `checked_wish`."""

    email: str
    roles: list[str]
    team: Team | None = None
    name: str = ""


def invite_member(
    *,
    email: str,
    roles: Iterable[str],
    team: Team | None,
    by: Member,
    now: datetime,
    name: str = "",
) -> Invitation:
    """Invite a person for 14 days and mail them their link; inviting again renews the same one.

    Raises PermissionDenied; ValidationError of code "email", "roles" or "member": is one already.
    """
    require_may_invite(by, roles)
    wish = checked_wish(email=email, roles=roles, team=team, name=name)
    if members_among([wish.email]):
        raise ValidationError(_("This person is a member already."), code="member")
    return invite_people(wishes=[wish], by=by, now=now)[0]


def invite_colleague(*, email: str, by: Member, now: datetime) -> Invitation:
    """Invite a person as an advocate, as a member whom the organization lets do that.

    Raises what `invite_member` does, and ValidationError("invited"): somebody has, and it stays so.
    """
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    require_may_invite(by, [])
    if waiting.filter(email=clean_email(email)).exists():
        raise ValidationError(_("This person has an invitation already."), code="invited")
    return invite_member(email=email, roles=[], team=None, by=by, now=now)


def invite_people(*, wishes: list[Wish], by: Member, now: datetime) -> list[Invitation]:
    """Invite people who are no members, each once in the list, by the rules of `invite_member`.

    Raises PermissionDenied.
    """
    require_may_invite(by, {role for wish in wishes for role in wish.roles})
    made = write_invitations(wishes=wishes, by=by, now=now)
    record_all(
        Act.MEMBER_INVITED, by=by, about=[(one, {"roles": one.roles}) for one in made], now=now
    )
    told = [{"invitation": str(one.public_id)} for one in made]
    emit_all(WebhookEvent.MEMBER_INVITED, told, now=now)
    return made


def checked_wish(*, email: str, roles: Iterable[str], team: Team | None, name: str = "") -> Wish:
    """Return a wish as it is stored. Raises ValidationError of code "email", "roles"."""
    email = clean_email(email)
    wanted = {Role.ADVOCATE.value, *roles}
    if not wanted <= set(Role.values):
        raise ValidationError(_("There is no such role."), code="roles")
    ordered = [role for role in Role.values if role in wanted]
    return Wish(email, ordered, team, tidy_name(name))


def members_among(emails: Iterable[str]) -> set[str]:
    """Return the addresses by which an active member of this organization signs in."""
    rows = Member.objects.active().filter(user__email__in=list(emails))
    return set(rows.values_list("user__email", flat=True))


def resend_invitation(*, invitation: Invitation, by: Member, now: datetime) -> Invitation:
    """Mail an invitation again, run out or not: its link works for another 14 days.

    Raises PermissionDenied; ValidationError of code "closed": accepted or withdrawn; "member".
    """
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise ValidationError(_("This invitation is not open any more."), code="closed")
    return invite_member(
        email=invitation.email,
        roles=invitation.roles,
        team=invitation.team,
        by=by,
        now=now,
        name=invitation.name,
    )


def withdraw_invitation(*, invitation: Invitation, by: Member, now: datetime) -> None:
    """Make an invitation's link worthless; idempotent.

    Raises PermissionDenied; ValidationError("accepted"): the person has joined already.
    """
    by.require(Permission.MANAGE_MEMBERS)
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if rows.filter(withdrawn_at=None).update(withdrawn_at=now):
        record(Act.INVITATION_WITHDRAWN, by=by, about=invitation, now=now)
    if not rows.exists():
        raise ValidationError(_("This person has joined already."), code="accepted")


def write_invitations(*, wishes: list[Wish], by: Member | None, now: datetime) -> list[Invitation]:
    """Make an invitation or renew the open one for each address, and mail the links, in scope."""
    until = now + INVITATION_LASTS
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    rows = waiting.filter(email__in=[wish.email for wish in wishes]).order_by("created_at")
    known = {one.email: one for one in rows}  # the newest of each
    made = []
    for wish in wishes:
        one = known.get(wish.email) or Invitation(email=wish.email, created_at=now)
        one.roles, one.team, one.invited_by, one.expires_at = wish.roles, wish.team, by, until
        one.name = wish.name or one.name
        made.append(one)
    fields = ["roles", "team", "invited_by", "expires_at", "name"]
    Invitation.objects.bulk_create([one for one in made if one.pk is None])
    Invitation.objects.bulk_update([one for one in made if one.email in known], fields)
    organization = Organization.objects.get(pk=current_organization_id())
    for one in made:
        one.organization = organization  # for its link, anywhere
    write_letters(letters=[_letter(one, now) for one in made])
    return made


def _letter(invitation: Invitation, now: datetime) -> Letter:
    return new_letter(
        email=invitation.email,
        template="invitation",
        subject=f"{invitation.public_id.hex} {invitation.expires_at:%Y%m%dT%H%M%S}",
        params={"invitation": invitation.public_id.hex},
        now=now,
    )
