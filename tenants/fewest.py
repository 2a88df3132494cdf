"""Of how few people nothing is told: one number of the organization, asked for in one place."""

from __future__ import annotations

from tenants.models import Organization
from tenants.scope import current_organization_id, once_in_scope


def fewest() -> int:
    """Return of how many people, at least, the organization in scope lets anything be told.

    One query in a scope, however often it is asked for.
    """
    return once_in_scope("fewest", _stored)


def in_steps_of_fewest(count: int) -> int:
    """Return a count of people as it is told: so many at least, 0 for fewer than `fewest()`."""
    return count // fewest() * fewest()


def _stored() -> int:
    rows = Organization.objects.filter(pk=current_organization_id())
    return rows.values_list("fewest", flat=True).get()
