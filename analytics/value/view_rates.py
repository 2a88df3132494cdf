"""Writing view rates: one set again for its day replaces the one that is there.

What shares were probably seen is computed when it is read, so a rate is right at once for every day
from its own on.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.value.keeping import MOST_RATES, check_day, one_at_a_time
from analytics.value.models import ViewRate
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

ALL = 100
"""Percent."""


@transaction.atomic
def set_view_rate(
    *, percent: Decimal, source: str, starts_on: date, by: Member, now: datetime
) -> ViewRate:
    """Set of how many followers in a hundred a share is probably seen, from a UTC day on.

    Raises PermissionDenied; ValidationError of code "percent", "source", "day", "many".
    """
    by.require(Permission.ENTER_NUMBERS)
    one_at_a_time()
    source = source.strip()
    if not 0 < percent <= ALL:
        raise ValidationError(_("More than 0 and no more than 100 percent."), "percent")
    if not source:
        raise ValidationError(_("Say where the rate is from."), "source")
    check_day(starts_on, now)
    if ViewRate.objects.exclude(starts_on=starts_on).count() >= MOST_RATES:
        said = _("There are %(most)s rates already. Remove some first.")
        raise ValidationError(said % {"most": MOST_RATES}, "many")
    rate, _is_new = ViewRate.objects.update_or_create(
        starts_on=starts_on,
        defaults={"percent": percent, "source": source, "set_by": by, "set_at": now},
    )
    record(Act.VIEW_RATE_SET, by=by, about=rate, data=view_rate_told(rate), now=now)
    made: ViewRate = rate
    return made


@transaction.atomic
def remove_view_rate(*, rate: ViewRate, by: Member, now: datetime) -> bool:
    """Remove a view rate; tell whether it was still there. Raises PermissionDenied."""
    by.require(Permission.ENTER_NUMBERS)
    found = ViewRate.objects.select_for_update().filter(pk=rate.pk).first()
    if found is None:
        return False
    record(Act.VIEW_RATE_REMOVED, by=by, about=found, data=view_rate_told(found), now=now)
    found.delete()
    return True


def view_rate_told(rate: ViewRate) -> dict[str, object]:
    """Return what the audit says of a view rate."""
    return {"percent": f"{rate.percent.normalize():f}", "starts_on": str(rate.starts_on)}
