"""Who may invite people, as the organization has chosen; more than advocates only by admins."""

from __future__ import annotations

from collections.abc import Iterable

from tenants.models import Inviters, Member
from tenants.roles import Permission, Role

LEADS = frozenset({Role.CHAMPION.value, Role.MANAGER.value})


def may_invite(member: Member) -> bool:
    """Tell whether a member may invite advocates."""
    chosen = member.organization.inviters
    if member.may(Permission.MANAGE_MEMBERS) or chosen == Inviters.EVERYONE:
        return True
    return chosen == Inviters.LEADS and not LEADS.isdisjoint(member.roles)


def require_may_invite(member: Member, roles: Iterable[str]) -> None:
    """Raise PermissionDenied unless a member may invite somebody to be all of these."""
    if set(roles) <= {Role.ADVOCATE.value} and may_invite(member):
        return
    member.require(Permission.MANAGE_MEMBERS)
