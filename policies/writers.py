"""Who may write the documents, review them and look after their lines, and in which language."""

from __future__ import annotations

from django.conf import settings

from tenants.models import Member, Organization
from tenants.roles import Permission, Role


def own_language(organization: Organization) -> str:
    """Return the main part of an organization's own language, for instance "pt"."""
    return (organization.language or settings.LANGUAGE_CODE).partition("-")[0]


def writers() -> list[Member]:
    """Return the members who may edit the policy, by name; one query."""
    found = Member.objects.active().who_may(Permission.EDIT_POLICY)
    return list(found.order_by("sort_key", "pk"))


def contact_choices() -> list[tuple[str, str]]:
    """Return who can be named in the documents, as a form offers them: who has any role."""
    roles = [role.value for role in Role if role != Role.ADVOCATE]
    found = Member.objects.active().filter(roles__overlap=roles).order_by("sort_key", "pk")
    return [(str(one.public_id), one.name) for one in found]


def keeper_choices() -> list[tuple[str, str]]:
    """Return them as a form offers them."""
    return [(str(one.public_id), one.name) for one in writers()]
