"""The key figures. A new one: one file here, one line below."""

from __future__ import annotations

from analytics.kpis.base import Basis, Count, Kpi, Ratio, Sum, described
from analytics.kpis.brand import HashtagMentions, NetSentiment, ReachUplift, ShareOfVoice
from analytics.kpis.clicks import Clicks, UniqueClicks
from analytics.kpis.engagements import Comments, Engagements, Reactions, Reshares
from analytics.kpis.ratios import AdoptionRate, CampaignShareRate, ShareRate
from analytics.kpis.shares_confirmed import SharesConfirmed
from analytics.kpis.shares_self_reported import SharesSelfReported

KPIS: tuple[type[Kpi], ...] = (
    AdoptionRate,
    ShareRate,
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    Engagements,
)
"""What the dashboard shows, in this order."""

COUNTS: tuple[type[Count], ...] = (
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    UniqueClicks,
    Reactions,
    Comments,
    Reshares,
)
"""What is stored as daily facts."""

OF_CAMPAIGNS: tuple[type[Kpi], ...] = (CampaignShareRate,)
"""What campaigns have besides."""

OF_BRAND: tuple[type[Kpi], ...] = (HashtagMentions, NetSentiment, ShareOfVoice, ReachUplift)
"""What is computed from the numbers of other tools, in this order."""

SUMS: tuple[type[Sum], ...] = (Engagements,)

__all__ = [
    "COUNTS",
    "KPIS",
    "OF_BRAND",
    "OF_CAMPAIGNS",
    "SUMS",
    "AdoptionRate",
    "Basis",
    "CampaignShareRate",
    "Clicks",
    "Comments",
    "Count",
    "Engagements",
    "HashtagMentions",
    "Kpi",
    "NetSentiment",
    "Ratio",
    "ReachUplift",
    "Reactions",
    "Reshares",
    "ShareOfVoice",
    "ShareRate",
    "SharesConfirmed",
    "SharesSelfReported",
    "Sum",
    "UniqueClicks",
    "described",
]
