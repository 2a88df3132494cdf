"""How one's own accounts grew; seen by the member alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.periods import Span, utc_day
from sharing.models import Connection, FollowerDay
from tenants.models import Member

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Followed:
    """How many followed an account at the end of a period, and how many more than before it.

    `gained` is None while only one count is known.
    """

    connection: Connection
    count: int
    gained: int | None

    @property
    def change(self) -> str:
        """Return the growth in words; "" while it can't be told."""
        if self.gained is None:
            return ""
        if not self.gained:
            return _("As many as before")
        if self.gained > 0:
            said = ngettext("%(count)s more", "%(count)s more", self.gained)
            return said % {"count": self.gained}
        return ngettext("%(count)s fewer", "%(count)s fewer", -self.gained) % {
            "count": -self.gained
        }


def own_followers(*, member: Member, span: Span, now: datetime) -> list[Followed]:
    """Return the growth of a member's connected accounts in a period, the biggest first.

    An account of which nothing is known up to its end is left out. Four queries.
    """
    accounts = Connection.objects.kept().filter(member=member).in_bulk()
    last = min(span.ends_on - ONE, utc_day(now))
    days = FollowerDay.objects.filter(connection__in=list(accounts), day__lte=last)
    until = days.order_by("connection", "-day").distinct("connection")
    since = days.order_by("connection", "day").distinct("connection")
    before = until.filter(day__lt=span.starts_on)
    first = {one.connection_id: one for one in [*since, *before]}
    found = []
    for one in until:
        start = first[one.connection_id]
        is_known = start.day < max(one.day, span.starts_on)
        gained = one.count - start.count if is_known else None
        found.append(Followed(accounts[one.connection_id], one.count, gained))
    return sorted(found, key=lambda one: (-one.count, one.connection.handle))
