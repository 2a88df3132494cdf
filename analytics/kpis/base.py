"""What a key figure is: a Count, stored as daily additive facts, or a Ratio of two totals.

The docstring of each class is its tooltip and its line in `docs/kpis.md`: what it means, its unit,
its source, its caveats. A ratio is never stored and a distinct count is never summed.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
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
    needs: ClassVar[tuple[str, ...]]
    """The totals it is computed from."""

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
    parameters `organization`, `start` and `end` (moments, end exclusive) and `since`, before which
    no share that is still measured was published; its cost depends on that day only.
    """

    source: ClassVar[str]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; nothing stored means a measured zero."""
        return totals.get(cls.key, 0)


class Sum(Kpi):
    """Counts added up, stored as a total of its own so that it can be ranked."""

    parts: ClassVar[tuple[type[Count], ...]]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the total; nothing stored means a measured zero."""
        return totals.get(cls.key, 0)


class Ratio(Kpi):
    """One total divided by another of the same period, computed when read."""

    is_rate = True
    numerator: ClassVar[str]
    denominator: ClassVar[str]

    @classmethod
    def value(cls, totals: Mapping[str, int]) -> float | None:
        """Return the quotient; None while there is nothing to divide by."""
        whole = totals.get(cls.denominator, 0)
        return totals.get(cls.numerator, 0) / whole if whole else None


def growth_of(metric: str) -> str:
    """Return the source of a metric that networks tell as lifetime totals.

    A day's growth is what the running maximum of the snapshots gained on it, so a like taken back
    is not subtracted and not counted again when given back. The first snapshot counts from 0.
    """
    return _GROWTH.replace("{metric}", metric)


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
