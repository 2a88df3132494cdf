"""The guidelines for people without an account: the public page, and a candidate's link.

Both links are signed and name the organization; of the public one only a key is stored, so that a
new key ends all old links.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from policies.models import CandidateLink, Kind, Policy
from tenants.models import Organization
from tenants.scope import tenant
from tenants.signed import read_name, sign_name

PUBLIC = signing.Signer(salt="policies.public")
CANDIDATE = signing.Signer(salt="policies.candidate")


@dataclass(frozen=True)
class Opened:
    """What a candidate's link opens."""

    organization: Organization
    link: CandidateLink


def public_address(organization: Organization) -> str:
    """Return the whole address of the public page, in scope; "" while it is off."""
    own = Policy.objects.filter(kind=Kind.CONTENT, language="").first()
    if own is None or own.public_key is None:
        return ""
    token = sign_name(PUBLIC, organization, own.public_key)
    return f"{settings.BASE_URL}{reverse('policies:public', args=[token])}"


def open_public(token: str) -> Organization | None:
    """Return whose guidelines a public link shows; None once it is off or has another key."""
    named = read_name(PUBLIC, token)
    if named is None:
        return None
    with tenant(named.organization):
        own = Policy.objects.filter(kind=Kind.CONTENT, language="", public_key=named.public_id)
        return named.organization if own.exists() else None


def candidate_address(organization: Organization, link: CandidateLink) -> str:
    """Return the whole address of a candidate's link."""
    token = sign_name(CANDIDATE, organization, link.public_id)
    return f"{settings.BASE_URL}{reverse('policies:candidate', args=[token])}"


def open_candidate(token: str) -> Opened | None:
    """Return what a candidate's link opens; None once it was deleted."""
    named = read_name(CANDIDATE, token)
    if named is None:
        return None
    with tenant(named.organization):
        link = CandidateLink.objects.filter(public_id=named.public_id).first()
    return Opened(named.organization, link) if link else None
