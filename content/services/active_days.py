"""Noting on which days members are here: one row for a member and UTC day, whatever they do.

What they do stays where it is theirs (marks, ballots), and shares are counted by themselves.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.core.cache import cache
from django.db import transaction

from content.models import ActiveDay
from tenants.guarding import Guard
from tenants.models import Member
from tenants.partitions import month_after
from tenants.scope import platform, tenant

KEPT_MONTHS = 13
"""How many whole months before this one are kept."""
REMEMBERED_S = 86_400


def note_active(*, member: Member, now: datetime) -> None:
    """Note that a member did something today; a day's second time costs one look at the cache."""
    day = now.astimezone(UTC).date()
    key = f"active:{member.organization_id}:{member.pk}:{day}"
    if cache.get(key):
        return
    ActiveDay.objects.bulk_create([ActiveDay(member=member, day=day)], ignore_conflicts=True)
    transaction.on_commit(lambda: cache.set(key, 1, REMEMBERED_S))


def kept_from(now: datetime) -> date:
    """Return the first UTC day of which is still known who was here."""
    return month_after(now.astimezone(UTC).date().replace(day=1), -KEPT_MONTHS)


def forget_old_days(*, now: datetime) -> int:
    """Delete the days that are no longer kept, in every organization; return how many rows."""
    with platform():
        rows = ActiveDay.everyone.filter(day__lt=kept_from(now)).order_by()
        organizations = list(rows.values_list("organization_id", flat=True).distinct())
    gone = 0
    for organization_id in organizations:
        with Guard("forget_old_days", organization=organization_id), tenant(organization_id):
            gone += int(ActiveDay.objects.filter(day__lt=kept_from(now)).delete()[0])
    return gone
