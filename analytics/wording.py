"""Numbers and changes as words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from analytics.kpis import Kpi

PERCENT = 100
HOUR_S = 3600
DAY_S = 24 * HOUR_S


def whole(value: float, decimals: int = 1) -> str:
    """Return a number as the reader writes it, grouped; decimals only where there are some."""
    decimals = 0 if float(value).is_integer() else decimals
    return str(formats.number_format(value, decimals, use_l10n=True, force_grouping=True))


def percent(value: float, decimals: int = 0) -> str:
    """Return a share of one as percent, whole ones unless asked for more."""
    return gettext("%(number)s %%") % {"number": whole(round(value * PERCENT, decimals), decimals)}


def duration(seconds: float) -> str:
    """Return a time in hours up to two days, else in days."""
    if seconds < 2 * DAY_S:
        count = round(seconds / HOUR_S)
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = round(seconds / DAY_S)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def figure(kpi: type[Kpi], value: float | None) -> float | str | None:
    """Return a figure as its tile shows it; None while it is not known."""
    if value is not None and kpi.is_duration:
        return duration(value)
    if value is None or not (kpi.is_rate or kpi.decimals):
        return value
    if not kpi.is_rate:
        return whole(round(value, kpi.decimals), kpi.decimals)
    return percent(value, kpi.decimals)


def text(shown: float | str | None) -> str:
    """Return a figure as it is shown as a text; "" while it is not known."""
    return "" if shown is None else shown if isinstance(shown, str) else whole(shown)


def about(kpi: type[Kpi]) -> dict[str, str | Promise]:
    """Return what a tile says of a figure itself, by the tile's arguments."""
    return {
        "label": kpi.label,
        "source": kpi.basis.value,
        "formula": kpi.formula,
        "meaning": kpi.meaning(),
    }


def parts(told: Iterable[tuple[type[Kpi], float]]) -> list[str]:
    """Return what a sum is made of, each part with its name."""
    return [f"{kpi.label} {spoken(kpi, value)}" for kpi, value in told]


def spoken(kpi: type[Kpi], value: float | None) -> str:
    """Return a figure in words; "" while it is not known."""
    return text(figure(kpi, value))


def after(
    kpi: type[Kpi],
    period: str,
    value: float | None,
    before: float | None,
    *,
    is_whole: bool,
    is_at_least: bool = False,
) -> str:
    """Return a sentence on a figure of a period, after what it was in the period before.

    `is_whole`: that is of the whole period before, else of it up to the same day. `is_at_least`:
    there was more than was counted.
    """
    words = {
        "name": kpi.label,
        "period": period,
        "value": at_least(spoken(kpi, value), is_so=is_at_least),
        "was": spoken(kpi, before),
    }
    if value is None:
        return gettext("%(name)s in %(period)s: not known yet.") % words
    if before is None:
        return gettext("%(name)s in %(period)s: %(value)s.") % words
    if is_whole:
        text = gettext("%(name)s in %(period)s: %(value)s, after %(was)s in the period before.")
    else:
        text = gettext(
            "%(name)s in %(period)s: %(value)s, after %(was)s by then in the period before."
        )
    return text % words


def change(kpi: type[Kpi], value: float | None, before: float | None) -> str:
    """Return how far a figure moved: points for rates, percent for counts; "" when not known.

    Of a time it is not said: shorter is better, and that is not what more and less look like.
    """
    if value is None or before is None or value == before or kpi.is_duration:
        return ""
    if kpi.is_rate:
        points = round(abs(value - before) * PERCENT, kpi.decimals)
        said = ngettext("%(number)s point", "%(number)s points", 1 if points == 1 else 2)
        return said % {"number": whole(points, kpi.decimals)}
    return percent(abs(value - before) / before) if before else ""


def direction(value: float | None, before: float | None) -> str:
    """Return where a figure moved: up, down or ""."""
    if value is None or before is None or value == before:
        return ""
    return "up" if value > before else "down"


def at_least(shown: float | str, *, is_so: bool) -> float | str:
    """Return a figure as it is shown, said to be at least so much where that is so."""
    if not is_so:
        return shown
    return gettext("at least %(number)s") % {"number": text(shown)}


def people(count: int) -> str:
    """Return a number of people."""
    return ngettext("%(number)s person", "%(number)s people", count) % {"number": whole(count)}


def counted(metric: str, count: int) -> str:
    """Return a number of shares, clicks and so on."""
    said = {
        "shares_confirmed": ngettext("%(number)s share", "%(number)s shares", count),
        "shares_self_reported": ngettext(
            "%(number)s share by hand", "%(number)s shares by hand", count
        ),
        "clicks": ngettext("%(number)s click", "%(number)s clicks", count),
        "engagements": ngettext("%(number)s engagement", "%(number)s engagements", count),
        "reactions": ngettext("%(number)s reaction", "%(number)s reactions", count),
        "comments": ngettext("%(number)s comment", "%(number)s comments", count),
        "reshares": ngettext("%(number)s reshare", "%(number)s reshares", count),
        "impressions": ngettext("%(number)s impression", "%(number)s impressions", count),
        "reach_measured": ngettext("%(number)s viewer", "%(number)s viewers", count),
        "conversions": ngettext("%(number)s conversion", "%(number)s conversions", count),
    }[metric]
    return said % {"number": whole(count)}
