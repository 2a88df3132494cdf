"""The library's calendar: what comes into the feed, leaves it, is needed and is to be looked at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.models import Outcome, Post, State, Submission
from tenants.models import Member
from tenants.roles import Permission
from tenants.zones import zone_of

MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$", re.ASCII)
WEEK = re.compile(r"^(20\d\d)-W(\d\d)$", re.ASCII)
DAY = timedelta(days=1)
MOST = 100
"""How many things of each kind a month or week shows at most: the soonest."""


class Happens(models.TextChoices):
    """What a day can hold."""

    DUE = "due", _("Approval needed")
    PLANNED = "planned", _("Planned draft")
    OPENS = "opens", _("Comes into the feed")
    REVIEW = "review", _("Look at it again")
    EXPIRES = "expires", _("Leaves the feed")


@dataclass(frozen=True)
class Entry:
    """One thing on a day. `wall` is its time for a form, in the reader's zone."""

    what: Happens
    post: Post
    at: datetime
    wall: str
    may_move: bool

    @property
    def clock(self) -> str:
        """Return the time of day."""
        return self.wall[11:]


@dataclass(frozen=True)
class Day:
    """A day with what it holds, in order; `is_outside` the month that is shown."""

    day: date
    entries: Sequence[Entry]
    is_today: bool
    is_past: bool
    is_outside: bool


@dataclass(frozen=True)
class Calendar:
    """A month or week of the library, in whole weeks."""

    key: str
    title: str
    before: str
    after: str
    weeks: Sequence[Sequence[Day]]
    is_month: bool
    is_current: bool
    zone: str
    is_cut: bool
    """Whether there is more of a kind than is shown."""

    @property
    def days(self) -> list[Day]:
        """Return all days in order."""
        return [day for week in self.weeks for day in week]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands in it."""
        return not any(day.entries for day in self.days)


@dataclass(frozen=True)
class _Span:
    key: str
    title: str
    first: date
    """The first day that is shown: a Monday."""
    weeks: int
    month: int | None
    before: str
    after: str


def read_calendar(*, member: Member, key: str, now: datetime) -> Calendar:
    """Return a month ("2026-12") or week ("2026-W49") of a writer's posts. Always five queries."""
    zone = zone_of(member)
    today = now.astimezone(zone).date()
    span = _week(key, today) or _month(key, today)
    start = datetime.combine(span.first, time(), tzinfo=zone)
    end = datetime.combine(span.first + 7 * span.weeks * DAY, time(), tzinfo=zone)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    found, is_cut = _entries(member, start, end, zone, now)
    for entry in found:
        by_day[entry.at.astimezone(zone).date()].append(entry)
    weeks = [
        [
            _day(span.first + (7 * week + number) * DAY, by_day, today, span.month)
            for number in range(7)
        ]
        for week in range(span.weeks)
    ]
    return Calendar(
        span.key,
        span.title,
        span.before,
        span.after,
        weeks,
        is_month=span.month is not None,
        is_current=span.key in {f"{today:%Y-%m}", _week_key(today)},
        zone=zone.key,
        is_cut=is_cut,
    )


def _day(day: date, by_day: dict[date, list[Entry]], today: date, month: int | None) -> Day:
    entries = sorted(by_day[day], key=lambda entry: (entry.at, entry.post.pk))
    is_outside = month is not None and day.month != month
    return Day(day, entries, day == today, day < today, is_outside)


def _entries(
    member: Member, start: datetime, end: datetime, zone: ZoneInfo, now: datetime
) -> tuple[list[Entry], bool]:
    """Return what stands between two moments, and whether there is more of a kind."""
    posts = Post.objects.on_desk_of(member).defer("body").select_related("author")
    shown = posts.approved()
    may = member.may(Permission.APPROVE_POSTS)
    questions = [
        (Happens.OPENS, shown.exclude(embargo_until=None), "embargo_until"),
        (Happens.PLANNED, posts.filter(state=State.DRAFT), "embargo_until"),
        (Happens.EXPIRES, posts.exclude(state=State.ARCHIVED), "expires_at"),
        (Happens.REVIEW, shown, "review_at"),
    ]
    found: dict[Happens, list[tuple[Post, datetime]]] = {}
    for what, rows, column in questions:
        within = Q(**{f"{column}__gte": start, f"{column}__lt": end})
        soonest = rows.filter(within).order_by(column, "pk")[: MOST + 1]
        found[what] = [(post, getattr(post, column)) for post in soonest]
    due = Submission.objects.filter(
        state=Outcome.OPEN, due_at__gte=start, due_at__lt=end, post__in=posts.values("pk")
    )
    requests = due.select_related("post__author").defer("post__body").order_by("due_at", "pk")
    found[Happens.DUE] = [(one.post, one.due_at) for one in requests[: MOST + 1]]
    entries = [
        Entry(
            what,
            post,
            at,
            f"{at.astimezone(zone):%Y-%m-%dT%H:%M}",
            may_move=may and what in {Happens.OPENS, Happens.PLANNED} and at > now,
        )
        for what, things in found.items()
        for post, at in things[:MOST]
    ]
    return entries, any(len(things) > MOST for things in found.values())


def _month(key: str, today: date) -> _Span:
    found = MONTH.match(key)
    first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    before, after = first - DAY, (first + 31 * DAY).replace(day=1)
    monday = first - first.weekday() * DAY
    weeks = ((after - monday).days + 6) // 7
    title = date_format(first, "YEAR_MONTH_FORMAT")
    return _Span(
        f"{first:%Y-%m}", title, monday, weeks, first.month, f"{before:%Y-%m}", f"{after:%Y-%m}"
    )


def _week(key: str, today: date) -> _Span | None:
    found = WEEK.match(key)
    if not found and key != "week":
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        monday = None
    monday = monday or today - today.weekday() * DAY
    sunday = monday + 6 * DAY
    start = date_format(monday, "j" if monday.month == sunday.month else "j F")
    title = f"{start} – {date_format(sunday, 'j F Y')}"
    before, after = _week_key(monday - 7 * DAY), _week_key(monday + 7 * DAY)
    return _Span(_week_key(monday), title, monday, 1, None, before, after)


def _week_key(day: date) -> str:
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"
