"""What shares were worth, at prices that the organization names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Basis, Kpi


class Emv(Kpi):
    """What as much would have cost as paid media. Unit: money, in the currency of the prices.
    Source: our own redirect and the networks' totals, day by day at the prices that the
    organization set for that day, each with its source: a network's own where enough people shared
    on it for the network to be told apart, else the one for all. No value before a price is set.
    Where a network does not tell, nothing is guessed, and estimated and self-reported numbers are
    never priced. Vendors reckon it in other ways: compare none of theirs with it. No value for a
    team.
    """

    key = "emv"
    label = _("Earned media value")
    formula = "clicks × CPC + impressions ÷ 1000 × CPM + (reactions + comments + reshares) × CPE"
    basis = Basis.ESTIMATED
    is_of_all = True
    decimals = 2
    needs = ("emv_clicks", "emv_impressions", "emv_engagements")

    @classmethod
    def value(cls, totals: Mapping[str, int | Decimal]) -> float | None:
        """Return the sum of its parts; None where there is none."""
        parts = [totals[part] for part in cls.needs if part in totals]
        return round(float(sum(parts)), cls.decimals) if parts else None
