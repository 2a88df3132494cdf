"""What the pages say in words about the numbers of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import wording
from analytics.brand.figures import Brand, BrandFigure, BrandPhases, Tag, Told
from analytics.kpis import NetSentiment, ReachUplift


def tell_brand(brand: Brand) -> dict[str, Any]:
    """Return tiles and sentences of the card beside our own figures."""
    return {
        "brand_tiles": [_tile(figure) for figure in brand.figures],
        "brand_parts": _parts(brand),
        "brand_others": len(brand.sources) > 1,
        "has_brand": not brand.is_empty,
    }


def _tile(figure: BrandFigure) -> dict[str, Any]:
    kpi = figure.kpi
    shown = wording.figure(kpi, figure.value)
    return {
        **wording.about(kpi),
        "value": None if shown is None else wording.at_least(shown, is_so=figure.at_least),
        "note": _why_not(figure) if figure.value is None else imported_from(figure.told),
    }


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
