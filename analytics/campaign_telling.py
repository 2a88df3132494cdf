"""What the page of a campaign says in words about its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics import wording
from analytics.kpis import (
    CampaignShareRate,
    Conversions,
    Impressions,
    Kpi,
    ReachMeasured,
    SiteVisits,
    UniqueClicks,
)
from analytics.periods import short_day
from analytics.selectors.campaigns import COMPARED, CampaignNumbers, Phase
from content.models import Target

UNITS: dict[str, Promise] = {
    Target.SHARES: gettext_lazy("shares"),
    Target.CLICKS: gettext_lazy("clicks"),
    Target.ENGAGEMENTS: gettext_lazy("engagements"),
    Target.PARTICIPANTS: gettext_lazy("people"),
}
PHASES: dict[str, Promise] = {
    "before": gettext_lazy("Before"),
    "during": gettext_lazy("During"),
    "after": gettext_lazy("After"),
}
BESIDES: tuple[type[Kpi], ...] = (
    UniqueClicks,
    Impressions,
    ReachMeasured,
    SiteVisits,
    Conversions,
)
"""What else a campaign has brought; of what nothing tells it is not known, never 0."""
METRICS: dict[str, Promise] = {
    "shares_confirmed": gettext_lazy("Shares"),
    "clicks": gettext_lazy("Clicks"),
    "engagements": gettext_lazy("Engagements"),
}


@dataclass(frozen=True)
class Compared:
    """One count of the organization before, during and after, as a line of the table."""

    label: Promise
    values: list[str]


def tell_campaign(numbers: CampaignNumbers, today: date) -> dict[str, Any]:
    """Return the sentences of the page."""
    campaign = numbers.campaign
    words = {
        "reached": wording.whole(numbers.reached),
        "target": wording.whole(campaign.target_value),
        "unit": UNITS[campaign.target],
    }
    return {
        "is_told": not numbers.is_small,
        "progress": _("%(reached)s of %(target)s %(unit)s") % words,
        "part": wording.percent(numbers.part / 100),
        "first_column": _("Day"),
        "trend_sentence": _trend(numbers, today),
        "unit": UNITS[campaign.target],
        "days_left": _days_left(numbers, today),
        "tiles": _tiles(numbers),
        "rate": CampaignShareRate,
        "phases": [(PHASES[phase.key], _days(phase), phase) for phase in numbers.phases],
        "compared": [_compared(metric, numbers.phases) for metric in COMPARED],
    }


def _trend(numbers: CampaignNumbers, today: date) -> str:
    campaign = numbers.campaign
    words = {
        "reached": wording.whole(numbers.reached),
        "target": wording.whole(campaign.target_value),
        "unit": UNITS[campaign.target],
        "part": wording.percent(numbers.part / 100),
    }
    if campaign.ends_on < today:
        return _("%(reached)s of %(target)s %(unit)s at the end: %(part)s of the target.") % words
    return _("%(reached)s of %(target)s %(unit)s so far: %(part)s of the target.") % words


def _days_left(numbers: CampaignNumbers, today: date) -> str:
    campaign = numbers.campaign
    if today < campaign.starts_on:
        days = (campaign.starts_on - today).days
        return ngettext("Begins tomorrow", "Begins in %(days)s days", days) % {"days": days}
    if campaign.ends_on < today or campaign.ended_at is not None:
        return _("Over since %(day)s") % {"day": formats.date_format(campaign.ends_on)}
    days = (campaign.ends_on - today).days
    if days == 0:
        return _("Last day")
    return ngettext("One day left", "%(days)s days left", days) % {"days": days}


def _tiles(numbers: CampaignNumbers) -> list[dict[str, Any]]:
    totals = numbers.totals
    tiles: list[dict[str, Any]] = [
        {"label": _("Shares"), "value": totals.get("shares_confirmed", 0), "source": "measured"},
        {"label": _("Clicks"), "value": totals.get("clicks", 0), "source": "measured"},
        {"label": _("Engagements"), "value": totals.get("engagements", 0), "source": "measured"},
    ]
    if totals.get("shares_self_reported"):
        by_hand = totals["shares_self_reported"]
        tiles.insert(1, {"label": _("By hand"), "value": by_hand, "source": "self_reported"})
    tiles += [{**wording.about(kpi), "value": kpi.value(totals)} for kpi in BESIDES]
    rate = numbers.share_rate
    tiles.append({"label": _("People"), "value": numbers.participants, "source": "measured"})
    tiles.append(
        {
            **wording.about(CampaignShareRate),
            "value": None if rate is None else wording.percent(rate),
        }
    )
    return tiles


def _days(phase: Phase) -> str:
    days = {"first": short_day(phase.starts_on), "last": short_day(phase.ends_on)}
    text = _("%(first)s to %(last)s") % days
    if phase.totals is not None and not phase.is_whole:
        return _("%(days)s, so far") % {"days": text}
    return text


def _compared(metric: str, phases: list[Phase]) -> Compared:
    values = [
        _("not yet") if phase.totals is None else wording.whole(phase.totals[metric])
        for phase in phases
    ]
    return Compared(METRICS[metric], values)
