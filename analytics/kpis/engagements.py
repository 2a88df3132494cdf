"""What people did with shares on the networks, and all of it together with the clicks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Count, Sum, growth_of
from analytics.kpis.clicks import Clicks


class Reactions(Count):
    """Reactions of any kind that shares gained. Unit: reactions. Source: the networks' lifetime
    totals, counted on the day we saw them grow. One taken back is not subtracted. No value in a
    time without any share for which they are told.
    """

    key = "reactions"
    label = _("Reactions")
    formula = "growth of the highest total seen"
    needs = ("reactions", "shares_with_reactions")
    told_by = "shares_with_reactions"
    source = growth_of("reactions")


class Comments(Count):
    """Comments that shares gained. Unit: comments. Source: the networks' lifetime totals, counted
    on the day we saw them grow. One deleted is not subtracted. No value in a time without any share
    for which they are told.
    """

    key = "comments"
    label = _("Comments")
    formula = "growth of the highest total seen"
    needs = ("comments", "shares_with_comments")
    told_by = "shares_with_comments"
    source = growth_of("comments")


class Reshares(Count):
    """Times shares were passed on. Unit: reshares. Source: the networks' lifetime totals, counted
    on the day we saw them grow. One taken back is not subtracted. No value in a time without any
    share for which they are told.
    """

    key = "reshares"
    label = _("Reshares")
    formula = "growth of the highest total seen"
    needs = ("reshares", "shares_with_reshares")
    told_by = "shares_with_reshares"
    source = growth_of("reshares")


class Engagements(Sum):
    """Everything people did with shares. Unit: engagements. Source: the networks' totals and our
    own redirect. What a network does not tell is left out, not guessed.
    """

    key = "engagements"
    label = _("Engagements")
    formula = "reactions + comments + reshares + clicks"
    parts = (Reactions, Comments, Reshares, Clicks)
    needs = ("engagements", *(part.key for part in parts))
