"""Who begins, and who stays, to take away: the tables of the page, with its words.

People are told in steps there ("10+", "under 5"), so these cells are texts here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.active.cohorts import Cohorts, Way, Ways
from analytics.active.telling import WAYS, Cell, tell_cohorts, tell_training
from analytics.active.training import Side
from analytics.reports.book import Book, Sheet
from analytics.reports.book import Cell as Field


def cohorts_book(found: Cohorts, ways: Ways, sides: list[Side], *, slug: str) -> Book:
    """Return what the page shows as tables, in the language that is active."""
    told = tell_cohorts(found)
    joined, sheets = _("Joined in"), []
    if found.rows:
        rows: list[list[Field]] = [[month, *counts] for month, counts in told["beginnings"]]
        header = [joined, *(str(step) for step in told["steps"])]
        sheets.append(Sheet(_("From the invitation to the first share"), header, rows))
    if told["heat"]:
        rows = [[month, *(_stayed(cell) for cell in cells)] for month, cells in told["heat"]]
        sheets.append(Sheet(_("Who stays"), [joined, *told["months_after"]], rows))
    for title, compared in (
        (_("How it goes out"), ways.by_place),
        (_("Whose words"), ways.by_words),
        (_("What is asked"), ways.by_kind),
    ):
        if compared:
            sheets.append(_ways(title, compared))
    if sides:
        sheets.append(_training(sides))
    return Book(_("Who begins, and who stays"), f"cohorts-{slug}-{found.of}", sheets)


def _stayed(cell: Cell | None) -> str | None:
    if cell is None:
        return None
    return f"{cell.text} · {cell.word}" if cell.text else cell.word


def _ways(title: str, compared: Sequence[Way]) -> Sheet:
    rows: list[list[Field]] = [
        [str(WAYS[way.key]), way.shares, round(way.clicks_per_share, 1)] for way in compared
    ]
    return Sheet(title, [title, _("Shares"), _("Clicks for each")], rows)


def _training(sides: list[Side]) -> Sheet:
    header = [
        "",
        _("People"),
        _("Months with a share"),
        _("Shares per sharer"),
        _("Clicks for each share"),
    ]
    rows: list[list[Field]] = [
        [text or None for text in row] for row in tell_training(sides)["rows"]
    ]
    return Sheet(_("Trained, or not"), header, rows)
