"""What members read at the network for shares by hand: their own word, never added to measured."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Basis, Count, Sum


def told_growth_of(metric: str) -> str:
    """Return the source of a figure that people tell as lifetime totals of shares by hand.

    A day's growth is what the highest total told so far gained on it, so a lower one later takes
    nothing away. A share whose report was taken back counts nothing; one that was recalled keeps
    what it had brought.
    """
    return _TOLD_GROWTH.replace("{metric}", metric)


_TOLD_GROWTH = """
    SELECT fresh.share_id, fresh.highest - coalesce(known.highest, 0)
    FROM (
        SELECT told.share_id, max(told.value) AS highest FROM analytics_reportedfigure AS told
        JOIN sharing_share AS share
          ON share.organization_id = %(organization)s AND share.id = told.share_id
         AND share.reported_at IS NOT NULL
        WHERE told.organization_id = %(organization)s AND told.metric = '{metric}'
          AND told.day = %(day)s
        GROUP BY told.share_id
    ) AS fresh
    LEFT JOIN LATERAL (
        SELECT max(value) AS highest FROM analytics_reportedfigure AS earlier
        WHERE earlier.organization_id = %(organization)s AND earlier.share_id = fresh.share_id
          AND earlier.metric = '{metric}' AND earlier.day < %(day)s
    ) AS known ON true
    WHERE fresh.highest > coalesce(known.highest, 0)
"""


class ReportedImpressions(Count):
    """How often networks showed shares by hand, as members read it there. Unit: impressions.
    Source: the members' own word, or a list that was imported, on the day it was read; nothing
    measures it, so it is never part of the impressions. No value where nobody told any.
    """

    key = "reported_impressions"
    label = _("Impressions of shares by hand")
    formula = "growth of the highest total told"
    basis = Basis.SELF_REPORTED
    needs = ("reported_impressions",)
    told_by = "reported_impressions"
    source = told_growth_of("impressions")


class ReportedReactions(Count):
    """Reactions to shares by hand, as members read them there. Unit: reactions. Source: the
    members' own word, or a list that was imported.
    """

    key = "reported_reactions"
    label = _("Reactions to shares by hand")
    formula = "growth of the highest total told"
    basis = Basis.SELF_REPORTED
    needs = ("reported_reactions",)
    told_by = "reported_reactions"
    source = told_growth_of("reactions")


class ReportedComments(Count):
    """Comments on shares by hand, as members read them there. Unit: comments. Source: the members'
    own word, or a list that was imported.
    """

    key = "reported_comments"
    label = _("Comments on shares by hand")
    formula = "growth of the highest total told"
    basis = Basis.SELF_REPORTED
    needs = ("reported_comments",)
    told_by = "reported_comments"
    source = told_growth_of("comments")


class ReportedReshares(Count):
    """Times shares by hand were passed on, as members read it there. Unit: reshares. Source: the
    members' own word, or a list that was imported.
    """

    key = "reported_reshares"
    label = _("Reshares of shares by hand")
    formula = "growth of the highest total told"
    basis = Basis.SELF_REPORTED
    needs = ("reported_reshares",)
    told_by = "reported_reshares"
    source = told_growth_of("reshares")


class ReportedEngagements(Sum):
    """What people did with shares by hand, as members read it there. Unit: engagements. Source: the
    members' own word, or a list that was imported, on the day it was read; never part of the
    engagements, which are measured. No value where nobody told any.
    """

    key = "reported_engagements"
    label = _("Engagements with shares by hand")
    formula = "reported_reactions + reported_comments + reported_reshares"
    basis = Basis.SELF_REPORTED
    parts = (ReportedReactions, ReportedComments, ReportedReshares)
    needs = ("reported_engagements",)

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; None while nobody told any."""
        return totals.get(cls.key) or None
