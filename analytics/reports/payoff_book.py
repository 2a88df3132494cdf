"""What advocacy pays, to take away: the tables of its page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.brand.telling import imported_from
from analytics.payoff.goals import Goals
from analytics.payoff.selectors import TOLD, WHOLE, Brought, Payoff
from analytics.periods import Span
from analytics.reports.book import Book, Cell, Sheet
from tenants.fewest import fewest


def payoff_book(found: Payoff, *, span: Span, slug: str) -> Book:
    """Return what the page shows as tables, in the language that is active; empty: not told."""
    sheets = [_sales(found)]
    if found.goals is not None and found.goals.reached:
        sheets.append(_goals(found.goals))
    for title, rows in (
        (_("By topic"), found.topics),
        (_("Campaigns for leads"), found.selling),
        (_("Hiring"), [] if found.hiring is None else [Brought(_("Hiring"), found.hiring)]),
        (_("Campaigns for recruiting"), found.recruiting),
    ):
        if rows:
            sheets.append(_brought(title, rows))
    if found.spread:
        sheets.append(_spread(found))
    title = f"{_('What it pays')}, {span.label}"
    return Book(title, f"pays-{slug}-{span.code}", sheets)


def _sales(found: Payoff) -> Sheet:
    rows: list[list[Cell]] = [[str(kpi.label), found.totals[kpi.key], None] for kpi in WHOLE]
    source = imported_from(found.told) if found.leads is not None else None
    rows.append([_("Leads through advocacy"), found.leads, source])
    return Sheet(_("Sales"), [_("Figure"), _("Value"), _("Where from")], rows)


def _goals(goals: Goals) -> Sheet:
    """Return how often each goal was reached, and what its site said of it, a line a currency."""
    header = [_("Goal"), _("Reached"), _("Worth, as the site told it"), _("Currency")]
    rows: list[list[Cell]] = []
    for one in goals.reached:
        rows.append([one.name, one.count, None, None])
        rows += [[one.name, None, float(amount), currency] for currency, amount in one.worth]
    if goals.others:
        rows.append([_("Goals not told apart"), goals.others, None, None])
    return Sheet(_("Conversion goals"), header, rows)


def _brought(title: str, found: Sequence[Brought]) -> Sheet:
    rows: list[list[Cell]] = [[one.name, *(one.values[kpi.key] for kpi in TOLD)] for one in found]
    return Sheet(title, [_("Name"), *(str(kpi.label) for kpi in TOLD)], rows)


def _spread(found: Payoff) -> Sheet:
    rows: list[list[Cell]] = [[one.post.title, one.hours] for one in found.spread]
    hours = _("Hours until %(few)s people had shared it") % {"few": fewest()}
    return Sheet(_("When it had to go fast"), [_("Post"), hours], rows)
