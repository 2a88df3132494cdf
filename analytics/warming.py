"""Having ready what takes long to work out for the dashboard, in organizations of very many people.

What was worked out of all facts is kept for a while (`selectors.remembered`). A worker looks first,
as the page would, so that whoever opens it as it usually is does not wait for that.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Span, utc_day
from analytics.reports.viewing import USUAL
from analytics.rollup import MANY
from analytics.selectors import dashboard
from analytics.selectors.groups import groups
from analytics.value.figures import value
from tenants.guarding import Guard
from tenants.models import Organization
from tenants.scope import platform, tenant


def have_ready(*, now: datetime) -> None:
    """Work out what the dashboard of this month needs, where it may be kept and is not."""
    span = Span.around(Period.MONTH, utc_day(now))
    for pk in _large(now):
        with Guard("have_ready", organization=pk), tenant(pk):
            dashboard(span=span, group=None, groups=groups(), key=USUAL, now=now)
            value(span=span, now=now)


def _large(now: datetime) -> list[int]:
    with platform():
        counted = PeriodTotal.everyone.filter(
            organization=OuterRef("pk"),
            period=Period.DAY,
            starts_on=utc_day(now),
            subject=Subject.ORGANIZATION,
            key="",
            metric="members",
            value__gte=MANY,
        )
        found = Organization.objects.filter(Exists(counted)).order_by("pk")
        return list(found.values_list("pk", flat=True))
