"""What a PDF shows of a dashboard's tables, as plain data for `report.typ`.

All of it is text and numbers: nothing here is markup, and what people typed is cleaned of what
no paper can show. Rows and lengths are bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from analytics import plotting, wording
from analytics.kpis import Basis
from analytics.reports.book import Book, Cell, Drawing, Front, Rate, Sheet
from analytics.selectors import Figure
from analytics.wording import percent, whole

LONGEST_RANKED, LONGEST_NAME, LONGEST_TEXT = 90, 160, 2000
"""In characters."""
MOST_ROWS = 60
MOST_EVENTS = 12
"""So many stand below a chart; the dashboard has the others."""
MOST_MARKS = 3
"""Accents that may sit on one letter."""
UNBROKEN = re.compile(r"\S{24}(?=[\w!-~])")
BREAK = "\u200b"
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
KEPT = "\u200c\u200d"
"""Joiners: words of some languages, and emoji of several parts, need them."""


def tell_page(book: Book) -> dict[str, Any]:
    """Return what `report.typ` reads, in the language that is active.

    Raises ValueError for a book without a front.
    """
    front = book.front
    if front is None:
        raise ValueError(book.name)
    figures = [*front.first, *front.more]
    shown = [one for one in front.more if one.value is not None]
    tables = [sheet for sheet in book.sheets[1:] if sheet.drawing is None and sheet.rows]
    drawn = next(sheet for sheet in book.sheets if sheet.drawing)
    page = {
        "language": (get_language() or "en").partition("-")[0],
        "is_rtl": get_language_bidi(),
        "accent": front.accent,
        "title": _name(book.title),
        "kicker": _("Dashboard"),
        "name": _name(front.whose),
        "period": front.period,
        "lead": front.lead,
        "tiles": [_tile(one) for one in front.first],
        "trend": {"title": drawn.title, **_chart(drawn.drawing)} if drawn.drawing else None,
        "tops": [_bars(sheet) for sheet in tables if sheet.is_ranked],
        "tables": [_table(sheet) for sheet in tables if not sheet.is_ranked],
        "more": _more(shown),
        "unknown": _unknown(one for one in figures if one.value is None),
        "sources": _sources(front),
        "sources_title": _("Where the figures come from"),
        "page_words": _("Page %(number)s of %(count)s") % {"number": "{n}", "count": "{c}"},
    }
    cleaned: dict[str, Any] = _cleaned(page)
    return cleaned


def _tile(one: Figure) -> dict[str, Any]:
    return {
        "label": str(one.kpi.label),
        "shown": wording.text(one.shown) or _("Not known yet"),
        "is_known": one.value is not None,
        "change": one.change,
        "direction": one.direction if one.change else "",
        "was": _("before: %(was)s") % {"was": one.was} if one.was else "",
        "source": str(one.kpi.basis.label),
    }


def _chart(drawing: Drawing) -> dict[str, Any]:
    """Return a trend as its page draws it, places in percent from the left and from the top."""
    values = [value for _label, value in drawing.points]
    plot = plotting.plot(values, drawing.before)
    across = 100 / plot.last
    return {
        "sentence": drawing.sentence,
        "lines": [_places(line, across) for line in plot.lines],
        "before": [_places(line, across) for line in plot.before],
        "before_label": drawing.before_label if plot.before else "",
        "before_end": [plot.before_end.x, plot.before_end.y] if plot.before_end else None,
        "unit": drawing.unit,
        "grid": [[y, whole(value)] for y, value in plot.grid],
        "ticks": [
            [spot.x, spot.anchor, label]
            for spot, label, _spare in plotting.ticks([label for label, _value in drawing.points])
        ],
        "peak": _peak(plot, values),
        **_happened(drawing, max(len(values), len(drawing.before))),
    }


def _happened(drawing: Drawing, count: int) -> dict[str, Any]:
    """Return what happened: marks of the chart, by number the lines below it, and how many more.

    The last ones are told where there are too many for a short list.
    """
    told = drawing.events[-MOST_EVENTS:]
    more = len(drawing.events) - len(told)
    said = ngettext(
        "Earlier ones are on the dashboard: of %(count)s day.",
        "Earlier ones are on the dashboard: of %(count)s days.",
        more,
    )
    return {
        "events_title": _("What happened"),
        "events": [
            [plotting.across(place, count).x, str(number), drawing.points[place][0], _name(text)]
            for number, (place, text) in enumerate(told, start=1)
        ],
        "more_events": said % {"count": more} if more else "",
    }


def _places(line: plotting.Line, across: float) -> list[list[float]]:
    places = (pair.split(",") for pair in line.points.split())
    return [[round(float(x) * across, 2), float(y)] for x, y in places]


def _peak(plot: plotting.Plot, values: Sequence[float | None]) -> list[Any] | None:
    if plot.peak is None:
        return None
    place, spot = plot.peak
    return [spot.x, spot.y, spot.anchor, whole(values[place] or 0)]


def _bars(sheet: Sheet) -> dict[str, Any]:
    """Return a ranking: names with a bar, as long as its number is of the largest."""
    numbers = [value if isinstance(value, int | float) else 0 for _name, value in sheet.rows]
    most = max(numbers, default=0) or 1
    return {
        "title": sheet.title,
        "counted": sheet.header[1],
        "rows": [
            [
                clean(str(name), LONGEST_RANKED),
                percent(number, 1) if isinstance(number, Rate) else whole(number, 2),
                max(0.0, round(100 * number / most, 1)),
            ]
            for (name, value), number in zip(sheet.rows[:MOST_ROWS], numbers, strict=False)
        ],
    }


def _table(sheet: Sheet) -> dict[str, Any]:
    """Return a table without the columns of which nothing is known."""
    rows = sheet.rows[:MOST_ROWS]
    columns = [
        place
        for place in range(len(sheet.header))
        if place == 0 or any(row[place] not in {None, ""} for row in rows)
    ]
    return {
        "title": sheet.title,
        "header": [sheet.header[place] for place in columns],
        "is_number": [
            place > 0 and all(not isinstance(row[place], str) for row in rows) for place in columns
        ],
        "rows": [[_cell(row[place]) for place in columns] for row in rows],
    }


def _more(figures: Sequence[Figure]) -> dict[str, Any]:
    return {
        "title": _("More figures"),
        "header": [_("Figure"), _("Value"), _("Period before"), _("Where from"), _("Formula")],
        "is_number": [False, True, True, False, False],
        "rows": [
            [str(kpi.label), wording.text(one.shown), one.was, str(kpi.basis.label), kpi.formula]
            for one in figures
            for kpi in [one.kpi]
        ],
    }


def _unknown(figures: Iterable[Figure]) -> str:
    names = [str(one.kpi.label) for one in figures]
    said = _("Not known or not offered in this time, which is not 0: %(names)s.")
    return said % {"names": _(", ").join(names)} if names else ""


def _sources(front: Front) -> list[list[str]]:
    """Explain the sources of the figures that are known."""
    words = {
        Basis.MEASURED: _("counted by us, or told by the network it happened on"),
        Basis.ESTIMATED: _("worked out from what is measured: what may have been, not what was"),
        Basis.SELF_REPORTED: _("said by the people who did it; nobody else confirms it"),
        Basis.IMPORTED: _("brought in from another tool, whose number it is"),
    }
    used = {one.kpi.basis for one in (*front.first, *front.more) if one.value is not None}
    if front.has_imported:
        used.add(Basis.IMPORTED)
    return [[str(basis.label), said] for basis, said in words.items() if basis in used]


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _name(cell)
    if isinstance(cell, date):
        return str(formats.date_format(cell, "SHORT_DATE_FORMAT"))
    return percent(cell, 1) if isinstance(cell, Rate) else whole(cell, 2)


def _cleaned(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _cleaned(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_cleaned(one) for one in told]
    return clean(told) if isinstance(told, str) else told


def clean(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text as paper takes it: no control or direction marks, no towers of accents, a
    place to break in what has none, and `most` characters.
    """
    plain = "".join(_visible(" ".join(text.split())))
    cut = plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"
    return UNBROKEN.sub(lambda found: found[0] + BREAK, cut)


def _name(text: str) -> str:
    return clean(text, LONGEST_NAME)


def _visible(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS and (kind not in HIDDEN or character in KEPT):
            yield character
