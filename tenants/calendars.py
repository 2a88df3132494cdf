"""The token of a member's own calendar feed: whoever has it can read when they share.

It is signed and names the member and a version; nothing of it is stored. A new version makes the
old token useless, and so does leaving.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from tenants.models import Member
from tenants.scope import tenant
from tenants.slugs import find_by_slug

SIGNER = signing.Signer(salt="tenants.calendars", sep="~")
LONGEST_TOKEN = 300


def calendar_token(member: Member) -> str:
    """Return the token of a member's feed."""
    slug, name = member.organization.slug, member.public_id.hex
    return SIGNER.sign_object([slug, name, member.calendar_version])


def find_reader(token: str) -> Member | None:
    """Return whose feed it is; None for what we did not sign, an old token, and who has left."""
    try:
        slug, public_id, version = SIGNER.unsign_object(token[:LONGEST_TOKEN])
    except (signing.BadSignature, ValueError):
        return None
    organization = find_by_slug(slug)
    if organization is None:
        return None
    with tenant(organization):
        own = Member.objects.active().select_related("organization", "user")
        member: Member | None = own.filter(
            public_id=UUID(hex=public_id), calendar_version=version, user__is_active=True
        ).first()
    return member
