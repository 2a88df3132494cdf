"""Erasing a person: what names them goes, what was counted stays true.

A membership stays as a row without a name ("Former member"), because shares, events and totals
point to it. The person's own row stays as an inactive tombstone with an address that can't exist
and no password, so that rows of other tables keep their key and the old address is free again.
Neither can be turned back: nothing links the tombstone to who it was. Apps above notice
`Member.left_at` and `Member.erased_at` and let go of what they keep: credentials of networks, names
of accounts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.models import (
    Act,
    Archive,
    ArchiveState,
    Consent,
    ImportLine,
    Invitation,
    JoinRequest,
    KeptAnswer,
    Letter,
    Member,
    Notice,
    Notification,
    NotificationSetting,
    Organization,
    SignUp,
    TeamRole,
    User,
)
from tenants.naming import sort_key
from tenants.roles import Role
from tenants.scope import platform, tenant
from tenants.services.members import LEFT_SWEEP, are_all_admins
from tenants.services.tokens import revoke_tokens_of
from tenants.wakeups import wake_on_commit
from tenants.webhooks import WebhookEvent, emit

FORMER_MEMBER = "Former member"
NOBODY = "erased.invalid"
"""A domain that can't exist (RFC 2606)."""


@dataclass(frozen=True)
class Farewell:
    """What a person's deletion means for one organization."""

    organization: Organization
    member: Member
    others: int
    """Members who stay."""
    is_only_admin: bool

    @property
    def stands_in_the_way(self) -> bool:
        """Tell whether the others would be left without an admin."""
        return self.is_only_admin and self.others > 0


def farewells(user: User) -> list[Farewell]:
    """Return what deleting a person would mean, by organization; opens its own scopes."""
    return [_farewell(member) for member in _memberships(user)]


def erase_person(*, user: User, now: datetime) -> None:
    """End every membership of a person, erase what names them, and sign them out everywhere.

    All or nothing; opens its own scopes. Raises ValidationError("only_admin") where they are the
    only admin of an organization with other members.
    """
    with transaction.atomic():
        for member in _memberships(user):
            with tenant(member.organization_id):
                # One at a time: of two last admins who leave at once, the second is refused.
                Organization.objects.select_for_update(no_key=True).get(pk=member.organization.pk)
                if _farewell_in_scope(member).stands_in_the_way:
                    said = _("%(name)s would be left without an admin.")
                    raise ValidationError(
                        said, code="only_admin", params={"name": member.organization.name}
                    )
        with platform():
            everywhere = list(Member.everyone.filter(user=user).select_related("user"))
        for member in everywhere:
            with tenant(member.organization_id):
                erase_member(member=member, now=now)
        _erase_user(user)


def erase_member(*, member: Member, now: datetime) -> None:
    """End a membership if need be and erase what names the member, in scope; idempotent.

    Does not ask whether an admin is left: `erase_person` and whoever else calls it has.
    """
    if member.erased_at is not None:
        return
    email = member.user.email
    was_there = member.left_at is None
    record(Act.MEMBER_ERASED, by=member if was_there else None, about=member, now=now)
    member.name, member.sort_key = FORMER_MEMBER, sort_key(FORMER_MEMBER)
    member.time_zone = member.language = member.pseudonym = member.pseudonym_key = ""
    member.roles, member.languages, member.on_leaderboard = [Role.ADVOCATE.value], [], False
    member.on_screen = member.is_executive = False
    member.left_at, member.erased_at = member.left_at or now, now
    member.calendar_version += 1
    member.save()
    TeamRole.objects.filter(member=member).delete()
    Notification.objects.filter(member=member).delete()
    NotificationSetting.objects.filter(member=member).delete()
    Letter.objects.filter(Q(member=member) | Q(email=email)).delete()
    if was_there:
        emit(WebhookEvent.MEMBER_LEFT, {"member": str(member.public_id)}, now=now)
        revoke_tokens_of(member=member, by=member, now=now)
        wake_on_commit(LEFT_SWEEP)
    KeptAnswer.objects.filter(member=member).delete()
    _end_copies(member, now)
    for request in JoinRequest.objects.filter(user=member.user):
        about = request.public_id.hex  # what admins were told of it names the person
        Notification.objects.filter(kind=Notice.JOIN_ASKED, subject__startswith=about).delete()
        Letter.objects.filter(template=Notice.JOIN_ASKED, subject__startswith=about).delete()
        request.delete()
    ImportLine.objects.filter(email__iexact=email).update(email="", name="")
    invitations = Invitation.objects.filter(email=email)
    invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitations.update(email=f"former@{NOBODY}", name="")


def _end_copies(member: Member, now: datetime) -> None:
    """Let nobody fetch a copy any more: the sweep deletes its file, and the row after it."""
    copies = Archive.objects.of(member)
    copies.filter(file="").delete()
    copies.update(expires_at=now)
    # a worker that is still at one finds its lease gone
    copies.filter(state=ArchiveState.WAITING).update(state=ArchiveState.FAILED)


def _memberships(user: User) -> list[Member]:
    with platform():
        return list(
            Member.everyone.active()
            .filter(user=user)
            .select_related("organization", "user")
            .order_by("organization_id")
        )


def _farewell(member: Member) -> Farewell:
    with tenant(member.organization_id):
        return _farewell_in_scope(member)


def _farewell_in_scope(member: Member) -> Farewell:
    others = Member.objects.active().exclude(pk=member.pk)
    return Farewell(
        organization=member.organization,
        member=member,
        others=others.count(),
        is_only_admin=are_all_admins([member]),
    )


def _erase_user(user: User) -> None:
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
    Authenticator.objects.filter(user_id=user.pk).delete()
    EmailAddress.objects.filter(user_id=user.pk).delete()
    Consent.objects.filter(user=user).delete()
    SignUp.objects.filter(email=user.email).delete()
    user.email, user.name = f"{secrets.token_hex(16)}@{NOBODY}", ""
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()  # which also ends sessions that no list knows of
    user.save()
