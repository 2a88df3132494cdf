"""Rates: declarations over totals, computed when read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Ratio


class AdoptionRate(Ratio):
    """How many of those invited take part. Unit: percent of people. Source: our own records at the
    end of the period, or now while it runs. Activated: a member who accepted the policy, and has an
    account connected, chose where to post by hand, or posted so. Invited: members and open
    invitations, so never above 100 %.
    """

    key = "adoption_rate"
    label = _("Adoption rate")
    formula = "activated ÷ invited"
    numerator = ("activated",)
    denominator = ("invited",)
    needs = ("activated", "invited")


class ShareRate(Ratio):
    """How many of the activated members shared at least once in the period. Unit: percent of
    people. Source: shares confirmed or reported by the member, which stand apart beside it, and
    head-counts at the end of the period, or now while it runs. A team's rate is about the people
    who were in the team then.
    """

    key = "share_rate"
    label = _("Share rate")
    formula = "sharers who are activated ÷ activated"
    numerator = ("sharers_activated",)
    denominator = ("activated",)
    grows = True
    needs = ("sharers_activated", "activated")


class CampaignShareRate(Ratio):
    """How many of the activated members shared any post of a campaign between its dates. Unit:
    percent of people. Source: shares confirmed or reported by the member, and head-counts at the
    end of the campaign, or now while it runs. It has no value while it is offered to so
    few that one could be told from the others.
    """

    key = "campaign_share_rate"
    label = _("Campaign share rate")
    formula = "sharers of any post of it who are activated ÷ activated"
    numerator = ("sharers_activated",)
    denominator = ("activated",)
    needs = ("sharers_activated", "activated")
