"""Spans of UTC days that totals are kept for, and how they stand in an address (`?period=&on=`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from django.utils import formats
from django.utils.translation import gettext

from analytics.models import Period

MONTHS_IN_QUARTER = 3
# No organization is older; the edges of the calendar have no period before them.
SHAPES = {
    Period.DAY: re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\Z"),
    Period.WEEK: re.compile(r"(?P<year>20\d\d)-W(?P<week>\d\d)\Z"),
    Period.MONTH: re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)\Z"),
    Period.QUARTER: re.compile(r"(?P<year>20\d\d)-Q(?P<quarter>[1-4])\Z"),
}


def midnight(day: date) -> datetime:
    """Return the moment a UTC day begins."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def utc_day(moment: datetime) -> date:
    """Return the UTC day a moment falls on."""
    return moment.astimezone(UTC).date()


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Stretch:
    """Days in a row, from `starts_on` to before `ends_on`."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> list[Span]:
        """Return its days, oldest first."""
        count = (self.ends_on - self.starts_on).days
        return [Span(Period.DAY, self.starts_on + timedelta(n)) for n in range(count)]


@dataclass(frozen=True)
class Span:
    """One day, week, month or quarter; `starts_on` is its first day."""

    period: Period
    starts_on: date

    @classmethod
    def around(cls, period: Period, day: date) -> Span:
        """Return the span of this kind that contains a day."""
        if period == Period.WEEK:
            return cls(period, day - timedelta(days=day.weekday()))
        if period == Period.MONTH:
            return cls(period, day.replace(day=1))
        if period == Period.QUARTER:
            first = (day.month - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER + 1
            return cls(period, day.replace(month=first, day=1))
        return cls(period, day)

    @property
    def ends_on(self) -> date:
        """Return the first day after it."""
        return self._shifted(1).starts_on

    @property
    def previous(self) -> Span:
        """Return the span before it."""
        return self._shifted(-1)

    @property
    def following(self) -> Span:
        """Return the span after it."""
        return self._shifted(1)

    def back(self, count: int) -> list[Span]:
        """Return the last `count` spans of its kind that end with it, oldest first."""
        return [self._shifted(-n) for n in range(count - 1, -1, -1)]

    def moment(self, now: datetime) -> datetime:
        """Return when its head-counts are taken: at its end, or now while it runs."""
        return min(midnight(self.ends_on), now)

    def is_over(self, now: datetime) -> bool:
        """Tell whether all of its days have passed."""
        return midnight(self.ends_on) <= now

    def so_far_before(self, now: datetime) -> tuple[date, date]:
        """Return which days of the span before it is compared with, the end excluded.

        A running period against a whole one would always look like a fall, so that it is compared
        with as many days; one that is over with the whole, however many days either has.
        """
        first = self.previous.starts_on
        if self.is_over(now):
            return first, self.starts_on
        passed = (utc_day(now) - self.starts_on).days + 1
        return first, min(first + timedelta(days=passed), self.starts_on)

    @property
    def parts(self) -> list[Stretch]:
        """Return what a trend of it shows, which adds up to it: its days, or the weeks of a
        quarter, of which the first and the last may be short.
        """
        firsts = [
            self.starts_on + timedelta(n) for n in range((self.ends_on - self.starts_on).days)
        ]
        if self.period == Period.QUARTER:
            firsts = [day for day in firsts if day == self.starts_on or day.weekday() == 0]
        return [Stretch(*ends) for ends in pairwise([*firsts, self.ends_on])]

    @property
    def code(self) -> str:
        """Return how it is written in an address: 2026-11-18, 2026-W47, 2026-11, 2026-Q4."""
        if self.period == Period.WEEK:
            year, week, _day = self.starts_on.isocalendar()
            return f"{year}-W{week:02}"
        if self.period == Period.MONTH:
            return f"{self.starts_on:%Y-%m}"
        if self.period == Period.QUARTER:
            return f"{self.starts_on.year}-Q{self.quarter}"
        return self.starts_on.isoformat()

    @property
    def quarter(self) -> int:
        """Return which quarter of the year it begins in."""
        return (self.starts_on.month - 1) // MONTHS_IN_QUARTER + 1

    @property
    def label(self) -> str:
        """Return its name for people."""
        if self.period == Period.WEEK:
            last = self.ends_on - timedelta(days=1)
            return gettext("%(first)s to %(last)s") % {
                "first": short_day(self.starts_on),
                "last": short_day(last),
            }
        if self.period == Period.MONTH:
            return formats.date_format(self.starts_on, "F Y")
        if self.period == Period.QUARTER:
            values = {"number": self.quarter, "year": self.starts_on.year}
            return gettext("Quarter %(number)d, %(year)d") % values
        return formats.date_format(self.starts_on, "j F Y")

    def _shifted(self, count: int) -> Span:
        if self.period == Period.DAY:
            return Span(self.period, self.starts_on + timedelta(days=count))
        if self.period == Period.WEEK:
            return Span(self.period, self.starts_on + timedelta(days=7 * count))
        months = MONTHS_IN_QUARTER if self.period == Period.QUARTER else 1
        return Span(self.period, _months_later(self.starts_on, months * count))


def short_day(day: date) -> str:
    """Return a day without its year."""
    return formats.date_format(day, "j M")


def spans_around(day: date) -> list[Span]:
    """Return the day, week, month and quarter that contain a day."""
    return [Span.around(period, day) for period in Period]


def read_span(query: Mapping[str, str], today: date) -> Span:
    """Return the span an address asks for; what it can't mean becomes the current month.

    A span that has not begun yet becomes the current one of its kind.
    """
    asked_kind = query.get("period", "")
    period = Period(asked_kind) if asked_kind in PICKED else Period.MONTH
    current = Span.around(period, today)
    asked = _parsed(period, query.get("on", ""))
    return asked if asked is not None and asked.starts_on <= current.starts_on else current


PICKED = (Period.WEEK, Period.MONTH, Period.QUARTER)


def _parsed(period: Period, code: str) -> Span | None:
    match = SHAPES[period].match(code)
    if match is None:
        return None
    number = {name: int(value) for name, value in match.groupdict().items()}
    try:
        if period == Period.WEEK:
            return Span(period, date.fromisocalendar(number["year"], number["week"], 1))
        if period == Period.QUARTER:
            return Span(period, date(number["year"], number["quarter"] * 3 - 2, 1))
        return Span(period, date(number["year"], number["month"], number.get("day", 1)))
    except ValueError:
        return None
