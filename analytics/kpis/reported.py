"""What members read at the network for shares by hand: their own word, never added to measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Basis, Count, Sum
from analytics.reported.models import ReportedMetric

_GROWTH = """
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


class Reported(Count):
    """What members tell as lifetime totals of shares by hand; no value where nobody told any.

    A day's growth is what the highest total told so far gained on it, so a lower one later takes
    nothing away. A share whose report was taken back counts nothing; one that was recalled keeps
    what it had brought.
    """

    formula = "growth of the highest total told"
    basis = Basis.SELF_REPORTED
    metric: ClassVar[ReportedMetric]

    def __init_subclass__(cls) -> None:
        """Count the growth of the class's metric."""
        super().__init_subclass__()
        cls.needs, cls.told_by = (cls.key,), cls.key
        cls.source = _GROWTH.replace("{metric}", cls.metric)


class ReportedImpressions(Reported):
    """How often networks showed shares by hand, as members read it there. Unit: impressions.
    Source: the members' own word, or a list that was imported, on the day it was read; nothing
    measures it, so it is never part of the impressions. No value where nobody told any.
    """

    key = "reported_impressions"
    metric = ReportedMetric.IMPRESSIONS
    label = _("Impressions of shares by hand")


class ReportedReactions(Reported):
    """Reactions to shares by hand, as members read them there. Unit: reactions. Source: the
    members' own word, or a list that was imported.
    """

    key = "reported_reactions"
    metric = ReportedMetric.REACTIONS
    label = _("Reactions to shares by hand")


class ReportedComments(Reported):
    """Comments on shares by hand, as members read them there. Unit: comments. Source: the members'
    own word, or a list that was imported.
    """

    key = "reported_comments"
    metric = ReportedMetric.COMMENTS
    label = _("Comments on shares by hand")


class ReportedReshares(Reported):
    """Times shares by hand were passed on, as members read it there. Unit: reshares. Source: the
    members' own word, or a list that was imported.
    """

    key = "reported_reshares"
    metric = ReportedMetric.RESHARES
    label = _("Reshares of shares by hand")


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
    needs = ("reported_engagements", *(part.key for part in parts))

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; None while nobody told any."""
        return totals.get(cls.key) or None
