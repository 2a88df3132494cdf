"""What happened beside a trend: notes, and the campaigns that began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from analytics.goals.models import Annotation
from analytics.periods import Span, Stretch
from content.models import Campaign
from content.services.campaigns import day_of
from tenants.models import Member

MOST = 200
LISTED = 100


@dataclass(frozen=True)
class Happened:
    """Something that happened on a day, in words."""

    day: date
    text: str


def happened(*, first: date, end: date, member: Member, now: datetime) -> list[Happened]:
    """Return what a member may read of the days from `first` to before `end`, by day.

    Two queries.
    """
    noted = Annotation.objects.filter(day__gte=first, day__lt=end).order_by("day", "pk")[:MOST]
    today = day_of(member, now)
    begun = Campaign.objects.visible_to(member, today).filter(
        starts_on__gte=first, starts_on__lt=end, starts_on__lte=today
    )
    found = [Happened(one.day, one.text) for one in noted]
    found += [
        Happened(one.starts_on, _("Campaign “%(name)s” begins") % {"name": one.name})
        for one in begun.order_by("starts_on", "pk")[:MOST]
    ]
    return sorted(found, key=lambda one: one.day)


def on_trend(spans: Sequence[Span | Stretch], found: Sequence[Happened]) -> list[tuple[int, str]]:
    """Return what happened by its place on a trend; what shares a place stands in one line."""
    texts: dict[int, list[str]] = defaultdict(list)
    for one in found:
        for place, span in enumerate(spans):
            if span.starts_on <= one.day < span.ends_on:
                texts[place].append(one.text)
    return [(place, " · ".join(lines)) for place, lines in sorted(texts.items())]


def recent_notes() -> list[Annotation]:
    """Return the notes, the latest day first, with who made them. One query."""
    rows = Annotation.objects.select_related("noted_by").order_by("-day", "-pk")
    return list(rows[:LISTED])
