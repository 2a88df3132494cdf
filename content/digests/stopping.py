"""The link that ends somebody's digests: signed, for that alone, good for as long as they come."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tenants.models import Member
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

SIGNER = signing.Signer(salt="content.digests")


def stop_address(member: Member) -> str:
    """Return the whole address at which who holds the mail can end a member's digests."""
    token = sign_name(SIGNER, member.organization, member.public_id)
    return f"{settings.BASE_URL}{reverse('content:digest_stop', args=[token])}"


def whose_digest(token: str) -> Member | None:
    """Return whose digests a link ends; None when it is not one of ours, or they have left."""
    named = read_name(SIGNER, token)
    if named is None:
        return None
    with tenant(named.organization):
        active = Member.objects.active().select_related("organization")
        member: Member | None = active.filter(public_id=named.public_id).first()
    return member
