"""How often shares were seen and by how many, where a network tells; and how many might have."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Average, Basis, Count, Kpi, growth_of, live, told
from tenants.fewest import fewest


class SharesWithImpressions(Count):
    """Shares whose network tells impressions, on the day they went live. Unit: shares. Source: the
    networks' answers, a measured zero among them.
    """

    key = "shares_with_impressions"
    label = _("Shares with impressions")
    formula = "count of confirmed shares for which impressions are told"
    needs = ("shares_with_impressions",)
    source = live(among=told("impressions"))


class SharesWithReach(Count):
    """Shares whose network tells how many people it showed them to, on the day they went live.
    Unit: shares. Source: the networks' answers, a measured zero among them.
    """

    key = "shares_with_reach"
    label = _("Shares with reach")
    formula = "count of confirmed shares for which reach is told"
    needs = ("shares_with_reach",)
    source = live(among=told("reach"))


class Impressions(Count):
    """How often networks showed shares. Unit: impressions. Source: the networks' lifetime totals,
    counted on the day we saw them grow. Only some networks tell; of the others nothing is guessed.
    No value in a time without any share for which it is told.
    """

    key = "impressions"
    label = _("Impressions")
    formula = "growth of the highest total seen"
    needs = ("impressions", "shares_with_impressions")
    told_by = "shares_with_impressions"
    source = growth_of("impressions")


class ReachMeasured(Count):
    """People to whom a network really showed a share. Unit: viewers. Source: the networks' own
    lifetime totals of unique viewers, counted on the day we saw them grow. Who saw several shares
    counts for each of them. Few networks tell; of the others nothing is guessed. No value in a
    time without any share for which it is told.
    """

    key = "reach_measured"
    label = _("Organic reach")
    formula = "growth of the highest total of unique viewers seen, over shares"
    needs = ("reach_measured", "shares_with_reach")
    told_by = "shares_with_reach"
    source = growth_of("reach")


class PotentialReach(Count):
    """How many followers the sharing accounts had: who might have seen the shares, not who did.
    Unit: followers. Source: what the network told of the account before each share; each share
    counts all of them, on the day it went live. A share of an account whose followers are not told
    adds nothing, nor does a share by hand. No value for a team, for single days, nor for followers
    of fewer members than the organization lets be told of.
    """

    key = "potential_reach"
    label = _("Potential reach")
    formula = "sum over confirmed shares of the followers at share time"
    basis = Basis.ESTIMATED
    is_of_all = True
    adds_up = False
    grows = True
    needs = ("potential_reach",)
    people = "people_with_followers"
    """How many members' followers it is of, which is counted when read."""
    source = live(value="share.followers", only="AND share.followers > 0")

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; None for followers of too few members."""
        return super().value(totals) if totals.get(cls.people, 0) >= fewest() else None


class ImpressionsEst(Kpi):
    """How often shares were probably seen. Unit: impressions. Source: the potential reach, at the
    view rate that the organization set for the day each share went live: how many of the followers
    it thinks see a share, with where that is from. A guess, never added to the impressions that
    networks tell, and never priced. In two digits of a period in which the rate changed. No value
    before a rate is set, nor where the potential reach has none, nor while what was shared at one
    rate is of fewer members than the organization lets be told of.
    """

    key = "impressions_est"
    label = _("Estimated impressions")
    formula = "potential_reach × view rate"
    basis = Basis.ESTIMATED
    is_of_all = True
    grows = True
    needs = ("impressions_est",)

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the estimate, which is computed when read; None where there is none."""
        return totals.get(cls.key)


class AvgReach(Average):
    """How many people a share was really shown to. Unit: viewers for each share. Source: the
    networks' unique viewers gained in the period, and the shares of the period for which they are
    told. What earlier shares gain counts above, not below.
    """

    key = "avg_reach"
    label = _("Average reach")
    formula = "reach_measured ÷ shares with data"
    numerator = ("reach_measured",)
    denominator = ("shares_with_reach",)
    needs = ("reach_measured", "shares_with_reach")
