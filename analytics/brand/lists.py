"""Lists of brand numbers as they come, and what a line of one says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.models import SOURCE_LENGTH, BrandMetric, BrandNumber
from analytics.periods import utc_day
from content.models import Hashtag
from content.services.hashtags import key_of
from tenants.sheets import read_lines

MOST_LINES = 1000
MOST_VALUE = 10**12
MOST_SOURCES = 20
COLUMNS = ("day", "metric", "hashtag", "value", "source")
NEEDED = frozenset(COLUMNS) - {"hashtag"}
NAMES = {
    **{name: name for name in COLUMNS},
    "date": "day",
    "kind": "metric",
    "what": "metric",
    "tag": "hashtag",
    "number": "value",
    "count": "value",
    "tool": "source",
}
"""Our column by what people write above it."""
TEMPLATE = (
    COLUMNS,
    ("2026-11-02", "hashtag_mentions", "#OurHashtag", "41", "Name of the tool, what it looked for"),
    ("2026-11-02", "mentions_positive", "", "12", "Name of the tool, what it looked for"),
    ("2026-11-02", "mentions_neutral", "", "30", "Name of the tool, what it looked for"),
    ("2026-11-02", "mentions_negative", "", "3", "Name of the tool, what it looked for"),
)
LABELS: dict[str, Promise] = {
    "day": _("Day"),
    "metric": _("What"),
    "hashtag": _("Hashtag"),
    "value": _("Number"),
    "source": _("Source"),
}
PROBLEMS: dict[str, Promise] = {
    "cells": _("More cells than columns. Put words with commas into quotation marks."),
    "missing": _("Empty."),
    "long": _("Too long. Make it shorter."),
    "metric": _("Nothing we know. Write one of the names in the list to fill in."),
    "day": _("Not a day. Write it like 2026-12-31."),
    "running": _("This day is not over yet, by UTC."),
    "hashtag": _("None of your hashtags. Add it to them first."),
    "no_hashtag": _("Only mentions of a hashtag have one."),
    "number": _("Not a whole number. Write it without commas or spaces, 0 or more."),
    "large": _("Larger than any number we can believe."),
    "sources": _("You have 20 sources already. Use one of them, or remove the numbers of one."),
    "text": _("This holds characters that no text can have."),
}
DIGITS = re.compile(r"[0-9]+\Z")
A_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

Key = tuple[date, str, str, str]
Problem = list[str]
"""A column ("" for the whole line) and the code of what is wrong there."""


@dataclass(frozen=True)
class Row:
    """A line of a list, as written; `number` is its place in the file."""

    number: int
    day: str = ""
    metric: str = ""
    hashtag: str = ""
    value: str = ""
    source: str = ""
    is_whole: bool = True
    """False when it has more cells than the list has columns."""


@dataclass(frozen=True)
class Entry:
    """A number as it is stored; `hashtag` is a key, "" for what is not about one."""

    day: date
    metric: str
    hashtag: str
    value: int
    source: str

    @property
    def key(self) -> Key:
        """Return what makes two of them the same number."""
        return self.day, self.metric, self.hashtag, self.source


class _Unfit(Exception):
    """A cell does not say what its column asks for; `args[0]` is the code."""


def read_numbers(data: bytes) -> list[Row]:
    """Return the lines of a CSV file; columns we don't know are left out.

    Raises ValidationError of code "columns", "empty", "many", and as `read_lines`.
    """
    columns, lines = read_lines(data, lambda heading: NAMES.get(heading, ""))
    if not set(columns) >= NEEDED or len(set(columns)) < len(columns):
        said = _("The first line has to name the columns, each once: day, metric, value, source.")
        raise ValidationError(said, code="columns")
    found = [Row(number, **cells, is_whole=is_whole) for number, cells, is_whole in lines]
    if not found:
        raise ValidationError(_("There is no number in this list."), code="empty")
    if len(found) > MOST_LINES:
        said = _("A list may have up to %(most)s numbers. Send it in parts.")
        raise ValidationError(said, code="many", params={"most": MOST_LINES})
    return found


def row_of(number: int, cells: Mapping[str, object]) -> Row:
    """Return a line with cells by column."""
    said = {name: str(cells[name]) for name in COLUMNS}
    return Row(number, said["day"], said["metric"], said["hashtag"], said["value"], said["source"])


class LineReader:
    """Reads lines of one list; knows the hashtags and the sources so far, 20 at most. Two queries.

    Sources of good lines are sources from then on, so that a list brings no more than fit.
    """

    def __init__(self, now: datetime) -> None:
        self.today = utc_day(now)
        self.hashtags = set(Hashtag.objects.values_list("key", flat=True))
        sources = BrandNumber.objects.order_by().values_list("source", flat=True).distinct()
        self.sources = {source.casefold(): source for source in sources}

    def read(self, row: Row) -> tuple[Entry | None, list[Problem]]:
        """Return what a line says, None with the problems where it can't be told."""
        problems = [] if row.is_whole else [["", "cells"]]
        said: dict[str, object] = {}
        for column in COLUMNS:
            try:
                said[column] = getattr(self, f"_{column}")(row)
            except _Unfit as unfit:
                problems.append([column, str(unfit.args[0])])
        if problems:
            return None, problems
        entry = Entry(**said)  # type: ignore[arg-type]  # each as its reader returns it
        self.sources.setdefault(entry.source.casefold(), entry.source)
        return entry, []

    def _day(self, row: Row) -> date:
        cell = _given(row.day)
        try:
            day = date.fromisoformat(cell) if A_DAY.match(cell) else None
        except ValueError:
            day = None
        if day is None:
            raise _Unfit("day")
        if day >= self.today:
            raise _Unfit("running")
        return day

    def _metric(self, row: Row) -> str:
        name = re.sub(r"[\s-]+", "_", _given(row.metric).casefold())
        if name not in BrandMetric.values:
            raise _Unfit("metric")
        return name

    def _hashtag(self, row: Row) -> str:
        key = key_of(row.hashtag.strip()).removeprefix("#")
        try:
            is_about_one = self._metric(row) == BrandMetric.HASHTAG_MENTIONS
        except _Unfit:
            return ""  # said of the metric
        if is_about_one and not key:
            raise _Unfit("missing")
        if is_about_one and key not in self.hashtags:
            raise _Unfit("hashtag")
        if key and not is_about_one:
            raise _Unfit("no_hashtag")
        return key

    def _value(self, row: Row) -> int:
        cell = _given(row.value)
        if not DIGITS.match(cell):
            raise _Unfit("number")
        digits = cell.lstrip("0")
        if len(digits) > len(str(MOST_VALUE)) or int(digits or 0) > MOST_VALUE:
            raise _Unfit("large")
        return int(digits or 0)

    def _source(self, row: Row) -> str:
        name = " ".join(_given(row.source).split())
        if len(name) > SOURCE_LENGTH:
            raise _Unfit("long")
        if UNSTORABLE.search(name):
            raise _Unfit("text")
        if name.casefold() not in self.sources and len(self.sources) >= MOST_SOURCES:
            raise _Unfit("sources")
        return self.sources.get(name.casefold(), name)


def _given(cell: str) -> str:
    if not cell.strip():
        raise _Unfit("missing")
    return cell.strip()


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Put what is wrong with a line into words: by column, "" for the whole line."""
    return [(str(LABELS.get(column, "")), str(PROBLEMS[code])) for column, code in problems]
