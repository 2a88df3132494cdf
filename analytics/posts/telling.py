"""What the page of a post's numbers says in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from analytics import wording
from analytics.kpis import SharesConfirmed
from analytics.kpis.origins import ClicksPerShareOwn, ClicksPerShareSuggested
from analytics.models import Period
from analytics.periods import short_day
from analytics.posts.selectors import PostNumbers, Told
from analytics.selectors.dashboard import SHORTEST_LINE
from sharing.assisted import label_of
from tenants.fewest import fewest


@dataclass(frozen=True)
class Tile:
    """A figure of a post with the words of its tile; `behind` is where its lines are listed."""

    figure: Told
    url: str
    current: bool
    behind: str

    @property
    def words(self) -> dict[str, Any]:
        """Return the arguments of the tile."""
        figure = self.figure
        return {
            **wording.about(figure.kpi),
            "value": figure.shown,
            "unknown": _("Too few to tell") if figure.is_few else "",
            "change": figure.change,
            "direction": figure.direction,
            "was": figure.was,
        }


def tell_post(
    found: PostNumbers,
    now: datetime,
    url_of: Callable[[str], str],
    behind_of: Callable[[str], str],
) -> dict[str, Any]:
    """Return tiles and sentences; `url_of` gives a figure's address, `behind_of` its lines'."""
    kpi, span = found.chosen.kpi, found.span
    points = [
        (short_day(day), None if value is None else float(value)) for day, value in found.days
    ]
    known = [value for _day, value in points if value]
    return {
        "tiles": [
            Tile(one, url_of(one.kpi.key), one == found.chosen, behind_of(one.kpi.key))
            for one in found.figures
        ],
        "engaged": [Tile(one, "", current=False, behind="") for one in found.engaged],
        "lead": _lead(found),
        "people": _people(found),
        "sentence": _sentence(found, now),
        "points": points if len(known) >= SHORTEST_LINE else [],
        "unit": str(kpi.label).lower(),
        "first_column": _("Week from") if span.period == Period.QUARTER else _("Day"),
        "networks": _networks(found),
        "words": _words(found),
    }


def _lead(found: PostNumbers) -> str:
    shares = next(one for one in found.figures if one.kpi is SharesConfirmed)
    words = {"period": found.span.label}
    if shares.value is None:
        return _("What it brought in %(period)s.") % words
    words["shares"] = wording.counted("shares_confirmed", int(shares.value))
    return _("What it brought in %(period)s: %(shares)s, and what came of them.") % words


def _people(found: PostNumbers) -> str:
    words = {"few": wording.whole(fewest())}
    if found.people is None:
        return (
            _("How many shared it is not told: fewer than %(few)s, or so few that it says who.")
            % words
        )
    if not found.people:
        return _("Nobody shared it in this time.")
    words["people"] = wording.people(found.people)
    return _("%(people)s at least shared it in this time, in steps of %(few)s; never who.") % words


def _sentence(found: PostNumbers, now: datetime) -> str:
    chosen = found.chosen
    if chosen.is_few:
        return _("%(name)s: of too few people to tell.") % {"name": chosen.kpi.label}
    said = [
        wording.after(
            chosen.kpi,
            found.span.label,
            chosen.value,
            chosen.before,
            is_whole=found.span.is_over(now),
        )
    ]
    known = [(value, place) for place, (_day, value) in enumerate(found.days) if value]
    if known:
        most, place = max(known)  # of equal ones the last, as the chart marks it
        words = {"most": wording.whole(most), "when": short_day(found.days[place][0])}
        if found.span.period == Period.QUARTER:
            said.append(_("The most, %(most)s, in the week from %(when)s.") % words)
        else:
            said.append(_("The most, %(most)s, on %(when)s.") % words)
    if found.apart and chosen.value:
        words = {"number": wording.whole(found.apart)}
        said.append(_("Of them %(number)s are not told by day, so as not to tell who.") % words)
    return " ".join(said)


def _networks(found: PostNumbers) -> list[dict[str, object]]:
    """Return the networks as rows of bars, and the others in one."""
    rows: list[dict[str, object]] = [
        {"label": label_of(network), "value": value, "network": network}
        for network, value in found.networks
    ]
    if rows and found.other_networks:
        rows.append({"label": _("Networks not told apart"), "value": found.other_networks})
    return rows


def _words(found: PostNumbers) -> list[dict[str, Any]]:
    """Return a tile for each kind of words; none where not both may be told."""
    if found.words is None:
        return []
    kinds = (
        (ClicksPerShareSuggested, found.words.suggested),
        (ClicksPerShareOwn, found.words.own),
    )
    return [{**wording.about(kpi), "value": wording.figure(kpi, value)} for kpi, value in kinds]
