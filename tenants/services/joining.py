"""Letting a person in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.invitations import is_open
from tenants.models import Act, Invitation, JoinRequest, Member, TeamRole, User
from tenants.naming import NAME_LENGTH, clean_name, sort_key
from tenants.roles import TEAM_ROLES
from tenants.scope import tenant
from tenants.services.consenting import record_consents
from tenants.webhooks import WebhookEvent, emit


def accept_invitation(
    *,
    invitation: Invitation,
    now: datetime,
    user: User | None = None,
    name: str = "",
    password: str = "",
    consents: Mapping[str, str] | None = None,
) -> Member:
    """Let the invited person in: as the signed-in `user`, or new, by `name` and `password`.

    `consents` are the versions of the documents that a new person accepts.

    Idempotent for the person who joined by it. Opens the scope itself, so a link works from
    anywhere. Raises ValidationError of code "closed": expired, withdrawn, used by then;
    "other_person": `user` has another address; "has_account": sign in first; "name"; and those of
    the password validators.
    """
    hashed = "" if user else make_password(password)  # takes its time, so before anything is held
    with tenant(invitation.organization_id):
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if user is not None and user.email != invitation.email:
            raise ValidationError(_("This invitation is for another address."), code="other_person")
        if invitation.accepted_at and user is not None:
            joined: Member | None = Member.objects.active().filter(user=user).first()
            if joined is not None:
                return joined
        if not is_open(invitation, now):
            raise ValidationError(_("This invitation is not open any more."), code="closed")
        draft = User(email=invitation.email, name=name, password=hashed)
        person = user or _create_person(draft, password)
        if user is None:
            record_consents(user=person, consents=consents or {}, now=now)
        _confirm_address(person)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        member = _join(person, invitation, now)
        JoinRequest.objects.waiting().filter(user=person).update(decided_at=now, is_approved=True)
        record(Act.MEMBER_JOINED, by=member, about=invitation, now=now)
        emit(WebhookEvent.MEMBER_JOINED, {"member": str(member.public_id)}, now=now)
        return member


def _create_person(draft: User, password: str) -> User:
    draft.name = clean_name(draft.name)
    taken = ValidationError(_("You have an account already. Sign in to join."), code="has_account")
    if User.objects.filter(email=draft.email).exists():
        raise taken
    validate_password(password, draft)
    try:
        with transaction.atomic():  # the same person may answer two invitations at once
            draft.save()
    except IntegrityError:
        raise taken from None
    return draft


def _confirm_address(user: User) -> None:
    """Note that the address is theirs (the link came there), so that password reset works."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def _join(user: User, invitation: Invitation, now: datetime) -> Member:
    name = user.name or user.email.partition("@")[0]
    changes = {
        "name": name,
        "sort_key": sort_key(name)[:NAME_LENGTH],
        "roles": invitation.roles,
        "team_id": invitation.team_id,
        "joined_at": now,
        "left_at": None,
    }
    member: Member | None = Member.objects.active().filter(user=user).first()
    if member is None:
        member = Member.objects.update_or_create(
            user=user, defaults={**changes, "returned_at": now}, create_defaults=changes
        )[0]
    for role in set(TEAM_ROLES) & set(invitation.roles):
        if invitation.team_id is not None:
            TeamRole.objects.get_or_create(member=member, team_id=invitation.team_id, role=role)
    return member
