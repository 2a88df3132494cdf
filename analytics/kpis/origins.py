"""Whose words a share goes out in, and whether it is finished by hand: what each way brings."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Average, Narrowed
from analytics.kpis.clicks import Clicks
from analytics.kpis.shares_confirmed import SharesConfirmed
from analytics.kpis.shares_self_reported import SharesSelfReported
from tenants.fewest import fewest

SUGGESTED = "JOIN LATERAL (SELECT true WHERE share.is_suggested) AS suggested ON true"
BY_HAND = "JOIN LATERAL (SELECT true WHERE share.connection_id IS NULL) AS by_hand ON true"


class SharesSuggested(Narrowed):
    """Shares in words as they were suggested, on the day they went live or were reported. Unit:
    shares. Source: the words that were sent, compared with the post's suggestions.
    """

    key = "shares_suggested"
    label = _("Shares in suggested words")
    formula = "shares whose words are a suggestion"
    needs = ("shares_suggested",)
    parts = (SharesConfirmed, SharesSelfReported)
    among = SUGGESTED


class ClicksSuggested(Narrowed):
    """Clicks on shares in words as they were suggested. Unit: clicks. Source: our own redirect."""

    key = "clicks_suggested"
    label = _("Clicks on shares in suggested words")
    formula = "clicks, of shares whose words are a suggestion"
    needs = ("clicks_suggested",)
    parts = (Clicks,)
    among = SUGGESTED


class ClicksByHand(Narrowed):
    """Clicks on shares that members finish by hand. Unit: clicks. Source: our own redirect."""

    key = "clicks_by_hand"
    label = _("Clicks on shares by hand")
    formula = "clicks, of shares by hand"
    needs = ("clicks_by_hand",)
    parts = (Clicks,)
    among = BY_HAND


class OfWords(Average):
    """Clicks for each share, of one kind of words; both kinds are told or neither, by how many
    people shared in each.
    """

    is_of_all = True
    numerator = ("clicks",)
    denominator = ("shares_confirmed", "shares_self_reported")
    people = ("sharers_suggested", "sharers_own")
    needs = ("clicks", *denominator, "clicks_suggested", "shares_suggested", *people)

    @classmethod
    def split(cls, totals: Mapping[str, int]) -> tuple[float, float] | None:
        """Return it of suggested and of own words; None for too few people of a kind."""
        if min(totals.get(one, 0) for one in cls.people) < fewest():
            return None
        shares = sum(totals.get(one, 0) for one in cls.denominator)
        suggested = totals.get("shares_suggested", 0)
        clicks = totals.get("clicks_suggested", 0)
        return clicks / suggested, (totals.get("clicks", 0) - clicks) / (shares - suggested)


class ClicksPerShareSuggested(OfWords):
    """How many clicks there were for each share in words as they were suggested. Unit: clicks for
    each share. Source: our own redirect, and shares confirmed or reported by the member. Clicks on
    earlier shares count above, not below. No value for a team, nor where fewer people shared in
    suggested or in own words than the organization lets be told of.
    """

    key = "clicks_per_suggested"
    label = _("Clicks per share, suggested words")
    formula = "clicks_suggested ÷ shares_suggested"

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None for too few people of either kind."""
        found = cls.split(totals)
        return found[0] if found else None


class ClicksPerShareOwn(OfWords):
    """How many clicks there were for each share in the member's own words: a suggestion that was
    changed, or words from nothing. Unit: clicks for each share. Source: our own redirect, and
    shares confirmed or reported by the member. Clicks on earlier shares count above, not below. No
    value for a team, nor where fewer people shared in suggested or in own words than the
    organization lets be told of.
    """

    key = "clicks_per_own_words"
    label = _("Clicks per share, own words")
    formula = "(clicks - clicks_suggested) ÷ (shares - shares_suggested)"

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None for too few people of either kind."""
        found = cls.split(totals)
        return found[1] if found else None
