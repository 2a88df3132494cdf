"""Slugs that are or were an organization's: an old address leads to the new one, for good."""

from __future__ import annotations

from tenants.models import Organization, Slug
from tenants.scope import platform


def find_by_slug(slug: str) -> Organization | None:
    """Return the organization whose slug this is or once was; None also once it is deleted.

    For keys that we signed, and for the addresses of members: it confirms nothing to anybody else.
    """
    with platform():
        found = Slug.objects.filter(slug=slug).select_related("leads_to").first()
    return found.leads_to if found else None


def address_after(path: str, *, old: str, new: str) -> str:
    """Return a path below `/o/<old>/` as it is below `/o/<new>/`."""
    return f"/o/{new}/{path.removeprefix(f'/o/{old}/')}"
