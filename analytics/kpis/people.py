"""Who takes part, whom shares can reach, and how many keep up with the guidelines."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Kpi, Ratio
from tenants.fewest import fewest
from tenants.models import FEWEST

DAY_H = 24
HOUR_S = 3600


class Heads(Kpi):
    """A number of people at the end of a period, as it was counted then."""

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the heads; None of a time before they were counted."""
        return totals.get(cls.key)


class Invited(Heads):
    """How many could take part. Unit: people. Source: our own records at the end of the period, or
    now while it runs: members, and invitations that are open.
    """

    key = "invited"
    label = _("Invited")
    formula = "count of members + count of open invitations"
    needs = ("invited",)


class Activated(Heads):
    """How many do take part. Unit: people. Source: our own records at the end of the period, or now
    while it runs. Whoever chose where to post by hand, or posted so, needs no account connected.
    """

    key = "activated"
    label = _("Activated")
    formula = "count of members who accepted the policy and have an account or post by hand"
    needs = ("activated",)


class Sharers(Kpi):
    """How many people shared at least once in the period. Unit: people. Source: shares confirmed or
    reported by the member, which stand apart beside it. Who shared in two periods counts in each,
    so months don't add up to their quarter.
    """

    key = "sharers"
    label = _("Sharers")
    formula = "count of members with a confirmed or self-reported share"
    grows = True
    needs = ("sharers",)

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the people; nothing stored means that nobody shared."""
        return totals.get(cls.key, 0)


class AudienceSize(Kpi):
    """How many follow the accounts that are connected now. Unit: followers. Source: what the
    networks last told of each account; one that several members connected counts once, one whose
    followers are not told adds nothing. Who follows several accounts counts for each. Of a period
    that is over: how many followed the accounts connected at its end, in two digits. No value for a
    team, nor while fewer members are behind it than the organization lets be told of.
    """

    key = "audience_size"
    label = _("Audience size")
    formula = "sum of the latest followers of connected accounts, each once"
    is_of_all = True
    needs = ("audience_size",)

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; None while no network tells."""
        return totals.get(cls.key)


class AckRate(Ratio):
    """How many of the activated members accepted the guidelines in force. Unit: percent of people.
    Source: their acceptances, and head-counts at the end of the period, or now while it runs. A
    new version begins anew. No value before the first, for a team, nor for fewer
    activated than the organization lets be told of.
    """

    key = "ack_rate"
    label = _("Guidelines accepted")
    formula = "activated members on the current version ÷ activated"
    numerator = ("acknowledged",)
    denominator = ("activated",)
    is_of_all = True
    needs = ("acknowledged", "activated")

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None for too few activated people."""
        return super().value(totals) if totals.get("activated", 0) >= fewest() else None


class TimeToFirstShare(Kpi):
    """How long it took from joining to the first share: half of the people were quicker. Unit:
    seconds, in whole hours, from two days on in whole days, rounded up. Source: our own records,
    of members whose first share went live, or was reported by them, in the period. No value for a
    team, nor for fewer of them than the organization lets be told of.
    """

    key = "time_to_first_share"
    label = _("Time to first share")
    formula = "median of first share - joined"
    is_duration = True
    is_of_all = True
    needs = ("time_to_first_share", "starters")

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the seconds, never as exact as one person's; None for too few people."""
        if cls.key not in totals or totals.get("starters", FEWEST) < fewest():
            return None
        hours = max(1, math.ceil(totals[cls.key] / HOUR_S))
        return HOUR_S * (hours if hours < 2 * DAY_H else DAY_H * math.ceil(hours / DAY_H))
