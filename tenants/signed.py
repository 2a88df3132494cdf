"""Links that name one thing of one organization: signed, so that nothing of them is stored.

They name the organization by its slug, also one that it had before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing

from tenants.models import Organization
from tenants.slugs import find_by_slug

LONGEST_TOKEN = 300


@dataclass(frozen=True)
class Named:
    """What a link names; `more` is whatever else was signed with it."""

    organization: Organization
    public_id: UUID
    more: tuple[Any, ...]


def sign_name(
    signer: signing.Signer, organization: Organization, public_id: UUID, *more: object
) -> str:
    """Return the token that names a thing, and `more` that JSON can hold."""
    return signer.sign_object([organization.slug, public_id.hex, *more])


def read_name(signer: signing.Signer, token: str) -> Named | None:
    """Return what a token names; None when we did not sign it, or the organization is gone."""
    try:
        slug, public_id, *more = signer.unsign_object(token[:LONGEST_TOKEN])
    except (signing.BadSignature, ValueError):
        return None
    organization = find_by_slug(slug)
    if organization is None:
        return None
    return Named(organization, UUID(hex=public_id), tuple(more))
