"""Reading when: a member's own week for the calendar, their slots, and the feed of both."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sharing.models import Share, Slot, State
from sharing.moments import instant_of, slot_instants
from sharing.selectors import ShareLine, line_of
from sharing.times import clock
from tenants.models import Member
from tenants.zones import zone_of

WEEK = re.compile(r"^(20\d\d)-W(\d\d)$")
DAY = timedelta(days=1)
DAYS = range(7)
FIRST_HOUR, LAST_HOUR = 8, 18
MOST = 300
"""How many shares a week, or a feed, shows at most: the soonest."""
FEED_BEFORE, FEED_AFTER = timedelta(days=30), timedelta(days=90)
GONE = [State.CANCELLED, State.RECALLED, State.DISMISSED, State.LAPSED]


@dataclass(frozen=True)
class Entry:
    """A share in the calendar."""

    line: ShareLine
    at: datetime
    clock: str
    """The time of day, with its offset where it comes twice."""
    wall: str
    """The same for a form ("2026-11-26T09:30")."""


@dataclass(frozen=True)
class Cell:
    """An hour of a day: what is in it, and which slots are free."""

    hour: int
    wall: str
    entries: list[Entry]
    slots: list[str]
    is_past: bool

    @property
    def label(self) -> str:
        """Return the hour as a clock shows it."""
        return f"{self.hour:02d}:00"


@dataclass(frozen=True)
class Day:
    """A day of the week with its shown hours."""

    day: date
    cells: list[Cell]
    is_today: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands on it, not even a free slot."""
        return not any(cell.entries or cell.slots for cell in self.cells)


@dataclass(frozen=True)
class Week:
    """A member's own week on their own clock."""

    key: str
    monday: date
    days: list[Day]
    hours: list[str]
    zone: str
    has_slots: bool
    is_current: bool

    @property
    def title(self) -> str:
        """Return its days ("23 – 29 November 2026")."""
        sunday = self.monday + 6 * DAY
        start = date_format(self.monday, "j" if self.monday.month == sunday.month else "j F")
        return f"{start} – {date_format(sunday, 'j F Y')}"

    @property
    def before(self) -> str:
        """Return the week before."""
        return week_key(self.monday - 7 * DAY)

    @property
    def after(self) -> str:
        """Return the week after."""
        return week_key(self.monday + 7 * DAY)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands in it."""
        return all(day.is_empty for day in self.days)


def week_key(day: date) -> str:
    """Return the ISO week of a day ("2026-W48")."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def _monday(key: str, today: date) -> date:
    """Return the Monday of an ISO week; this week's when there is no such week."""
    found = WEEK.match(key)
    try:
        year, number = (int(found[1]), int(found[2])) if found else today.isocalendar()[:2]
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        return today - today.weekday() * DAY


def read_week(*, member: Member, key: str, now: datetime, all_hours: bool = False) -> Week:
    """Return the member's own week; always two queries."""
    zone = zone_of(member)
    today = now.astimezone(zone).date()
    monday = _monday(key, today)
    entries = _entries(member, monday, zone, now)
    week = list(Slot.objects.filter(member=member).order_by("at").values_list("weekday", "at"))
    taken = {entry.at for entry in entries if entry.line.share.state == State.SCHEDULED}
    free = _free_slots(week, monday, zone, taken=taken, now=now)
    hours = _hours([*(entry.wall for entry in entries), *free], all_hours=all_hours)
    days = []
    for day in (monday + DAY * number for number in DAYS):
        cells = [_cell(day, hour, zone, entries, free, now) for hour in hours]
        days.append(Day(day, cells, is_today=day == today))
    return Week(
        key=week_key(monday),
        monday=monday,
        days=days,
        hours=[f"{hour:02d}:00" for hour in hours],
        zone=zone.key,
        has_slots=bool(week),
        is_current=monday <= today < monday + 7 * DAY,
    )


def _own(member: Member, start: datetime, end: datetime) -> QuerySet[Share]:
    """Return what stands in the calendar between two instants, the soonest first."""
    shares = Share.objects.of(member).exclude(state__in=GONE)
    placed = shares.alias(at=Coalesce("published_at", "due_at"))
    between: QuerySet[Share] = placed.filter(at__gte=start, at__lt=end).order_by("at", "pk")
    return between


def standing_at(share: Share) -> datetime:
    """Return where in a calendar a share stands: when it went live, else when it is meant to."""
    return share.published_at or share.due_at


def _entries(member: Member, monday: date, zone: ZoneInfo, now: datetime) -> list[Entry]:
    start = instant_of(datetime.combine(monday, time()), zone)
    end = instant_of(datetime.combine(monday + 7 * DAY, time()), zone)
    found = _own(member, start, end).select_related("post", "connection")[:MOST]
    with timezone.override(zone):
        return [
            Entry(
                line=line_of(share, now=now, pause=member.organization.pause_reason),
                at=standing_at(share),
                clock=clock(standing_at(share)),
                wall=standing_at(share).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
            )
            for share in found
        ]


def _free_slots(
    week: list[tuple[int, time]],
    monday: date,
    zone: ZoneInfo,
    *,
    taken: set[datetime],
    now: datetime,
) -> list[str]:
    """Return the wall times of a week's slots that are still to come and not taken."""
    days = (monday + DAY * number for number in DAYS)
    instants = {at for day in days for at in slot_instants(week, day, zone)}
    return [
        at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        for at in sorted(instants - taken)
        if at > now
    ]


def _hours(walls: list[str], *, all_hours: bool) -> range:
    """Return the hours to show: a working day, and more where something stands outside it."""
    if all_hours:
        return range(24)
    hours = [int(wall[11:13]) for wall in walls]
    return range(min([FIRST_HOUR, *hours]), max([LAST_HOUR, *hours]) + 1)


def _cell(  # noqa: PLR0917 (one cell needs all of it)
    day: date, hour: int, zone: ZoneInfo, entries: list[Entry], free: list[str], now: datetime
) -> Cell:
    start = f"{day.isoformat()}T{hour:02d}"
    last_minute = instant_of(datetime.combine(day, time(hour, 59)), zone)
    return Cell(
        hour=hour,
        wall=f"{start}:00",
        entries=[entry for entry in entries if entry.wall.startswith(start)],
        slots=[wall[11:] for wall in free if wall.startswith(start)],
        is_past=last_minute <= now,
    )


@dataclass(frozen=True)
class SlotDay:
    """A weekday with its slots, for the editor."""

    weekday: int
    name: str
    times: list[time]


def slot_days(member: Member) -> list[SlotDay]:
    """Return the member's own week of slots; one query."""
    times: dict[int, list[time]] = defaultdict(list)
    for slot in Slot.objects.filter(member=member).order_by("at"):
        times[slot.weekday].append(slot.at)
    names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday")]
    names += [_("Saturday"), _("Sunday")]
    return [SlotDay(weekday, name, times[weekday]) for weekday, name in enumerate(names)]


def feed_shares(*, member: Member, now: datetime) -> list[Share]:
    """Return what the calendar feed tells: the last 30 days and the next 90, at most MOST."""
    return list(_own(member, now - FEED_BEFORE, now + FEED_AFTER).reverse()[:MOST])
