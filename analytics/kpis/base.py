"""What a key figure is: a Count, stored as daily additive facts, or a Ratio of totals.

The docstring of each class is its tooltip and its line in `docs/kpis.md`: what it means, its unit,
its source, its caveats. A ratio is never stored and a distinct count is never summed.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Where a number comes from; every number says one of the four."""

    MEASURED = "measured", _("Measured")
    ESTIMATED = "estimated", _("Estimated")
    SELF_REPORTED = "self_reported", _("Self-reported")
    IMPORTED = "imported", _("Imported")


class Kpi(ABC):
    """A key figure of a period."""

    key: ClassVar[str]
    """The name of code, addresses and API; law in the glossary."""
    label: ClassVar[Promise]
    formula: ClassVar[str]
    """By code names."""
    basis: ClassVar[Basis] = Basis.MEASURED
    is_rate: ClassVar[bool] = False
    """Whether it is a part of a whole, written in percent."""
    is_duration: ClassVar[bool] = False
    """Whether it is a time, in seconds."""
    is_of_all: ClassVar[bool] = False
    """Whether it is told of the whole organization alone; of a team it would tell of one person."""
    adds_up: ClassVar[bool] = False
    """Whether its days add up to its month, so that it is drawn by day and ranked."""
    grows: ClassVar[bool] = False
    """Whether it grows all through a period without adding up by day, so that the part of one that
    runs can't be held against a whole one.
    """
    is_of_posts: ClassVar[bool] = False
    """Whether it is told by post alone, not by network or team, and of single posts in fives."""
    decimals: ClassVar[int] = 0
    """How exactly it is written, of percent too."""
    needs: ClassVar[tuple[str, ...]]
    """The totals it is computed from."""
    told_by: ClassVar[str] = ""
    """The total of the shares it is told for; "" where it is always known."""

    @classmethod
    @abstractmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the figure from a period's totals by metric; None when it can't be told."""

    @classmethod
    def meaning(cls) -> str:
        """Return what it says, in the reader's language."""
        return gettext(described(cls))


def described(kpi: type[Kpi]) -> str:
    """Return a figure's docstring as one paragraph."""
    return " ".join(inspect.cleandoc(kpi.__doc__ or "").split())


class Count(Kpi):
    """Something that adds up: by day, member, team, network, topic and post.

    `source` is SQL for the pairs (share_id, value above 0) of one UTC day. It may use the
    parameters `organization`, `day`, `start` and `end` (moments, end exclusive), `measured_for`,
    longer than any share is, `since`, so long before, and `sites`, the hosts of the organization's
    own sites; its cost depends on that day only.
    """

    adds_up = True
    source: ClassVar[str]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; nothing stored means a measured zero, unless nobody tells."""
        return totals.get(cls.key, 0) if _is_told(cls, totals, (cls.key,)) else None


class Narrowed(Count):
    """Counts of a day added up over some shares alone, as for rates of which both must be measured.

    `among` joins to `share` what those shares have.
    """

    parts: ClassVar[tuple[type[Count], ...]]
    among: ClassVar[str]


class Sum(Kpi):
    """Counts added up, stored as a total of its own so that it can be ranked."""

    adds_up = True
    parts: ClassVar[tuple[type[Count], ...]]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; nothing stored means a measured zero."""
        return totals.get(cls.key, 0)


class Ratio(Kpi):
    """Totals divided by others of the same period, computed when read."""

    is_rate = True
    numerator: ClassVar[tuple[str, ...]]
    denominator: ClassVar[tuple[str, ...]]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None while there is nothing to divide by."""
        whole = sum(totals.get(one, 0) for one in cls.denominator)
        part = sum(totals.get(one, 0) for one in cls.numerator)
        return part / whole if whole and _is_told(cls, totals, cls.numerator) else None


class Average(Ratio):
    """A quotient that is no part of a whole: so much for each share or person."""

    is_rate = False
    decimals = 1


def _is_told(kpi: type[Kpi], totals: Mapping[str, int], found: Sequence[str]) -> bool:
    """Say whether any network told us: "not offered" is never 0."""
    return not kpi.told_by or any(totals.get(one) for one in (kpi.told_by, *found))


def live(*, value: str = "1", among: str = "", only: str = "") -> str:
    """Return the source of what the shares that went live on a day have by themselves."""
    parts = {"{value}": value, "{among}": among, "{only}": only}
    source = _LIVE
    for place, text in parts.items():
        source = source.replace(place, text)
    return source


_LIVE = """
    SELECT share.id, {value} FROM sharing_share AS share {among}
    WHERE share.organization_id = %(organization)s
      AND share.published_at >= %(start)s AND share.published_at < %(end)s {only}
"""


def growth_of(metric: str) -> str:
    """Return the source of a metric that networks tell as lifetime totals.

    A day's growth is what the running maximum of the snapshots gained on it, so a like taken back
    is not subtracted and not counted again when given back. The first snapshot counts from 0.
    """
    return _GROWTH.replace("{metric}", metric)


def told(metric: str) -> str:
    """Return what joins to `share` that its network told a metric, zero or more.

    The first time it is told makes the days due again on which the share went live, was clicked or
    grew (`pull`), so it does not matter when a day is counted. One look at the share's own
    snapshots, never at all.
    """
    return _TOLD.replace("{metric}", metric)


_TOLD = """
    JOIN LATERAL (
        SELECT true FROM analytics_snapshot AS snapshot
        WHERE snapshot.organization_id = %(organization)s AND snapshot.share_id = share.id
          AND snapshot.metric = '{metric}'
          AND snapshot.at >= share.published_at AND snapshot.at >= %(since)s
          AND snapshot.at < share.published_at + %(measured_for)s
        LIMIT 1
    ) AS told ON share.published_at >= %(since)s
"""
_GROWTH = """
    SELECT fresh.share_id, fresh.highest - coalesce(known.highest, 0)
    FROM (
        SELECT share_id, max(value) AS highest FROM analytics_snapshot
        WHERE organization_id = %(organization)s AND at >= %(start)s AND at < %(end)s
          AND metric = '{metric}'
        GROUP BY share_id
    ) AS fresh
    LEFT JOIN LATERAL (
        SELECT max(value) AS highest FROM analytics_snapshot AS earlier
        WHERE earlier.organization_id = %(organization)s AND earlier.share_id = fresh.share_id
          AND earlier.metric = '{metric}' AND earlier.at >= %(since)s AND earlier.at < %(start)s
    ) AS known ON true
    WHERE fresh.highest > coalesce(known.highest, 0)
"""
