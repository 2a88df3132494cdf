"""What people did at the organization's own site after they came by a share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Count, Ratio


class Conversions(Count):
    """How often a goal was reached by somebody who came by a share. Unit: conversions, on the day
    the goal was reached. Source: the organization's own site, by a picture on its page or a
    program, with the sealed token that our redirect added to the link 30 days before at most. A
    click counts once for each goal, and what a program tells once for its own id. Nobody is
    followed: who comes back on their own or blocks such pictures is missing. No value before a goal
    is named.
    """

    key = "conversions"
    label = _("Conversions")
    formula = "count of goals reached"
    needs = ("conversions", "goals")
    told_by = "goals"
    source = """
        SELECT conversion.share_id, count(*) FROM analytics_conversion AS conversion
        WHERE conversion.organization_id = %(organization)s
          AND conversion.at >= %(start)s AND conversion.at < %(end)s
        GROUP BY conversion.share_id
    """


class ConversionRate(Ratio):
    """How many goals were reached for those who came. Unit: percent of visitor-days. Source: our
    own redirect and the organization's own site. What earlier visitors do counts above, not below,
    and so do several goals of one: it may be above 100 %. Who came to sites that are not named
    counts below. No value before a goal is named.
    """

    key = "conversion_rate"
    label = _("Conversion rate")
    formula = "conversions ÷ unique_clicks"
    decimals = 1
    numerator = ("conversions",)
    denominator = ("unique_clicks",)
    needs = ("conversions", "unique_clicks", "goals")
    told_by = "goals"
