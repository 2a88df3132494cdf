"""Requests for a yes that nobody has answered in time: told once to both sides, and they go on."""

from __future__ import annotations

from datetime import datetime

from sharing.models import Clearance
from sharing.services.clearing import approvers_but, still_waiting, tell_overdue
from tenants.guarding import Guard
from tenants.scope import platform, tenant

BATCH = 200


def urge_answers(*, now: datetime, limit: int = BATCH) -> int:
    """Tell of the requests that are overdue, a batch of them; return of how many. Opens scopes."""
    with platform():
        late = Clearance.everyone.open().filter(due_at__lte=now, reminded_at=None)
        rows = late.order_by("due_at", "pk").values_list("organization_id", "pk")
        found = list(rows[:limit])
    told = 0
    for organization_id, pk in found:
        with Guard("urging", organization=organization_id), tenant(organization_id):
            told += _urge(pk, now)
    return told


def _urge(pk: int, now: datetime) -> bool:
    """Tell of one under its lock, if it can still be answered; one that nobody is left to answer is
    ended by `end_unanswerable`.
    """
    rows = Clearance.objects.waiting().filter(still_waiting(), pk=pk, reminded_at=None)
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = locked.select_related("post", "member__organization", "member__user").first()
    people = list(approvers_but(found.member)) if found is not None else []
    if found is None or not people:
        return False
    Clearance.objects.filter(pk=pk).update(reminded_at=now)
    tell_overdue(found, people, now=now)
    return True
