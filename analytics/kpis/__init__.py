"""The key figures. A new one: one file here, one line below."""

from __future__ import annotations

from analytics.kpis.active import Active, ActiveRate, ItemReaders, ItemViews
from analytics.kpis.base import Basis, Count, Kpi, Narrowed, Ratio, Sum, described
from analytics.kpis.brand import HashtagMentions, NetSentiment, ReachUplift, ShareOfVoice
from analytics.kpis.clicks import Clicks, UniqueClicks
from analytics.kpis.conversions import ConversionRate, Conversions
from analytics.kpis.emv import Emv
from analytics.kpis.engagements import Comments, Engagements, Reactions, Reshares
from analytics.kpis.origins import (
    ClicksByHand,
    ClicksPerShareOwn,
    ClicksPerShareSuggested,
    ClicksSuggested,
    SharesSuggested,
)
from analytics.kpis.people import (
    AckRate,
    Activated,
    AudienceSize,
    Invited,
    Sharers,
    TimeToFirstShare,
)
from analytics.kpis.rates import (
    AmplificationRate,
    ApplauseRate,
    ClicksPerShare,
    ClicksWithImpressions,
    ConversationRate,
    Ctr,
    EngagedWithImpressions,
    EngagedWithReach,
    EngagementRate,
    EngagementRateByReach,
    ImpressionsWithClicks,
    SharesPerSharer,
    SharesWithComments,
    SharesWithReactions,
    SharesWithReshares,
)
from analytics.kpis.ratios import AdoptionRate, CampaignShareRate, ShareRate
from analytics.kpis.reach import (
    AvgReach,
    Impressions,
    ImpressionsEst,
    PotentialReach,
    ReachMeasured,
    SharesWithImpressions,
    SharesWithReach,
)
from analytics.kpis.reported import (
    ReportedComments,
    ReportedEngagements,
    ReportedImpressions,
    ReportedReactions,
    ReportedReshares,
)
from analytics.kpis.shares_confirmed import SharesConfirmed
from analytics.kpis.shares_self_reported import SharesSelfReported
from analytics.kpis.site_visits import SiteVisits

FIRST: tuple[type[Kpi], ...] = (
    AdoptionRate,
    ShareRate,
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    Engagements,
)
"""What the dashboard shows first, in this order."""

MORE: tuple[type[Kpi], ...] = (
    Invited,
    Activated,
    Sharers,
    UniqueClicks,
    Reactions,
    Comments,
    Reshares,
    Impressions,
    ReachMeasured,
    PotentialReach,
    ImpressionsEst,
    AudienceSize,
    SiteVisits,
    Conversions,
    ConversionRate,
    SharesPerSharer,
    ClicksPerShare,
    AvgReach,
    Ctr,
    EngagementRate,
    EngagementRateByReach,
    AmplificationRate,
    ApplauseRate,
    ConversationRate,
    AckRate,
    TimeToFirstShare,
    ReportedImpressions,
    ReportedEngagements,
    Active,
    ActiveRate,
    ItemViews,
    ItemReaders,
    ClicksPerShareSuggested,
    ClicksPerShareOwn,
)
"""What it shows on demand."""

KPIS: tuple[type[Kpi], ...] = (*FIRST, *MORE)

OF_SHARES: tuple[type[Kpi], ...] = tuple(kpi for kpi in KPIS if kpi.adds_up and not kpi.is_of_posts)
"""What shares add up to, so that there is something behind it."""

COUNTS: tuple[type[Count], ...] = (
    SharesConfirmed,
    SharesSelfReported,
    Clicks,
    UniqueClicks,
    SiteVisits,
    Conversions,
    Reactions,
    Comments,
    Reshares,
    Impressions,
    ReachMeasured,
    PotentialReach,
    ReportedImpressions,
    ReportedReactions,
    ReportedComments,
    ReportedReshares,
)
"""What is stored as daily facts, for people to read…"""

AIDS: tuple[type[Count], ...] = (
    SharesWithImpressions,
    SharesWithReach,
    SharesWithReactions,
    SharesWithComments,
    SharesWithReshares,
    ClicksWithImpressions,
    ImpressionsWithClicks,
    EngagedWithImpressions,
    EngagedWithReach,
    SharesSuggested,
    ClicksSuggested,
    ClicksByHand,
)
"""…and so that rates are of shares alike; totals are kept of those whose rates are told."""

_STORED = {count.key for count in (*COUNTS, *AIDS)}
RATES: tuple[type[Ratio], ...] = tuple(
    kpi
    for kpi in KPIS
    if issubclass(kpi, Ratio)
    and not kpi.is_of_all
    and _STORED.issuperset((*kpi.numerator, *kpi.denominator))
)
"""What is divided of such counts, so that it can be told of a line as of everything."""

BEHIND: tuple[type[Kpi], ...] = (*OF_SHARES, *RATES)
"""What there are lines behind."""

OF_CAMPAIGNS: tuple[type[Kpi], ...] = (CampaignShareRate,)
"""What campaigns have besides."""

OF_BRAND: tuple[type[Kpi], ...] = (HashtagMentions, NetSentiment, ShareOfVoice, ReachUplift)
"""What is computed from the numbers of other tools, in this order."""

OF_VALUE: tuple[type[Kpi], ...] = (Emv,)
"""What is computed from counts and prices."""

SUMS: tuple[type[Sum], ...] = (Engagements, ReportedEngagements)

__all__ = [
    "AIDS",
    "BEHIND",
    "COUNTS",
    "FIRST",
    "KPIS",
    "MORE",
    "OF_BRAND",
    "OF_CAMPAIGNS",
    "OF_SHARES",
    "OF_VALUE",
    "RATES",
    "SUMS",
    "AdoptionRate",
    "AudienceSize",
    "Basis",
    "CampaignShareRate",
    "Clicks",
    "Conversions",
    "Emv",
    "Engagements",
    "HashtagMentions",
    "Impressions",
    "ImpressionsEst",
    "Kpi",
    "Narrowed",
    "NetSentiment",
    "PotentialReach",
    "Ratio",
    "ReachMeasured",
    "ReachUplift",
    "ShareOfVoice",
    "ShareRate",
    "SharesConfirmed",
    "SharesSelfReported",
    "SharesWithReach",
    "SiteVisits",
    "Sum",
    "TimeToFirstShare",
    "UniqueClicks",
    "described",
]
