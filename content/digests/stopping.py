"""The link that ends somebody's digests: signed, for that alone, good for as long as they come."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tenants.models import Member
from tenants.scope import tenant
from tenants.slugs import find_by_slug

SIGNER = signing.Signer(salt="content.digests")


def stop_address(member: Member) -> str:
    """Return the whole address at which who holds the mail can end a member's digests."""
    token = SIGNER.sign_object([member.organization.slug, member.public_id.hex])
    return f"{settings.BASE_URL}{reverse('content:digest_stop', args=[token])}"


def whose_digest(token: str) -> Member | None:
    """Return whose digests a link ends; None when it is not one of ours, or they have left."""
    try:
        slug, public_id = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    organization = find_by_slug(slug)
    if organization is None:
        return None
    with tenant(organization):
        active = Member.objects.active().select_related("organization")
        member: Member | None = active.filter(public_id=UUID(hex=public_id)).first()
    return member
