"""Deleting what is kept for a time alone, in every organization."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tenants.guarding import Guard
from tenants.models import TenantModel
from tenants.scope import platform, tenant

LISTS = 50
"""How many lists of one organization go in one transaction, with all their lines."""


def delete_lists(model: type[TenantModel], *, before: datetime) -> int:
    """Delete the lists that were sent in before a moment; return how many. They have `created_at`.

    What came of them stays. A few at once, so that no transaction is long.
    """
    everyone: Any = model.everyone
    with platform():
        rows = everyone.filter(created_at__lt=before).order_by()
        organizations = list(rows.values_list("organization_id", flat=True).distinct())
    gone = 0
    for organization_id in organizations:
        with Guard("lists", organization=organization_id):
            while fewer := _delete_some(model, organization_id, before):
                gone += fewer
    return gone


def _delete_some(model: type[TenantModel], organization_id: int, before: datetime) -> int:
    objects: Any = model.objects
    with tenant(organization_id):
        old = objects.filter(created_at__lt=before).order_by("created_at", "pk")
        ids = list(old.values_list("pk", flat=True)[:LISTS])
        objects.filter(pk__in=ids).delete()
    return len(ids)
