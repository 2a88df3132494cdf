"""Figures of a published case as reference lines: whose they are, and never a promise."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from analytics.calculator.evidence import ADOPTION, IMPRESSIONS, SHARING, Figure
from analytics.kpis import AdoptionRate, Kpi, ShareRate
from analytics.models import Period
from analytics.periods import Span

FARTHEST = 4
"""A line more than so many times as high as the trend would press it flat: it is told in words."""
DRAWN: dict[str, tuple[Figure, float]] = {
    AdoptionRate.key: (ADOPTION, 94),
    ShareRate.key: (SHARING, 64),
}
"""Where a figure's trend is of the same kind, so that a line at a height says something."""
IMPRESSIONS_KEY = "impressions"


@dataclass(frozen=True)
class Reference:
    """A reference: `height` in the unit of the trend, None where it is told in words alone."""

    label: str
    words: str
    height: float | None


def reference(kpi: type[Kpi], span: Span, values: list[float]) -> Reference | None:
    """Return the reference of a figure's trend; None where no case tells of it."""
    if kpi.key in DRAWN:
        figure, height = DRAWN[kpi.key]
        highest = max(values, default=0)
        is_near = highest > 0 and height <= FARTHEST * highest
        return Reference(_label(figure), _words(figure), height if is_near else None)
    if kpi.key == IMPRESSIONS_KEY and span.period == Period.QUARTER:
        return Reference(_label(IMPRESSIONS), _words(IMPRESSIONS), None)
    return None


def _label(figure: Figure) -> str:
    return _("One case: %(value)s") % {"value": figure.value}


def _words(figure: Figure) -> str:
    words: dict[str, str | Promise | int] = {
        "value": figure.value,
        "says": figure.says,
        "source": figure.source,
        "caveat": figure.caveat,
        "year": figure.year or _("no year given"),
    }
    return _("For comparison: %(value)s %(says)s. %(source)s, %(year)s. %(caveat)s") % words
