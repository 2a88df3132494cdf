"""Letting go of concerns: a year after they were settled, and with whoever raised them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from content.concerns.models import Concern
from content.concerns.telling import forget_all
from content.services.pictures import delete_idle
from tenants.guarding import Guard
from tenants.scope import platform, tenant

KEPT_SETTLED = timedelta(days=365)
BATCH = 100


def forget_settled(*, now: datetime, limit: int = BATCH) -> int:
    """Delete a few of those that were settled long enough ago; return how many."""
    old = {"settled_at__lte": now - KEPT_SETTLED}
    with platform():
        rows = Concern.everyone.filter(**old).order_by("organization_id", "settled_at")
        found = list(rows.values_list("organization_id", "pk")[:limit])
    done = 0
    for organization_id, pk in found:
        with Guard("concerns", organization=organization_id), tenant(organization_id):
            # one that was opened again meanwhile stays
            for concern in Concern.objects.filter(pk=pk, **old).select_related("picture"):
                _delete(concern)
            done += 1
    return done


def forget_concerns_of(member_id: int) -> None:
    """Delete what a member raised, with all that was said about it, in scope."""
    for concern in Concern.objects.filter(sender_id=member_id).select_related("picture"):
        _delete(concern)


@transaction.atomic
def _delete(concern: Concern) -> None:
    picture = concern.picture
    forget_all(concern)
    concern.delete()
    if picture is not None:
        delete_idle(picture)
