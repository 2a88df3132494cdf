"""The lines behind a number to take away: all of them, in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from analytics.drill.cutting import BY_DAY, SHOWN
from analytics.drill.selectors import Behind, Line
from analytics.drill.telling import HEADS, LISTED, name_in, sides_of
from analytics.kpis import Kpi
from analytics.reports.book import Book, Cell, Sheet, value_cell


def facts_book(
    found: Behind,
    lines: Sequence[Line],
    *,
    by: str,
    name: str,
    about: Sequence[tuple[str, str]],
    sums: str,
) -> Book:
    """Return a figure, of what it is (`about`), and its lines, in the language that is active.

    `name` is how files of it are called.
    """
    label = str(found.kpi.label)
    title = _("Behind the number: %(name)s") % {"name": label}
    rows: list[list[Cell]] = [[head, text] for head, text in about]
    rows += [
        [label, value_cell(found.kpi, found.now)],
        [_("Before"), value_cell(found.kpi, found.before)],
    ]
    rows.append([_("What is listed"), str(LISTED[by])])
    if sums:
        rows.append([_("Sum"), sums])
    return Book(title, name, [Sheet(_("Figure"), ["", ""], rows), _lines(found.kpi, lines, by)])


def _lines(kpi: type[Kpi], lines: Sequence[Line], by: str) -> Sheet:
    is_compared, sides = by not in BY_DAY, sides_of(kpi)
    header = [*(str(HEADS[name]) for name in SHOWN[by]), str(kpi.label), *sides]
    if is_compared:
        header += [_("Before"), _("Change")]
    rows: list[list[Cell]] = [
        [
            *(_cell(name, line) for name in SHOWN[by]),
            value_cell(kpi, line.now),
            *([line.numerator, line.denominator] if sides else []),
            *([value_cell(kpi, one) for one in (line.before, line.change)] if is_compared else []),
        ]
        for line in lines
    ]
    return Sheet(str(LISTED[by]), header, rows)


def _cell(name: str, line: Line) -> Cell:
    day = line.about.get("day")
    return day if name == "day" and isinstance(day, date) else name_in(name, line)
