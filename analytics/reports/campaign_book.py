"""The numbers of a campaign to take away: what its page shows, no more, and the audit knows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.brand.figures import BrandPhases, brand_phases
from analytics.brand.found import Told
from analytics.campaign_telling import METRICS, PHASES, UNITS, tell_campaign
from analytics.kpis import Basis, CampaignShareRate, Emv, NetSentiment
from analytics.reports.book import Book, Cell, Rate, Sheet
from analytics.reports.exporting import File, write_file
from analytics.selectors.campaigns import COMPARED, CampaignNumbers, Phase, campaign_numbers
from analytics.value.of_campaigns import CampaignValue, campaign_value
from content.models import Campaign, Stage
from content.services.campaigns import day_of
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


@transaction.atomic
def export_campaign(*, campaign: Campaign, kind: str, by: Member, now: datetime) -> File:
    """Return the numbers of a campaign, which the member may open, as a file ("csv", "xlsx"), and
    record it.

    Raises PermissionDenied for whoever may not see the dashboard.
    """
    by.require(Permission.SEE_DASHBOARD)
    numbers = campaign_numbers(campaign=campaign, now=now)
    days = [(phase.starts_on, phase.ends_on) for phase in numbers.phases]
    said = brand_phases(campaign, days) if days else None
    value = campaign_value(numbers, member=by, now=now)
    book = campaign_book(numbers, said, value, today=day_of(by, now), slug=by.organization.slug)
    record(Act.CAMPAIGN_EXPORTED, by=by, about=campaign, data={"kind": kind}, now=now)
    return write_file(book, kind)


def campaign_book(
    numbers: CampaignNumbers,
    said: BrandPhases | None,
    value: CampaignValue | None,
    *,
    today: date,
    slug: str,
) -> Book:
    """Return what the page of a campaign shows as tables, in the language that is active."""
    campaign = numbers.campaign
    sheets = [_about(campaign)]
    if campaign.stage(today) != Stage.PLANNED and not numbers.is_small:
        sheets += [_figures(numbers, today), _days(numbers)]
    if value is not None:
        sheets.append(_value(value))
    if numbers.phases and not numbers.is_small:
        sheets.append(_phases(numbers.phases))
    if said is not None and (said.told.source or said.tagged_by.source):
        sheets.append(_said(said, numbers.phases, str(campaign.hashtag or "")))
    return Book(campaign.name, f"campaign-{slug}-{str(campaign.public_id)[:8]}", sheets)


def _about(campaign: Campaign) -> Sheet:
    rows: list[list[Cell]] = [
        [_("Goal"), campaign.get_goal_display()],
        [_("From"), campaign.starts_on],
        [_("To"), campaign.ends_on],
    ]
    if campaign.hashtag:
        rows.append([_("Hashtag"), str(campaign.hashtag)])
    return Sheet(_("Campaign"), ["", ""], rows)


def _figures(numbers: CampaignNumbers, today: date) -> Sheet:
    campaign, unit = numbers.campaign, str(UNITS[numbers.campaign.target])
    rows: list[list[Cell]] = [
        [_("Target"), campaign.target_value, unit, None],
        [_("Reached"), numbers.reached, unit, None],
    ]
    for tile in tell_campaign(numbers, today)["tiles"]:
        value, is_rate = tile["value"], tile["label"] == CampaignShareRate.label
        if is_rate:
            value = None if numbers.share_rate is None else Rate(numbers.share_rate)
        unit = _("of one") if is_rate else ""
        rows.append([str(tile["label"]), value, unit, str(Basis(tile["source"]).label)])
    if numbers.tagged:
        measured = str(Basis.MEASURED.label)
        rows.append([_("Shares with the hashtag"), numbers.tagged, "", measured])
    if numbers.filled_at:
        rows.append([_("Counted on"), numbers.filled_at.date(), "", None])
    return Sheet(_("Figures"), [_("Figure"), _("Value"), _("Unit"), _("Where from")], rows)


def _days(numbers: CampaignNumbers) -> Sheet:
    campaign = numbers.campaign
    rows: list[list[Cell]] = [
        [campaign.starts_on + timedelta(days=number), value]
        for number, (_label, value) in enumerate(numbers.points)
    ]
    return Sheet(_("The way to the target"), [_("Day"), str(UNITS[campaign.target])], rows)


def _value(found: CampaignValue) -> Sheet:
    """Return what it was worth: in all, and by kind of price what was counted."""
    rows: list[list[Cell]] = [[str(Emv.label), found.emv, None]]
    for kind, part in found.worth.parts.items():
        counted = None if part is None else found.worth.counts[kind]
        rows.append([str(kind.label), None if part is None else float(part), counted])
    header = [_("What it was worth"), found.currency, _("With a price")]
    return Sheet(_("Value"), header, rows)


def _phases(phases: list[Phase]) -> Sheet:
    rows: list[list[Cell]] = [
        [
            str(METRICS[metric]),
            *(None if phase.totals is None else phase.totals[metric] for phase in phases),
        ]
        for metric in COMPARED
    ]
    return Sheet(_("Before, during and after"), ["", *_heads(phases)], [*_spans(phases), *rows])


def _said(said: BrandPhases, phases: list[Phase], hashtag: str) -> Sheet:
    """Return what other tools tell of the same days; mentions are a day."""
    rows: list[list[Cell]] = []
    if said.told.source:
        sentiment = [None if value is None else Rate(value) for value in said.sentiment]
        rows.append([str(NetSentiment.label), *sentiment, *_from(said.told)])
        rows.append([_("Mentions a day"), *said.mentions, *_from(said.told)])
    if said.tagged_by.source:
        label = _("%(hashtag)s a day") % {"hashtag": hashtag}
        rows.append([label, *said.tagged, *_from(said.tagged_by)])
    header = ["", *_heads(phases), _("Source"), _("Up to"), _("Told as")]
    return Sheet(_("Said about us"), header, [*_spans(phases), *rows])


def _from(told: Told) -> list[Cell]:
    return [told.source, told.until, _("at least") if told.is_at_least else None]


def _heads(phases: list[Phase]) -> list[str]:
    return [str(PHASES[phase.key]) for phase in phases]


def _spans(phases: list[Phase]) -> list[list[Cell]]:
    return [
        [_("From"), *(phase.starts_on for phase in phases)],
        [_("To"), *(phase.ends_on for phase in phases)],
    ]
