"""Lists of figures of shares by hand: read, looked through, and kept where a post is known.

Whether a post is among those that members reported is never said of a line: an address leads to a
person. Only how many others reported any of them is told, in steps of how few nothing is told of;
of fewer nothing is kept either, as kept figures would tell the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.brand.lists import A_DAY, DIGITS
from analytics.periods import utc_day
from analytics.reported.keeping import Told, keep_figures, problem_of
from analytics.reported.models import MOST_VALUE, ReportedMetric, ReportSource
from analytics.retention.lines import closed_before
from sharing.assisted import TARGETS
from sharing.models import Share, State
from tenants.audit import record
from tenants.fewest import in_steps_of_fewest
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.sheets import read_lines

MOST_LINES = 1000
LONGEST = 500
FIGURES = tuple(metric.value for metric in ReportedMetric)
COLUMNS = ("link", "network", "day", *FIGURES)
NAMES = {**{name: name for name in COLUMNS}, "url": "link", "address": "link", "date": "day"}
"""Our column by what people write above it."""
TEMPLATE = (
    COLUMNS,
    ("https://www.linkedin.com/posts/example", "linkedin", "2026-11-02", "420", "17", "3", "1"),
)
PROBLEMS: dict[str, Promise] = {
    "cells": _("More cells than columns. Put words with commas into quotation marks."),
    "link": _("Not the address of a post on this network."),
    "network": _("Nothing we know. Write one of: %(networks)s."),
    "day": _("Not a day up to today, by UTC. Write it like 2026-12-31."),
    "figure": _("Not a whole number. Write it without commas or spaces, 0 or more."),
    "nothing": _("No figure in this line."),
    "twice": _("Twice in the list."),
}


@dataclass(frozen=True)
class FigureLine:
    """A line as written, and what it says: nothing where `problems`, codes, are there."""

    number: int
    cells: Mapping[str, str]
    problems: tuple[str, ...] = ()
    day: date = date.min
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Return what is wrong, in words."""
        networks = ", ".join(place.key for place in TARGETS if place.has_post_address)
        return [str(PROBLEMS[code]) % {"networks": networks} for code in self.problems]


def read_figures(data: bytes, *, now: datetime) -> list[FigureLine]:
    """Return the lines of a CSV file.

    Raises ValidationError of code "columns", "empty", "many", and as `read_lines`.
    """
    columns, lines = read_lines(data, lambda heading: NAMES.get(heading, ""))
    if not {"link", "network", "day"} <= set(columns) or len(set(columns)) < len(columns):
        said = _("The first line has to name the columns, each once: link, network, day.")
        raise ValidationError(said, code="columns")
    found, seen = list[FigureLine](), set[tuple[str, str]]()
    for number, cells, is_whole in lines:
        if len(found) >= MOST_LINES:
            said = _("A list may have up to %(most)s lines. Send it in parts.")
            raise ValidationError(said, code="many", params={"most": MOST_LINES})
        line = _read(number, cells, utc_day(now), is_whole=is_whole)
        key = (_spellings(cells["link"])[0], cells["day"])
        if key in seen and not line.problems:
            line = FigureLine(number, cells, ("twice",))
        seen.add(key)
        found.append(line)
    if not found:
        raise ValidationError(_("There is no line in this list."), code="empty")
    return found


def known_sharers(lines: Iterable[FigureLine], *, by: Member, now: datetime) -> int:
    """Return how many others at least reported what would be kept, as `import_figures` does."""
    return _sharers(_told(lines, now), by)


@transaction.atomic
def import_figures(*, lines: Iterable[FigureLine], by: Member, now: datetime) -> int:
    """Keep the figures of posts that members reported; return of how many others at least.

    In steps of `fewest()`; of fewer others nothing is kept. What a member told of a day themselves
    stays. Raises PermissionDenied.
    """
    by.require(Permission.ENTER_NUMBERS)
    listed = list(lines)
    told = _told(listed, now)
    sharers = _sharers(told, by)
    if sharers:
        keep_figures(told=told, by=by, source=ReportSource.IMPORTED, now=now)
    record(Act.NUMBERS_IMPORTED, by=by, data={"lines": len(listed)}, now=now)
    return sharers


def _sharers(told: Iterable[Told], by: Member) -> int:
    others = {one.share.member_id for one in told} - {by.pk, None}
    return in_steps_of_fewest(len(others))


def _told(lines: Iterable[FigureLine], now: datetime) -> list[Told]:
    good = [line for line in lines if not line.problems]
    addresses = {spelling for line in good for spelling in _spellings(line.cells["link"])}
    shares = Share.objects.filter(
        connection=None, state=State.SELF_REPORTED, remote_url__in=addresses
    )
    by_place = {(share.network, share.remote_url): share for share in shares}
    found, open_since = list[Told](), closed_before()
    for line in good:
        for spelling in _spellings(line.cells["link"]):
            share = by_place.get((line.cells["network"].casefold(), spelling))
            if share is not None:
                told = Told(share, line.day, line.figures)
                if problem_of(told, open_since=open_since, now=now) is None:
                    found.append(told)
                break
    return found


def _spellings(link: str) -> list[str]:
    """Return how one address may have been typed: with a scheme or without, a slash or none."""
    whole = link if "://" in link else f"https://{link}"
    return [whole.rstrip("/"), whole.rstrip("/") + "/", whole]


def _read(number: int, cells: Mapping[str, str], today: date, *, is_whole: bool) -> FigureLine:
    problems = [] if is_whole else ["cells"]
    problems += _problems_of_place(cells)
    day = _day(cells["day"])
    if day is None or day > today:
        problems.append("day")
    figures: dict[str, int] = {}
    for name in FIGURES:
        cell = cells.get(name, "")
        if not cell:
            continue
        if DIGITS.match(cell) and len(cell.lstrip("0")) <= len(str(MOST_VALUE)):
            figures[name] = int(cell)
        if figures.get(name, MOST_VALUE + 1) > MOST_VALUE:
            problems.append("figure")
    if not figures and "figure" not in problems:
        problems.append("nothing")
    if problems or day is None:
        return FigureLine(number, cells, tuple(dict.fromkeys(problems)))
    return FigureLine(number, cells, (), day, figures)


def _problems_of_place(cells: Mapping[str, str]) -> list[str]:
    key = cells["network"].casefold()
    place = next((one for one in TARGETS if one.key == key and one.has_post_address), None)
    if place is None:
        return ["network"]
    link = cells["link"]
    whole = link if "://" in link else f"https://{link}"
    try:
        is_web = urlsplit(whole).scheme in {"http", "https"}
        is_there = is_web and len(whole) <= LONGEST and place.is_post_address(whole)
    except ValueError:
        is_there = False
    return [] if is_there else ["link"]


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if A_DAY.match(cell) else None
    except ValueError:
        return None
