"""What a share brings, and what comes of its being seen: each over shares where both are known."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Average, Count, Narrowed, Ratio, live, told
from analytics.kpis.clicks import Clicks
from analytics.kpis.engagements import Comments, Reactions, Reshares
from analytics.kpis.reach import Impressions, ReachMeasured

ALL_SHARES = ("shares_confirmed", "shares_self_reported")
ENGAGED = (Reactions, Comments, Reshares, Clicks)
LINKED = """
    JOIN sharing_shortlink AS link ON link.organization_id = %(organization)s
      AND link.code = share.link_id AND link.url <> ''
"""


class SharesWithReactions(Count):
    """Shares whose network tells reactions, on the day they went live. Unit: shares. Source: the
    networks' answers, a measured zero among them.
    """

    key = "shares_with_reactions"
    label = _("Shares with reactions")
    formula = "count of confirmed shares for which reactions are told"
    needs = ("shares_with_reactions",)
    source = live(among=told("reactions"))


class SharesWithComments(Count):
    """Shares whose network tells comments, on the day they went live. Unit: shares. Source: the
    networks' answers, a measured zero among them.
    """

    key = "shares_with_comments"
    label = _("Shares with comments")
    formula = "count of confirmed shares for which comments are told"
    needs = ("shares_with_comments",)
    source = live(among=told("comments"))


class SharesWithReshares(Count):
    """Shares whose network tells reshares, on the day they went live. Unit: shares. Source: the
    networks' answers, a measured zero among them.
    """

    key = "shares_with_reshares"
    label = _("Shares with reshares")
    formula = "count of confirmed shares for which reshares are told"
    needs = ("shares_with_reshares",)
    source = live(among=told("reshares"))


class ClicksWithImpressions(Narrowed):
    """Clicks on shares whose network tells impressions. Unit: clicks. Source: our own redirect.
    Only while the network is asked about the share: a hundred days at most.
    """

    key = "clicks_with_impressions"
    label = _("Clicks on shares with impressions")
    formula = "clicks, of shares for which impressions are told"
    needs = ("clicks_with_impressions",)
    parts = (Clicks,)
    among = told("impressions")


class ImpressionsWithClicks(Narrowed):
    """Impressions of shares with a link, where clicks can be measured. Unit: impressions. Source:
    the networks' lifetime totals, counted on the day we saw them grow.
    """

    key = "impressions_with_clicks"
    label = _("Impressions of shares with a link")
    formula = "impressions, of shares with a link"
    needs = ("impressions_with_clicks",)
    parts = (Impressions,)
    among = LINKED


class EngagedWithImpressions(Narrowed):
    """Engagements with shares whose network tells impressions. Unit: engagements. Source: the
    networks' totals and our own redirect, while the network is asked about the share.
    """

    key = "engaged_with_impressions"
    label = _("Engagements with shares with impressions")
    formula = "engagements, of shares for which impressions are told"
    needs = ("engaged_with_impressions",)
    parts = ENGAGED
    among = told("impressions")


class EngagedWithReach(Narrowed):
    """Engagements with shares whose network tells how many people it showed them to. Unit:
    engagements. Source: the networks' totals and our own redirect, while the network is asked
    about the share.
    """

    key = "engaged_with_reach"
    label = _("Engagements with shares with reach")
    formula = "engagements, of shares for which reach is told"
    needs = ("engaged_with_reach",)
    parts = ENGAGED
    among = told("reach")


class SharesPerSharer(Average):
    """How often those who shared did so. Unit: shares for each person. Source: shares confirmed or
    reported by the member, which stand apart beside it, and the people who made them.
    """

    key = "shares_per_sharer"
    label = _("Shares per sharer")
    formula = "(shares_confirmed + shares_self_reported) ÷ sharers"
    numerator = ALL_SHARES
    denominator = ("sharers",)
    grows = True
    needs = (*ALL_SHARES, "sharers")


class ClicksPerShare(Average):
    """How many clicks there were for each share. Unit: clicks for each share. Source: our own
    redirect, and shares confirmed or reported by the member: both kinds carry our links. Clicks on
    earlier shares count above, not below.
    """

    key = "clicks_per_share"
    label = _("Clicks per share")
    formula = "clicks ÷ (shares_confirmed + shares_self_reported)"
    numerator = ("clicks",)
    denominator = ALL_SHARES
    needs = ("clicks", *ALL_SHARES)


class Ctr(Ratio):
    """How often somebody who was shown a share followed its link. Unit: percent of impressions.
    Source: our own redirect and the networks' impressions, over shares where both are measured:
    those with a link, on a network that tells impressions.
    """

    key = "ctr"
    label = _("Click-through rate")
    formula = "clicks ÷ impressions, where both are measured"
    decimals = 1
    numerator = ("clicks_with_impressions",)
    denominator = ("impressions_with_clicks",)
    needs = ("clicks_with_impressions", "impressions_with_clicks")


class EngagementRate(Ratio):
    """How often somebody who was shown a share did something with it. Unit: percent of impressions.
    Source: the networks' totals and our own redirect, over shares whose network tells impressions.
    """

    key = "engagement_rate"
    label = _("Engagement rate")
    formula = "engagements ÷ impressions, where both are measured"
    decimals = 1
    numerator = ("engaged_with_impressions",)
    denominator = (Impressions.key,)
    needs = ("engaged_with_impressions", Impressions.key)


class EngagementRateByReach(Ratio):
    """How much was done with shares for the people they were shown to. Unit: percent of viewers.
    Source: the networks' totals and our own redirect, over shares whose network tells how many
    people it showed them to. One person can do several things, so it may be above 100 %.
    """

    key = "engagement_rate_by_reach"
    label = _("Engagement rate by reach")
    formula = "engagements ÷ reach_measured, where both are measured"
    decimals = 1
    numerator = ("engaged_with_reach",)
    denominator = (ReachMeasured.key,)
    needs = ("engaged_with_reach", ReachMeasured.key)


class PerShare(Average):
    """What people did on the networks, for each confirmed share."""

    decimals = 2
    denominator = ("shares_confirmed",)


class AmplificationRate(PerShare):
    """How often a share was passed on. Unit: reshares for each share. Source: the networks' totals,
    and all confirmed shares: one whose network does not tell counts below. No value while none
    tells.
    """

    key = "amplification_rate"
    label = _("Amplification rate")
    formula = "reshares ÷ shares_confirmed"
    numerator = ("reshares",)
    told_by = "shares_with_reshares"
    needs = ("reshares", "shares_confirmed", "shares_with_reshares")


class ApplauseRate(PerShare):
    """How many reactions there were for each share. Unit: reactions for each share. Source: the
    networks' totals, and all confirmed shares: one whose network does not tell counts below. No
    value while none tells.
    """

    key = "applause_rate"
    label = _("Applause rate")
    formula = "reactions ÷ shares_confirmed"
    numerator = ("reactions",)
    told_by = "shares_with_reactions"
    needs = ("reactions", "shares_confirmed", "shares_with_reactions")


class ConversationRate(PerShare):
    """How many comments there were for each share. Unit: comments for each share. Source: the
    networks' totals, and all confirmed shares: one whose network does not tell counts below. No
    value while none tells.
    """

    key = "conversation_rate"
    label = _("Conversation rate")
    formula = "comments ÷ shares_confirmed"
    numerator = ("comments",)
    told_by = "shares_with_comments"
    needs = ("comments", "shares_confirmed", "shares_with_comments")
