"""How many shares of a day count for effort: settled for days to come, never for what has been."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.boards.models import ShareCap
from analytics.periods import Span, utc_day
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

MOST_A_DAY = 50


@transaction.atomic
def set_cap(*, by: Member, most: int | None, now: datetime) -> None:
    """Store how many shares of one member and UTC day count, from tomorrow on; None: all of them.

    Raises PermissionDenied; ValidationError("most").
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    if most is not None and not 1 <= most <= MOST_A_DAY:
        message = _("Choose a number from 1 to %(most)s, or none.")
        raise ValidationError(message % {"most": MOST_A_DAY}, code="most")
    tomorrow = utc_day(now) + timedelta(days=1)
    if cap_on(tomorrow) != most:
        ShareCap.objects.update_or_create(since=tomorrow, defaults={"most": most})
        record(Act.CAP_SET, by=by, data={"most": most or 0}, now=now)


def cap_on(day: date) -> int | None:
    """Return how many shares of a member count on a day; None: all of them. One query."""
    caps = ShareCap.objects.filter(since__lte=day).order_by("-since")
    return caps.values_list("most", flat=True).first()


def cap_of(span: Span) -> int | None:
    """Return how many shares count on the last day of a period; None: all of them. One query."""
    return cap_on(span.ends_on - timedelta(days=1))
