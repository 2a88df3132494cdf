"""What came of one post, to take away: the tables of its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from analytics.periods import Span
from analytics.posts.selectors import PostNumbers, Told
from analytics.reports.book import Book, Cell, Sheet
from analytics.wording import text


def post_book(found: PostNumbers, told: dict[str, Any], *, slug: str) -> Book:
    """Return what the page shows as tables, in the language that is active; empty: not told.

    `told` are the page's sentences and tiles.
    """
    sheets = [_figures([*found.figures, *found.engaged], told)]
    kpi, span = found.chosen.kpi, found.span
    days: list[list[Cell]] = [[day, value] for day, value in found.days]
    if any(value is not None for _day, value in found.days):
        sheets.append(Sheet(_("Trend"), [str(told["first_column"]), str(kpi.label)], days))
    networks: list[list[Cell]] = [[str(row["label"]), row["value"]] for row in told["networks"]]
    if networks:
        sheets.append(Sheet(_("Networks"), [_("Network"), str(kpi.label)], networks))
    words: list[list[Cell]] = [[str(one["label"]), text(one["value"])] for one in told["words"]]
    if words:
        sheets.append(Sheet(_("Suggested words, or own ones"), [_("Figure"), _("Value")], words))
    return Book(f"{found.post.title}, {span.label}", _name(found, span, slug), sheets)


def _figures(figures: list[Told], told: dict[str, Any]) -> Sheet:
    header = [_("Figure"), _("Value"), _("Period before"), _("Where from")]
    rows: list[list[Cell]] = [
        [str(one.kpi.label), one.value, one.before, str(one.kpi.basis.label)] for one in figures
    ]
    rows.append([str(told["people"]), None, None, None])
    return Sheet(_("Key figures"), header, rows)


def _name(found: PostNumbers, span: Span, slug: str) -> str:
    return f"post-{slug}-{str(found.post.public_id)[:8]}-{span.code}"
