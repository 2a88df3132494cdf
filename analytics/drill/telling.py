"""What the page behind a number says in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import wording
from analytics.drill import rates
from analytics.drill.cutting import BY_DAY, SHOWN
from analytics.drill.selectors import Behind, Line
from analytics.kpis import Kpi, Ratio
from analytics.periods import short_day

UNKNOWN = "—"
NOT_APART: dict[str, Promise] = {
    "network": gettext_lazy("Networks not told apart"),
    "team": gettext_lazy("Teams not told apart"),
    "post": gettext_lazy("Posts not told apart"),
    "day": gettext_lazy("Days not told apart"),
    "topic": gettext_lazy("Topics not told apart"),
    "campaign": gettext_lazy("Campaigns not told apart"),
    "kind": gettext_lazy("Kinds of posts not told apart"),
    "words": gettext_lazy("Words not told apart"),
}
LISTED: dict[str, Promise] = {
    "network": gettext_lazy("Networks"),
    "post": gettext_lazy("Posts"),
    "team": gettext_lazy("Teams"),
    "day": gettext_lazy("Days"),
    "topic": gettext_lazy("Topics"),
    "campaign": gettext_lazy("Campaigns"),
    "kind": gettext_lazy("Kinds of posts"),
    "words": gettext_lazy("Whose words"),
    "lines": gettext_lazy("All at once"),
    "days": gettext_lazy("All by day"),
}
HEADS: dict[str, Promise] = {
    "network": gettext_lazy("Network"),
    "post": gettext_lazy("Post"),
    "team": gettext_lazy("Team"),
    "day": gettext_lazy("Day"),
    "topic": gettext_lazy("Topic"),
    "campaign": gettext_lazy("Campaign"),
    "kind": gettext_lazy("Kind of post"),
    "words": gettext_lazy("Whose words"),
}
ORDERS: dict[str, Promise] = {
    "change": gettext_lazy("Largest fall first"),
    "now": gettext_lazy("Most first"),
    "before": gettext_lazy("Most before first"),
}


@dataclass(frozen=True)
class Named:
    """What a line is about in one respect; `url` is where that leads, "" for nowhere."""

    head: Promise
    text: str
    url: str


@dataclass(frozen=True)
class Row:
    """A line with its words; `sides` are what a rate divides by what, with their heads."""

    about: list[Named]
    now: str
    sides: list[tuple[str, str]]
    before: str
    change: str
    direction: str


def ordered(lines: Sequence[Line], by: str, sort: str) -> list[Line]:
    """Return the lines in the order asked for; days as they were."""
    if sort == "now":
        return sorted(lines, key=lambda line: (line.now is None, -(line.now or 0)))
    if sort == "before":
        return sorted(lines, key=lambda line: -(line.before or 0))
    return sorted(lines, key=_day, reverse=True) if by in BY_DAY else list(lines)


def _day(line: Line) -> date:
    day = line.about.get("day")
    return day if isinstance(day, date) else date.min


def row(line: Line, kpi: type[Kpi], by: str, url_of: Callable[[str, Line], str]) -> Row:
    """Return a line in words; `url_of` gives the address that a name in it leads to."""
    about = [
        Named(HEADS[name], name_in(name, line), url_of(name, line) if name in line.names else "")
        for name in SHOWN[by]
    ]
    counts = (line.numerator, line.denominator)
    change = _change(kpi, line)
    return Row(
        about=about,
        now=wording.spoken(kpi, line.now) or UNKNOWN,
        sides=[
            (head, UNKNOWN if count is None else wording.whole(count))
            for head, count in zip(sides_of(kpi), counts, strict=False)
        ],
        before=wording.spoken(kpi, line.before) or UNKNOWN,
        change=change or UNKNOWN,
        direction=wording.direction(line.now, line.before) if change else "",
    )


def sides_of(kpi: type[Kpi]) -> list[str]:
    """Return what a rate divides by what, in words; nothing of a count."""
    return list(rates.sides_of(kpi)) if issubclass(kpi, Ratio) else []


def _change(kpi: type[Kpi], line: Line) -> str:
    """Return how much more or less it is: of a rate as the dashboard says it."""
    if line.change is None:
        return ""
    if line.change and issubclass(kpi, Ratio):
        return wording.change(kpi, line.now, line.before)
    return wording.whole(abs(line.change))


def name_in(name: str, line: Line) -> str:
    """Return what a line is about in one respect."""
    day = line.about.get("day")
    if name == "day" and isinstance(day, date):
        return short_day(day)
    return line.names.get(name) or str(NOT_APART[name])


def tell(
    found: Behind, by: str, period: str, *, is_over: bool, is_narrowed: bool
) -> dict[str, Any]:
    """Return the sentences of the page."""
    return {
        "lead": wording.after(found.kpi, period, found.now, found.before, is_whole=is_over),
        "sums": _sums(found, by, is_narrowed=is_narrowed) if found.lines else "",
        "heads": [HEADS[name] for name in SHOWN[by]],
        "sides": sides_of(found.kpi),
        "is_compared": by not in BY_DAY,
        "fell": _fell(found, by),
    }


def _sums(found: Behind, by: str, *, is_narrowed: bool) -> str:
    """Say what the lines make together."""
    told = {"told": wording.spoken(found.kpi, found.told)}
    if issubclass(found.kpi, Ratio):
        apart = _("Each line is a rate of its own: they are not to be added up.")
        if not is_narrowed or not told["told"]:
            return apart
        return " ".join([apart, _("All that they tell makes %(told)s.") % told])
    if by == "topic":
        return _("A post counts for each of its topics: these lines are not to be added up.")
    if is_narrowed:
        return _("Of it these lines tell %(told)s.") % told
    return _("The lines add up to it.")


def _fell(found: Behind, by: str) -> str:
    """Say where most of a fall comes from; "" where nothing fell or it is not told apart."""
    if by not in HEADS or by in BY_DAY or found.now is None or found.before is None:
        return ""
    falls = [line for line in found.lines if (line.change or 0) < 0 and line.names]
    if found.now >= found.before or not falls:
        return ""
    words: Mapping[str, str] = {
        "name": name_in(by, falls[0]),
        "less": _change(found.kpi, falls[0]),
        "was": wording.spoken(found.kpi, falls[0].before),
        "value": wording.spoken(found.kpi, falls[0].now),
    }
    return _("The largest fall is of %(name)s: %(less)s less, %(value)s after %(was)s.") % words
