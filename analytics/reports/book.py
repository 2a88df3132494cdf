"""The dashboard as plain tables, from what the page is told from; written out by `writing`.

A cell that is None is not known, or not offered: it stays empty, and is never 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any

from django.utils.translation import gettext as _

from analytics.brand.figures import Brand, brand
from analytics.brand.found import Told
from analytics.brand.telling import days_note
from analytics.goals.beside import events_on
from analytics.goals.progress import running
from analytics.goals.telling import Told as GoalTold
from analytics.goals.telling import tell_goals
from analytics.kpis import RATES, Emv, Kpi, SharesConfirmed
from analytics.models import BrandMetric
from analytics.reports.models import Part
from analytics.reports.viewing import View
from analytics.selectors import Dashboard, Figure, dashboard
from analytics.telling import tell_dashboard
from analytics.value.figures import Value, value
from analytics.value.telling import by_network
from analytics.wording import text
from tenants.branding import brand as colours_of
from tenants.models import Member, Organization


class Rate(float):
    """A share of one; spreadsheets show it as percent."""


Cell = str | float | date | None


@dataclass(frozen=True)
class Drawing:
    """The line of a table over time as the page draws it, with its sentence.

    `events` are what happened: places in `points`, with words.
    """

    points: list[tuple[str, float | None]]
    before: list[float | None]
    unit: str
    before_label: str
    sentence: str
    events: list[tuple[int, str]]


@dataclass(frozen=True)
class Sheet:
    """One table: the columns' heads, then the rows; `drawing` where a line says it better.

    `is_ranked`: two columns, names and numbers, the largest first.
    """

    title: str
    header: list[str]
    rows: list[list[Cell]]
    drawing: Drawing | None = None
    is_ranked: bool = False


@dataclass(frozen=True)
class Front:
    """What paper shows above the tables: of whom, of when, and the figures as tiles show them.

    `accent` is a colour (#rrggbb) that can be read on white. `has_imported` says whether any table
    tells what other tools counted.
    """

    whose: str
    period: str
    accent: str
    lead: str
    first: list[Figure]
    more: list[Figure]
    has_imported: bool = False


@dataclass(frozen=True)
class Book:
    """All tables of a page; `name` is how its files are called, without an ending.

    Only one with a `front` can go on paper.
    """

    title: str
    name: str
    sheets: list[Sheet]
    front: Front | None = None


@dataclass(frozen=True)
class Edition:
    """A dashboard as it was read for files and mails, with what stands beside it."""

    view: View
    found: Dashboard
    brand: Brand | None
    value: Value | None
    events: list[tuple[int, str]] = field(default_factory=list)
    goals: list[GoalTold] = field(default_factory=list)

    @property
    def whose(self) -> str:
        """Return the team that it is of; "" for all."""
        return self.view.group.name if self.view.group else ""


def read_edition(
    view: View,
    *,
    now: datetime,
    reader: Member | None = None,
    parts: Collection[str] = frozenset(Part),
) -> Edition:
    """Read a dashboard, in scope; 35 queries at most, the same whatever was shared.

    What happened beside the trend, and the goals that run, are read for a `reader` who may see the
    dashboard. `parts` are those (`Part`) to read beside the figures; of a team there are notes
    alone.
    """
    found = dashboard(span=view.span, group=view.group, groups=view.groups, key=view.key, now=now)
    is_noted = reader is not None and Part.NOTES in parts
    events = events_on(found, member=reader, now=now) if reader and is_noted else []
    if view.group:
        return Edition(view, found, None, None, events)
    is_aimed = reader is not None and Part.GOALS in parts
    return Edition(
        view,
        found,
        brand=brand(view.span, now=now) if Part.BRAND in parts else None,
        value=value(span=view.span, now=now) if Part.VALUE in parts else None,
        events=events,
        goals=tell_goals(running(now), to_all=False) if is_aimed else [],
    )


def make_book(edition: Edition, *, organization: Organization) -> Book:
    """Return an edition as tables, in the language that is active."""
    view, found = edition.view, edition.found
    told = tell_dashboard(found, view.group, organization.name)
    counted = str(told["counted"])
    sheets = [_figures(found), _trend(edition, told)]
    if view.group is None:
        sheets.append(_tops(_("Top posts"), _("Post"), counted, found.posts))
    if view.group is None and not found.chosen.kpi.is_of_posts:
        sheets += [
            _tops(_("Top teams"), _("Team"), str(told["counted_each"]), found.groups),
            _networks(found, str(told["counted_networks"])),
        ]
    if edition.goals:
        sheets.append(_goals(edition.goals))
    if edition.value is not None and edition.value.is_set:
        sheets.append(_value_sheet(edition.value))
    if edition.brand is not None and not edition.brand.is_empty:
        sheets.append(_brand(edition.brand))
    if edition.brand is not None and any(one.trend for one in edition.brand.figures):
        sheets.append(_brand_trend(edition.brand))
    team = f"-{str(view.group.public_id)[:8]}" if view.group else ""
    return Book(
        title=f"{edition.whose or organization.name}, {view.span.label}",
        name=f"dashboard-{organization.slug}{team}-{view.span.code}",
        sheets=sheets,
        front=Front(
            whose=edition.whose or organization.name,
            period=view.span.label,
            accent=colours_of(organization.accent).accent,
            lead=str(told["lead"]),
            first=[tile.figure for tile in told["tiles"]],
            more=[tile.figure for tile in told["more_tiles"]],
            has_imported=edition.brand is not None and not edition.brand.is_empty,
        ),
    )


def _figures(found: Dashboard) -> Sheet:
    header = [
        _("Figure"),
        _("Value"),
        _("Period before"),
        _("Unit"),
        _("As shown"),
        _("Where from"),
        _("Formula"),
        _("Name for programs"),
    ]
    rows: list[list[Cell]] = [
        [
            str(one.kpi.label),
            value_cell(one.kpi, one.value),
            value_cell(one.kpi, one.before),
            _unit(one.kpi),
            text(one.shown),
            str(one.kpi.basis.label),
            one.kpi.formula,
            one.kpi.key,
        ]
        for one in found.figures
    ]
    return Sheet(_("Key figures"), header, rows)


def _trend(edition: Edition, told: dict[str, Any]) -> Sheet:
    """Return the line of the chosen figure: by day or week, of a rate by period."""
    found, kpi = edition.found, edition.found.chosen.kpi
    points, before = found.trend.points, found.trend.before
    columns: list[tuple[str, list[Cell]]] = [
        (_("From"), list(found.trend.starts_on)),
        (str(kpi.label), [value_cell(kpi, value) for _label, value in points]),
    ]
    if before:
        columns.append((_("The period before"), [value_cell(kpi, value) for value in before]))
    if edition.events:
        texts = dict(edition.events)
        columns.append((_("What happened"), [texts.get(place) for place in range(len(points))]))
    header, cells = zip(*columns, strict=True)
    rows = [list(row) for row in islice(zip_longest(*cells), len(points))]
    drawing = Drawing(
        points=told["points"],
        before=before,
        unit=told["unit"],
        before_label=told["before_label"],
        sentence=found.trend.sentence,
        events=edition.events,
    )
    return Sheet(_("Trend"), list(header), rows, drawing)


def _tops(title: str, what: str, counted: str, rows: Sequence[dict[str, object]]) -> Sheet:
    cells: list[list[Cell]] = [[str(row["label"]), float(str(row["value"]))] for row in rows]
    return Sheet(title, [what, counted], cells, is_ranked=True)


def _networks(found: Dashboard, counted: str) -> Sheet:
    """Return the networks by the figure that is looked at, which may be a rate."""
    kpi = found.chosen.kpi if found.chosen.kpi in RATES else SharesConfirmed
    cells: list[list[Cell]] = [
        [str(row["label"]), value_cell(kpi, float(str(row["value"])))] for row in found.networks
    ]
    return Sheet(_("Networks"), [_("Network"), counted], cells, is_ranked=True)


def _goals(found: Sequence[GoalTold]) -> Sheet:
    header = [_("Goal"), _("How far"), _("Time"), _("State"), _("Source")]
    rows: list[list[Cell]] = [
        [one.goal.label, one.line, one.when, one.state, one.source or None] for one in found
    ]
    return Sheet(_("Goals"), header, rows)


def _brand(told: Brand) -> Sheet:
    """Return what other tools tell: the key figures, then hashtags and leads apart."""
    header = [
        _("Figure"),
        _("Value"),
        _("Period before"),
        _("Own shares"),
        _("Source"),
        _("Up to"),
        _("Told as"),
    ]
    rows: list[list[Cell]] = [
        [
            str(one.kpi.label),
            value_cell(one.kpi, one.value),
            value_cell(one.kpi, one.before),
            None,
            *_told(one.told, days_note(one)),
        ]
        for one in told.figures
    ]
    rows += [
        [f"#{tag.name}", tag.mentions, None, tag.own_shares, *_told(tag.told)] for tag in told.tags
    ]
    rows += [
        [str(BrandMetric(metric).label), value, None, None, *_told(told.leads)]
        for metric, value in sorted(told.leads.totals.items())
    ]
    return Sheet(_("Brand numbers"), header, rows)


def _told(told: Told, note: str = "") -> list[Cell]:
    """Return by which source something is told, up to when, and whether there was more."""
    return [told.source, told.until, _("at least") if told.is_at_least else note or None]


def _brand_trend(told: Brand) -> Sheet:
    """Return the last periods of what other tools tell, each figure of one source all along."""
    drawn = [one for one in told.figures if one.trend]
    header = [_("From"), *(f"{one.kpi.label} ({one.trend_source})" for one in drawn)]
    rows: list[list[Cell]] = [
        [span.starts_on, *(value_cell(one.kpi, one.trend[place]) for one in drawn)]
        for place, span in enumerate(told.spans)
    ]
    return Sheet(_("Brand numbers over time"), header, rows)


def _value_sheet(found: Value) -> Sheet:
    """Return what it was worth: in all, by kind of price, by network."""
    header = [_("What it was worth"), found.currency, _("Period before"), _("With a price")]
    rows: list[list[Cell]] = [[str(Emv.label), found.now.emv, found.before.emv, None]]
    rows += [
        [str(kind.label), _amount(part), _amount(found.before.parts.get(kind)), count]
        for kind, part in found.now.parts.items()
        for count in [None if part is None else found.now.counts[kind]]
    ]
    rows += [[label, float(amount), None, None] for label, amount in by_network(found.now)]
    return Sheet(_("Value"), header, rows)


def _amount(part: Decimal | None) -> float | None:
    return None if part is None else float(part)


def value_cell(kpi: type[Kpi], value: float | None) -> float | None:
    """Return a figure's value as a cell, of a part of a whole as percent."""
    return Rate(value) if value is not None and kpi.is_rate else value


def _unit(kpi: type[Kpi]) -> str:
    if kpi.is_rate:
        return _("of one")
    return _("seconds") if kpi.is_duration else ""
