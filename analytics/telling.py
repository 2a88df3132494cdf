"""What the pages say in words about the numbers they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from analytics import wording
from analytics.kpis import BEHIND, FIRST, MORE, RATES, Conversions, Kpi
from analytics.kpis.reach import Impressions, ReachMeasured
from analytics.kpis.reported import ReportedEngagements, ReportedImpressions
from analytics.models import Period
from analytics.selectors import Dashboard, Figure, Group, Impact

PERCENT = 100


@dataclass(frozen=True)
class Tile:
    """A key figure with the words of its tile; `has_facts` where one may read what is behind."""

    figure: Figure
    url: str
    current: bool
    has_facts: bool = True

    @property
    def behind(self) -> str:
        """Return where the facts behind it are listed, "" of what is not made of shares."""
        return f"facts/{self.url}" if self.has_facts and self.figure.kpi in BEHIND else ""

    @property
    def words(self) -> dict[str, Any]:
        """Return the arguments of the tile."""
        return {
            **wording.about(self.figure.kpi),
            "value": self.figure.shown,
            "change": self.figure.change,
            "direction": self.figure.direction,
            "was": self.figure.was,
            "trend": self.figure.trend,
            "parts": wording.parts(self.figure.parts),
        }


def tell_impact(impact: Impact, organization: str) -> dict[str, Any]:
    """Return the sentences of a member's own page."""
    return {
        "sentence": _sentence(impact, organization),
        "beside": " ".join(filter(None, (_compared(impact), _around(impact)))),
        "apart": _apart(impact),
        "own_tiles": _own_tiles(impact),
        "silent": _silent(impact),
        "trend_sentence": _trend(impact),
        "people_unit": _("people"),
        "first_column": _first_column(impact.span.period),
    }


def _sentence(impact: Impact, organization: str) -> str:
    words = {
        "shares": _shares(impact),
        "people": wording.people(impact.people),
        "organization": organization,
    }
    if (impact.shares or impact.reported) and impact.people:
        text = _("Your {shares} brought <b>{people}</b> to {organization}.")
    elif impact.people:
        text = _("Earlier shares of yours brought <b>{people}</b> to {organization}.")
    elif impact.shares:
        text = _("Your {shares} went live. Nobody has followed a link yet.")
        words["shares"] = wording.counted("shares_confirmed", impact.shares)
    elif impact.reported:
        text = _("You told us of {shares}. Nobody has followed a link yet.")
    else:
        text = _("Earlier shares of yours were noticed.")
    return format_html(text, **words)


def _shares(impact: Impact) -> str:
    """Name the shares that went live and those by hand, never as one number."""
    live = wording.counted("shares_confirmed", impact.shares)
    by_hand = wording.counted("shares_self_reported", impact.reported)
    if not impact.reported:
        return live
    if not impact.shares:
        return by_hand
    return _("%(live)s and %(by_hand)s") % {"live": live, "by_hand": by_hand}


def _apart(impact: Impact) -> str:
    said = []
    if impact.reported:
        said.append(_("Shares by hand are self-reported; the clicks on their links are measured."))
    if impact.told:
        said.append(_("Of them you told us: %(what)s.") % {"what": impact.told})
    return " ".join(said)


def _own_tiles(impact: Impact) -> list[dict[str, Any]]:
    """Return what shares reached, as arguments of tiles, and what the member told themselves."""
    tiles = [_reached(impact, kpi) for kpi in (Impressions, ReachMeasured)]
    if impact.goals:
        tiles.append(_own_tile(Conversions, impact.totals.get(Conversions.key, 0)))
    shown = impact.totals.get(ReportedImpressions.key, 0)
    engaged = sum(impact.totals.get(part.key, 0) for part in ReportedEngagements.parts)
    if shown:
        tiles.append(_own_tile(ReportedImpressions, shown))
    if engaged:
        tiles.append(_own_tile(ReportedEngagements, engaged))
    return tiles


def _reached(impact: Impact, kpi: type[Kpi]) -> dict[str, Any]:
    """Return the tile of a figure that only some networks tell."""
    value = impact.totals.get(kpi.key)
    if value or impact.networks.tells(kpi.key):
        return _own_tile(kpi, value or 0)
    is_awaited = impact.networks.awaits(kpi.key)
    return _own_tile(kpi, None) | ({} if is_awaited else {"unknown": _("Not told")})


def _own_tile(kpi: type[Kpi], value: int | None) -> dict[str, Any]:
    return {**wording.about(kpi), "value": value, "unknown": ""}


def _silent(impact: Impact) -> str:
    """Say which networks do not tell what shares reached, "" where all do."""
    what: dict[str, list[str]] = {}
    for kpi in (Impressions, ReachMeasured):
        networks = ", ".join(impact.networks.silent(kpi.key))
        what.setdefault(networks, []).append(str(kpi.label))
    return " ".join(
        _("%(what)s: not told by %(networks)s.") % {"what": ", ".join(of), "networks": networks}
        for networks, of in what.items()
        if networks
    )


def _compared(impact: Impact) -> str:
    difference = impact.people - impact.people_before
    words = {"people": wording.people(abs(difference))}
    if not impact.before or not impact.people_before:
        return ""
    if difference > 0:
        return _("That is %(people)s more than in the period before.") % words
    if impact.is_running:
        return ""  # a part of a month against a whole one says nothing
    if difference < 0:
        return _("That is %(people)s fewer than in the period before.") % words
    return _("That is as many as in the period before.")


def _around(impact: Impact) -> str:
    if not impact.around:
        return ""
    return _("On the networks they gained %(what)s.") % {"what": impact.around}


def _trend(impact: Impact) -> str:
    words = {"period": impact.span.label, "people": wording.people(impact.people)}
    known = [(value, place) for place, (_label, value) in enumerate(impact.points) if value]
    if not known:
        return _("%(period)s: %(people)s came.") % words
    most, place = max(known)  # of equal ones the last, as the chart marks it
    label = impact.points[place][0]
    words |= {"most": wording.whole(most), "when": label}
    return _("%(period)s: %(people)s came, the most (%(most)s) on %(when)s.") % words


def tell_dashboard(
    found: Dashboard,
    group: Group | None,
    organization: str,
    url_of: Callable[[str], str] = lambda _key: "",
    *,
    has_facts: bool = True,
) -> dict[str, Any]:
    """Return tiles and sentences of the dashboard; `url_of` gives a figure's address, if any.

    `has_facts` tells whether the reader may go on to what is behind a figure.
    """
    kpi = found.chosen.kpi
    scale = PERCENT if kpi.is_rate else 1 / wording.HOUR_S if kpi.is_duration else 1
    unit = _("percent") if kpi.is_rate else _("hours") if kpi.is_duration else ""
    points = [
        (label, None if value is None else round(value * scale, kpi.decimals or 1))
        for label, value in found.trend.points
    ]
    name = str(kpi.label).lower()
    counted = name if kpi.adds_up else _("shares")
    tiles = [
        Tile(one, url_of(one.kpi.key), one == found.chosen, has_facts) for one in found.figures
    ]
    return {
        "tiles": [tile for tile in tiles if tile.figure.kpi in FIRST],
        "more_tiles": [tile for tile in tiles if tile.figure.kpi in MORE],
        "is_of_more": kpi in MORE,
        "is_of_posts": kpi.is_of_posts,
        "behind": next(tile.behind for tile in tiles if tile.current),
        "points": points,
        "unit": unit or name,
        "before_label": _("the period before"),
        "first_column": _first_column(found.span.period) if kpi.adds_up else _("From"),
        "counted": counted,
        "counted_networks": name if kpi in RATES else counted,
        "counted_each": _("%(what)s per person") % {"what": counted},
        "lead": _lead(found, group.name if group else organization),
        "team_name": group.name if group else _("All teams"),
    }


def _lead(found: Dashboard, name: str) -> str:
    figures = {figure.kpi.key: figure.value or 0 for figure in found.figures}
    shares = int(figures["shares_confirmed"])
    words = {
        "name": name,
        "shares": wording.counted("shares_confirmed", shares),
        "clicks": wording.counted("clicks", int(figures["clicks"])),
        "period": found.span.label,
    }
    return _("%(name)s, %(period)s: %(shares)s and %(clicks)s.") % words


def _first_column(period: Period) -> str:
    return _("Week from") if period == Period.QUARTER else _("Day")
