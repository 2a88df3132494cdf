"""Inviting people, and taking an invitation back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.inviters import require_may_invite
from tenants.letters import write_letter
from tenants.models import Act, Invitation, Member, Team
from tenants.naming import clean_email
from tenants.roles import Permission, Role

INVITATION_LASTS = timedelta(days=14)


def invite_member(
    *, email: str, roles: Iterable[str], team: Team | None, by: Member, now: datetime
) -> Invitation:
    """Invite a person for 14 days and mail them their link; inviting again renews the same one.

    Raises PermissionDenied; ValidationError of code "email", "roles" or "member": is one already.
    """
    wanted = {Role.ADVOCATE.value, *roles}
    require_may_invite(by, wanted)
    email = clean_email(email)
    if not wanted <= set(Role.values):
        raise ValidationError(_("There is no such role."), code="roles")
    if Member.objects.active().filter(user__email=email).exists():
        raise ValidationError(_("This person is a member already."), code="member")
    ordered = [role for role in Role.values if role in wanted]
    invitation = write_invitation(email=email, roles=ordered, team=team, by=by, now=now)
    record(Act.MEMBER_INVITED, by=by, about=invitation, data={"roles": ordered}, now=now)
    return invitation


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


def write_invitation(
    *, email: str, roles: list[str], team: Team | None, by: Member | None, now: datetime
) -> Invitation:
    """Make an invitation or renew the open one for this address, and mail its link, in scope."""
    renewed = {"roles": roles, "team": team, "invited_by": by, "expires_at": now + INVITATION_LASTS}
    waiting = Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None)
    pk = waiting.order_by("-created_at").values_list("pk", flat=True).first()
    if pk is None:
        pk = Invitation.objects.create(email=email, created_at=now, **renewed).pk
    else:
        waiting.filter(pk=pk).update(**renewed)
    found = Invitation.objects.select_related("organization", "team")  # for its link, anywhere
    invitation: Invitation = found.get(pk=pk)
    write_letter(
        email=email,
        template="invitation",
        subject=f"{invitation.public_id.hex} {invitation.expires_at:%Y%m%dT%H%M%S}",
        params={"invitation": invitation.public_id.hex},
        now=now,
    )
    return invitation
