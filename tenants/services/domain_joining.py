"""Joining by one's own address: at a domain the organization has proved, with or without a yes.

Who was a member before never comes back by themselves, however open the domain is: an admin ended
it, so an admin lets them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.hostnames import domain_of
from tenants.models import (
    Act,
    Domain,
    Invitation,
    Joining,
    JoinRequest,
    Member,
    Notice,
    Organization,
    User,
)
from tenants.naming import NAME_LENGTH, sort_key
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant
from tenants.services.joining import accept_invitation
from tenants.services.telling import forget_told, tell_admins
from tenants.webhooks import WebhookEvent, emit


@dataclass(frozen=True)
class Door:
    """An organization a person may join by an address of theirs.

    `is_open` when one click makes them a member; else they ask, and `is_asked` when they have.
    """

    organization: Organization
    domain: Domain
    email: str
    is_open: bool
    is_asked: bool


def doors_for(user: User) -> list[Door]:
    """Return the organizations whose proved domain one of a person's confirmed addresses has.

    Those they are a member of are left out. Outside of any scope.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    by_domain: dict[str, str] = {}
    for email in addresses.values_list("email", flat=True):
        by_domain.setdefault(domain_of(email.lower()), email.lower())
    with platform():
        memberships = dict(
            Member.everyone.filter(user=user).values_list("organization_id", "left_at")
        )
        asked = set(
            JoinRequest.everyone.waiting()
            .filter(user=user)
            .values_list("organization_id", flat=True)
        )
        domains = list(
            Domain.everyone.letting_in()
            .filter(name__in=[name for name in by_domain if name])
            .select_related("organization")
            .order_by("organization__name", "-joining")
        )
    doors: dict[int, Door] = {}
    for domain in domains:
        key = domain.organization_id
        is_member = key in memberships and memberships[key] is None
        if not is_member and key not in doors:
            is_open = domain.joining == Joining.OPEN and key not in memberships
            email = by_domain[domain.name]
            doors[key] = Door(domain.organization, domain, email, is_open, key in asked)
    return list(doors.values())


def join_by_domain(*, user: User, domain_id: UUID, now: datetime) -> Member | None:
    """Let a person in by their address, or note that they ask; None when they have asked.

    An open invitation to that address is taken, with its roles and team. Said twice it is still so.
    Opens the scope itself. Raises ValidationError("closed"): nothing lets them in (any more).
    """
    door = next((one for one in doors_for(user) if one.domain.public_id == domain_id), None)
    if door is None:
        raise ValidationError(_("This way in is closed. Ask for an invitation."), code="closed")
    member = _take_invitation(user, door, now) or _enter(user, door, now)
    if member is not None:
        member.organization = door.organization  # for its address, outside of the scope
    return member


def _take_invitation(user: User, door: Door, now: datetime) -> Member | None:
    with tenant(door.organization):
        mine = Invitation.objects.open_at(now).filter(email=user.email)
        invitation = mine.order_by("-created_at").first()
    return accept_invitation(invitation=invitation, user=user, now=now) if invitation else None


def _enter(user: User, door: Door, now: datetime) -> Member | None:
    with tenant(door.organization):
        still = Domain.objects.letting_in().filter(pk=door.domain.pk, joining=door.domain.joining)
        if not still.select_for_update().exists():
            raise ValidationError(_("This way in is closed. Ask for an invitation."), code="closed")
        if not door.is_open:
            _ask(user, door.email, now)
            return None
        member = let_in(user=user, now=now)
        data = {"domain": door.domain.public_id.hex}
        record(Act.MEMBER_JOINED, by=member, about=member, data=data, now=now)
        return member


def _ask(user: User, email: str, now: datetime) -> None:
    """Note that a person asks, in scope; asking while they wait changes nothing."""
    waits = {"email": email, "asked_at": now, "decided_at": None, "is_approved": False}
    with transaction.atomic():
        request, is_new = JoinRequest.objects.select_for_update().get_or_create(
            user=user, defaults=waits
        )
        if not is_new:
            decided = JoinRequest.objects.filter(pk=request.pk, decided_at__isnull=False)
            if not decided.update(**waits, decided_by=None):
                return
    record(Act.JOIN_ASKED, by=None, about=request, now=now)
    tell_admins(
        Notice.JOIN_ASKED,
        subject=f"{request.public_id.hex} {now:%Y%m%dT%H%M%S}",
        params={"person": user.get_full_name(), "email": email},
        now=now,
    )


def approve_request(*, request: JoinRequest, by: Member, now: datetime) -> Member:
    """Let in who asked. Raises PermissionDenied; ValidationError("decided")."""
    by.require(Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        _decide(request, by=by, now=now, is_approved=True)
        record(Act.JOIN_APPROVED, by=by, about=request, now=now)
        return let_in(user=request.user, now=now)


def decline_request(*, request: JoinRequest, by: Member, now: datetime) -> None:
    """Leave who asked outside; they may ask again. Raises PermissionDenied;
    ValidationError("decided").
    """
    by.require(Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        _decide(request, by=by, now=now, is_approved=False)
        record(Act.JOIN_DECLINED, by=by, about=request, now=now)


def _decide(request: JoinRequest, *, by: Member, now: datetime, is_approved: bool) -> None:
    waiting = JoinRequest.objects.waiting().filter(pk=request.pk)
    if not waiting.update(decided_at=now, decided_by=by, is_approved=is_approved):
        raise ValidationError(_("Somebody has answered this already."), code="decided")
    forget_told(Notice.JOIN_ASKED, about=request.public_id.hex, now=now)


def let_in(*, user: User, now: datetime) -> Member:
    """Make a person a member, in scope: one of everyone, or again what they were; idempotent."""
    name = user.name or user.email.partition("@")[0]
    fresh = {
        "name": name,
        "sort_key": sort_key(name)[:NAME_LENGTH],
        "roles": [Role.ADVOCATE.value],
        "joined_at": now,
    }
    member, is_new = Member.objects.get_or_create(user=user, defaults=fresh)
    is_back = False
    if not is_new:
        returned = Member.objects.deactivated().filter(pk=member.pk)
        is_back = bool(returned.update(left_at=None, returned_at=now))
        member.refresh_from_db()
    if is_new or is_back:
        emit(WebhookEvent.MEMBER_JOINED, {"member": str(member.public_id)}, now=now)
    JoinRequest.objects.waiting().filter(user=user).update(decided_at=now, is_approved=True)
    return member
