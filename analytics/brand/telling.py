"""What the pages say in words about the numbers of other tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, zip_longest
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import wording
from analytics.brand.figures import Brand, BrandFigure, BrandPhases, Tag
from analytics.brand.found import Told
from analytics.kpis import HashtagMentions, NetSentiment, ReachUplift
from analytics.periods import short_day


def tell_brand(
    brand: Brand,
    *,
    now: datetime,
    key: str = "",
    url_of: Callable[[str], str] = lambda _key: "",
) -> dict[str, Any]:
    """Return tiles and sentences of the card beside our own figures, and the line of one of them.

    `key` names the figure whose line is drawn, the first that has one where it has none; `url_of`
    gives the address of a figure's line.
    """
    drawn = [figure for figure in brand.figures if figure.trend]
    chosen = next((one for one in drawn if one.kpi.key == key), drawn[0] if drawn else None)
    return {
        "brand_tiles": [_tile(one, url_of, is_current=one is chosen) for one in brand.figures],
        "brand_line": _line(brand, chosen, now) if chosen else None,
        "brand_parts": _parts(brand),
        "brand_others": len(brand.sources) > 1,
        "has_brand": not brand.is_empty,
    }


def _tile(figure: BrandFigure, url_of: Callable[[str], str], *, is_current: bool) -> dict[str, Any]:
    return {
        **wording.about(figure.kpi),
        "value": figure.shown,
        "change": figure.change,
        "direction": figure.direction,
        "was": figure.was,
        "trend": figure.trend,
        "url": url_of(figure.kpi.key) if figure.trend else "",
        "current": is_current,
        "note": _why_not(figure) if figure.value is None else note_of(figure),
    }


def _line(brand: Brand, figure: BrandFigure, now: datetime) -> dict[str, Any]:
    """Return what is drawn of a figure: its last periods, in percent of what is a rate."""
    kpi = figure.kpi
    scale = wording.PERCENT if kpi.is_rate else 1
    points = trend_points(brand, figure)
    return {
        "points": [
            (label, None if value is None else round(value * scale, kpi.decimals or 1))
            for label, value in points
        ],
        "sentence": trend_sentence(brand, figure, now),
        "unit": _("percent") if kpi.is_rate else str(kpi.label).lower(),
        "source": _("Imported from %(source)s") % {"source": figure.trend_source},
        "has_gaps": None in list(dropwhile(lambda value: value is None, figure.trend)),
    }


def trend_points(brand: Brand, figure: BrandFigure) -> list[tuple[str, float | None]]:
    """Return a figure's last periods by their first day, oldest first; [] of too few."""
    return [
        (short_day(span.starts_on), value)
        for span, value in zip(brand.spans, figure.trend, strict=False)
    ]


def trend_sentence(brand: Brand, figure: BrandFigure, now: datetime) -> str:
    """Say what a figure is, after what it was in the period before where that is compared."""
    span = brand.spans[-1]
    return wording.after(
        figure.kpi,
        span.label,
        figure.value,
        figure.before,
        is_whole=span.is_over(now),
        is_at_least=figure.at_least,
    )


def note_of(figure: BrandFigure) -> str:
    """Say which tool told a figure and up to which day, and of how many days where that matters."""
    return ". ".join(filter(None, (imported_from(figure.told), days_note(figure))))


def days_note(figure: BrandFigure) -> str:
    """Say of how many days mentions are told where it is not as many before, which adds up to more
    or less by itself; else "".
    """
    if figure.kpi is not HashtagMentions or figure.days_before in {None, figure.days}:
        return ""
    words = {"days": figure.days, "before": figure.days_before}
    return _("Days with numbers: %(days)s, before: %(before)s") % words


def _why_not(figure: BrandFigure) -> str:
    if figure.kpi is ReachUplift and figure.source:
        return _("No network reports the reach of shares for these days.")
    return ""


def imported_from(told: Told) -> str:
    """Say which tool told something, and up to which day; "" for nothing."""
    if told.until is None:
        return ""
    words = {"source": told.source, "day": formats.date_format(told.until)}
    return _("Imported from %(source)s, up to %(day)s") % words


def _parts(brand: Brand) -> list[tuple[str, str]]:
    """Say what stands apart: mentions and own shares by hashtag, leads by where they came from."""
    lines = [(f"#{tag.name}", _of_tag(tag)) for tag in brand.tags]
    leads = brand.leads.totals
    if leads:
        words = {
            "advocacy": wording.whole(leads["leads_advocacy"]),
            "source": imported_from(brand.leads),
        }
        if "leads_other" in leads:
            words["other"] = wording.whole(leads["leads_other"])
            text = _("%(advocacy)s through advocacy, %(other)s otherwise. %(source)s")
        else:
            text = _("%(advocacy)s through advocacy. %(source)s")
        lines.append((_("Leads"), text % words))
    return lines


def _of_tag(tag: Tag) -> str:
    mentions = wording.whole(tag.mentions)
    words = {"mentions": wording.at_least(mentions, is_so=tag.told.is_at_least)}
    if tag.told.is_ours:
        return _("%(mentions)s counted by us, own shares among them") % words
    if tag.own_shares is None:
        return _("%(mentions)s imported; own shares are too few to tell") % words
    shares = ngettext("%(count)s own share", "%(count)s own shares", tag.own_shares)
    words["shares"] = shares % {"count": wording.whole(tag.own_shares)}
    return _("%(mentions)s imported, and %(shares)s") % words


@dataclass(frozen=True)
class BrandLine:
    """One number before, during and after, as a line of the table."""

    label: str
    values: list[str]


def tell_phases(phases: BrandPhases, hashtag: str) -> dict[str, Any]:
    """Return the lines about sentiment and mentions, and where they are from."""
    lines = []
    if phases.told.source:
        sentiment = [wording.figure(NetSentiment, value) for value in phases.sentiment]
        lines.append(BrandLine(str(NetSentiment.label), [str(one or "—") for one in sentiment]))
        lines.append(BrandLine(_("Mentions a day"), _numbers(phases.mentions)))
    if phases.tagged_by.source:
        label = _("%(hashtag)s a day") % {"hashtag": hashtag}
        lines.append(BrandLine(label, _numbers(phases.tagged, phases.tagged_at_least)))
    notes = [imported_from(phases.told), imported_from(phases.tagged_by)]
    return {
        "brand_lines": lines,
        "brand_notes": list(dict.fromkeys(note for note in notes if note)),
    }


def _numbers(values: list[float | None], at_least: Sequence[bool] = ()) -> list[str]:
    return [
        "—" if value is None else str(wording.at_least(wording.whole(value), is_so=bool(is_so)))
        for value, is_so in zip_longest(values, at_least)
    ]
