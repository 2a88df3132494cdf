"""Choosing how long days can be counted again."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.periods import utc_day
from analytics.retention.lines import (
    LONGEST_MONTHS,
    SHORTEST_MONTHS,
    closing_line,
    keeping_line,
)
from analytics.retention.models import DEFAULT_MONTHS, Retention
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


def months_kept() -> int | None:
    """Return for how many months days of the organization in scope stay open; None: for ever."""
    row = Retention.objects.first()
    return row.months if row else DEFAULT_MONTHS


@transaction.atomic
def set_retention(*, months: int | None, by: Member, now: datetime) -> Retention:
    """Choose for how many months days can be counted again, None for ever.

    What is closed stays closed. Raises PermissionDenied; ValidationError("months"): not between 3
    and 120.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if months is not None and not SHORTEST_MONTHS <= months <= LONGEST_MONTHS:
        message = _("Choose between %(least)s and %(most)s months.")
        params = {"least": SHORTEST_MONTHS, "most": LONGEST_MONTHS}
        raise ValidationError(message, code="months", params=params)
    Retention.objects.get_or_create()
    row: Retention = Retention.objects.select_for_update().get()
    if row.months == months:
        return row
    row.months = months
    row.kept_since = _no_later(row, now) if row.kept_since else None
    row.save(update_fields=["months", "kept_since"])
    data = {"fields": ["events_kept_months"], "events_kept_months": months or 0}
    record(Act.ORGANIZATION_CHANGED, by=by, data=data, now=now)
    return row


def _no_later(row: Retention, now: datetime) -> date | None:
    """Return the line of what is kept, moved back where more is kept from now on."""
    if row.months is None or row.kept_since is None:
        return None
    wanted = keeping_line(closing_line(months=row.months, today=utc_day(now)))
    return min(row.kept_since, wanted)
