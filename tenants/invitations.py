"""An invitation's link, and what its mail says.

The link is signed and names the invitation; nothing of it is stored.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tenants.models import Invitation
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

SIGNER = signing.Signer(salt="tenants.invitations")
"""Signs without a time: an invitation's own row says until when it is open."""


def link_to_join(invitation: Invitation) -> str:
    """Return the whole address that lets this one person in."""
    token = sign_name(SIGNER, invitation.organization, invitation.public_id)
    return f"{settings.BASE_URL}{reverse('tenants:join', args=[token])}"


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation a link names, open or not; None when the link is not one of ours."""
    named = read_name(SIGNER, token)
    if named is None:
        return None
    with tenant(named.organization):
        found = Invitation.objects.select_related("organization", "team", "invited_by")
        invitation: Invitation | None = found.filter(public_id=named.public_id).first()
    return invitation


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Tell whether an invitation can be accepted."""
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > now
        and invitation.organization.ended_at is None
    )


def invitation_context(*, public_id: str, now: datetime) -> dict[str, object] | None:
    """Return what an invitation's mail says, in scope; None when it is no longer open."""
    found = Invitation.objects.select_related("organization", "invited_by")
    invitation = found.filter(public_id=public_id).first()
    if invitation is None or not is_open(invitation, now):
        return None
    return {
        "organization": invitation.organization,
        "invited_by": invitation.invited_by,
        "link": link_to_join(invitation),
        "expires_at": invitation.expires_at,
    }
