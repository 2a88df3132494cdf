"""How many are here, and what is read: counted, never who."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Kpi, Ratio
from tenants.fewest import fewest


class Active(Kpi):
    """How many members were here in the period: opened a post, shared, sent something in,
    commented, voted or answered. Unit: people. Source: our own records of days on which a member
    was here, without what they did; of those who are members at the end of the period, or now while
    it runs. No value for a team, nor for fewer people than the organization lets be told of.
    """

    key = "active"
    label = _("Active people")
    formula = "count of members who viewed, shared, submitted or engaged"
    is_of_all = True
    grows = True
    needs = ("active",)

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the heads; None for too few, and of a time before they were counted."""
        found = totals.get(cls.key, 0)
        return found if found >= fewest() else None


class ActiveRate(Ratio):
    """How many of the activated members were here in the period. Unit: percent of people. Source:
    our own records of days on which a member was here, and head-counts at the end of the period, or
    now while it runs. No value for a team, nor for fewer active people than the organization lets
    be told of.
    """

    key = "active_rate"
    label = _("Active rate")
    formula = "active and activated ÷ activated"
    numerator = ("active_activated",)
    denominator = ("activated",)
    is_of_all = True
    grows = True
    needs = ("active_activated", "activated")

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None for too few active people."""
        return super().value(totals) if totals.get("active_activated", 0) >= fewest() else None


class Opened(Kpi):
    """What is counted of posts that are opened."""

    adds_up = True
    is_of_all = True
    is_of_posts = True

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; None of a time before it was counted."""
        return totals.get(cls.key)


class ItemViews(Opened):
    """How often posts were opened here. Unit: openings. Source: our own pages: a post of its own,
    its composer, or a program of the member. Each time counts, by the same person too; the cards of
    the feed count nothing. No value for a team; of single posts in steps of five, or
    of more where the organization chose so.
    """

    key = "item_views"
    label = _("Posts opened")
    formula = "count of openings of posts"
    needs = ("item_views",)


class ItemReaders(Opened):
    """How many people opened a post that was new to them. Unit: readers of posts. Source: our own
    pages, on the day of the first time: one person counts once for each post, and never again. Who
    shared it before opening it is not counted. No value for a team; of single posts in steps of
    five, or of more where the organization chose so. It never tells who.
    """

    key = "item_readers"
    label = _("Readers")
    formula = "count of members by post, at their first opening"
    needs = ("item_readers",)
