"""Typed makers of what numbers are about: goals, prices, reports and what other tools tell."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from analytics.conversions.models import Conversion, ConversionGoal
from analytics.goals.models import Annotation, Goal, GoalPeriod
from analytics.models import BrandMetric, BrandNumber
from analytics.reports.models import Report, ReportLink, ReportReader
from analytics.value.models import Rate, RateKind, ViewRate
from sharing.models import LandingSite, Share
from tenants.models import Member
from tests.factories import LATER, NOW


def one_of_each(owner: Member, canary: str = "") -> dict[str, Any]:
    """Return by name one of each thing that numbers are about, `canary` in every text."""
    return {
        "report": make_report(owner),
        "report_link": make_report_link(owner, name=f"Board {canary}"),
        "brand_number": make_brand_number(source=f"Radar {canary}", entered_by=owner),
        "rate": make_rate(source=f"Ads {canary}", set_by=owner),
        "view_rate": make_view_rate(source=f"Posts {canary}", set_by=owner),
        "conversion_goal": make_conversion_goal(added_by=owner),
        "landing_site": make_landing_site(f"ours{canary.lower()}.example", added_by=owner),
        "goal": make_goal(label=f"Goal {canary}", set_by=owner),
        "annotation": make_annotation(text=f"Note {canary}", noted_by=owner),
    }


def make_rate(**changes: Any) -> Rate:
    """Return a price: 0.90 EUR a click on every network since the year began."""
    values: dict[str, Any] = {
        "kind": RateKind.CPC,
        "currency": "EUR",
        "amount": Decimal("0.9"),
        "source": "Our own ads",
        "starts_on": date(NOW.year, 1, 1),
        "set_at": NOW,
    }
    made: Rate = Rate.objects.create(**{**values, **changes})
    return made


def make_view_rate(**changes: Any) -> ViewRate:
    """Return a view rate: a share is seen by 10 followers in a hundred since the year began."""
    values: dict[str, Any] = {
        "percent": Decimal(10),
        "source": "Our own posts",
        "starts_on": date(NOW.year, 1, 1),
        "set_at": NOW,
    }
    made: ViewRate = ViewRate.objects.create(**{**values, **changes})
    return made


def make_conversion_goal(name: str = "newsletter", **changes: Any) -> ConversionGoal:
    """Return a goal that goes on since the day before NOW."""
    values: dict[str, Any] = {"name": name, "added_at": NOW - timedelta(days=1)}
    made: ConversionGoal = ConversionGoal.objects.create(**{**values, **changes})
    return made


def make_conversion(
    share: Share, goal: ConversionGoal, at: datetime = NOW, **changes: Any
) -> Conversion:
    """Return a conversion by a share."""
    values: dict[str, Any] = {"goal": goal, "share": share, "at": at, "source": "pixel"}
    once = uuid.uuid4().hex
    made: Conversion = Conversion.objects.create(**{**values, "once": once, **changes})
    return made


def make_landing_site(host: str = "acme.example", **changes: Any) -> LandingSite:
    """Return a site whose links carry tokens."""
    made: LandingSite = LandingSite.objects.create(**{"host": host, "added_at": NOW, **changes})
    return made


def make_brand_number(**changes: Any) -> BrandNumber:
    """Return a number from another tool: 40 mentions in the market on the day before NOW."""
    values: dict[str, Any] = {
        "day": NOW.date() - timedelta(days=1),
        "metric": BrandMetric.MARKET,
        "value": 40,
        "source": "Radar, all of it",
        "entered_at": NOW,
    }
    made: BrandNumber = BrandNumber.objects.create(**{**values, **changes})
    return made


def make_report(member: Member, **changes: Any) -> Report:
    """Return a monthly report of the whole organization that a member set up for themselves."""
    values: dict[str, Any] = {
        "pace": "month",
        "attached": "xlsx",
        "created_by": member,
        "created_at": NOW,
        "next_at": LATER,
    }
    report: Report = Report.objects.create(**{**values, **changes})
    ReportReader.objects.create(report=report, member=member)
    return report


def make_report_link(member: Member, **changes: Any) -> ReportLink:
    """Return a link to the dashboard of the whole organization, by months."""
    values: dict[str, Any] = {
        "digest": uuid.uuid4().hex * 2,
        "period": "month",
        "created_by": member,
        "created_at": NOW,
        "expires_at": LATER,
    }
    link: ReportLink = ReportLink.objects.create(**{**values, **changes})
    return link


def make_goal(**changes: Any) -> Goal:
    """Make a goal of the organization in scope: 200 shares in the quarter of `NOW`."""
    values: dict[str, Any] = {
        "label": "Be heard",
        "metric": "shares_confirmed",
        "target": 200,
        "period": GoalPeriod.QUARTER,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 31),
        "set_at": NOW,
    }
    made: Goal = Goal.objects.create(**{**values, **changes})
    return made


def make_annotation(**changes: Any) -> Annotation:
    """Make a note on the trends of the organization in scope, on the day of `NOW`."""
    values: dict[str, Any] = {"day": NOW.date(), "text": "Fair in Porto", "noted_at": NOW}
    made: Annotation = Annotation.objects.create(**{**values, **changes})
    return made
