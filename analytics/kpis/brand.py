"""What is computed from the numbers of other tools: nothing here is measured by us."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Basis, Kpi, Ratio


class HashtagMentions(Kpi):
    """How often the organization's hashtags were used. Unit: mentions. Source: what another tool
    counted, or, of a hashtag that none tells of, we did on members' servers, from one source, with
    “at least” where there was more than we read; and our own shares with the hashtag on the same
    UTC days, which always stand apart beside it: a tool that sees our shares counts them too.
    Where we counted, own shares are among the mentions and are not added. A post with two of the
    hashtags counts for each. Own shares count on days on which as many people shared with the
    hashtag as the organization lets be told of, and never for the hashtag of a campaign that is
    for fewer. It is compared with the period before where the same sources tell of the same
    hashtags in both, and there was no more than we read.
    """

    key = "hashtag_mentions"
    label = _("Hashtag mentions")
    formula = "imported mentions + own shares with the hashtag"
    basis = Basis.IMPORTED
    needs = ("hashtag_mentions", "own_shares")

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the sum; None while nothing was imported."""
        if "hashtag_mentions" not in totals:
            return None
        return totals["hashtag_mentions"] + totals.get("own_shares", 0)


class NetSentiment(Ratio):
    """How much more is said for the brand than against it. Unit: percent, from -100 to 100.
    Source: mentions that another tool classed as positive, neutral and negative, on days of which
    one source tells all three. Tools class with errors, and worse in some languages than in others.
    It is compared with the period before where the same source tells both.
    """

    key = "net_sentiment"
    label = _("Net sentiment")
    formula = "(positive - negative) ÷ (positive + neutral + negative)"
    basis = Basis.IMPORTED
    numerator = ("mentions_positive", "mentions_negative")
    """The second is taken from the first."""
    denominator = ("mentions_positive", "mentions_neutral", "mentions_negative")
    needs = denominator

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None while there is nothing to divide by."""
        whole = sum(totals.get(metric, 0) for metric in cls.denominator)
        positive, negative = (totals.get(metric, 0) for metric in cls.numerator)
        return (positive - negative) / whole if whole else None


class ShareOfVoice(Ratio):
    """How much of all that is said in the market is about the brand. Unit: percent of mentions.
    Source: the own mentions and all of the market set, ours too, as another tool counts them, on
    days of which one source tells both. A day on which it tells more own ones than all is left out.
    It is compared with the period before where the same source tells both.
    """

    key = "share_of_voice"
    label = _("Share of voice")
    formula = "own mentions ÷ all mentions of the market set × 100"
    decimals = 1
    basis = Basis.IMPORTED
    numerator = ("mentions_own",)
    denominator = ("mentions_market",)
    needs = ("mentions_own", "mentions_market")


class ReachUplift(Ratio):
    """How much further the brand is heard because people share. Unit: percent. Source: the reach of
    the brand's own accounts from another tool, and the reach that networks report of shares on the
    same UTC days. It has no value where no network reports the reach of shares. Someone reached
    twice, or by both, counts each time. It is compared with the period before where the same source
    tells both.
    """

    key = "reach_uplift"
    label = _("Reach uplift")
    formula = "(brand reach + reach_measured) ÷ brand reach - 1"
    basis = Basis.IMPORTED
    numerator = ("brand_reach", "reach_measured")
    denominator = ("brand_reach",)
    needs = numerator

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the uplift; None without either reach, or where the brand has none."""
        quotient = super().value(totals) if "reach_measured" in totals else None
        return None if quotient is None else quotient - 1
