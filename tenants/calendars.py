"""The token of a member's own calendar feed: whoever has it can read when they share.

It is signed and names the member and a version; nothing of it is stored. A new version makes the
old token useless, and so does leaving.
"""

from __future__ import annotations

from django.core import signing

from tenants.models import Member
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

SIGNER = signing.Signer(salt="tenants.calendars", sep="~")


def calendar_token(member: Member) -> str:
    """Return the token of a member's feed."""
    version = member.calendar_version
    return sign_name(SIGNER, member.organization, member.public_id, version)


def find_reader(token: str) -> Member | None:
    """Return whose feed it is; None for what we did not sign, an old token, and who has left."""
    named = read_name(SIGNER, token)
    if named is None:
        return None
    (version,) = named.more
    with tenant(named.organization):
        own = Member.objects.active().select_related("organization", "user")
        member: Member | None = own.filter(
            public_id=named.public_id, calendar_version=version, user__is_active=True
        ).first()
    return member
