"""What of the dashboard is looked at: a period, all or one team, and which trends are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.kpis import KPIS, OF_BRAND
from analytics.periods import Span, read_span, utc_day
from analytics.picker import chosen_group
from analytics.selectors import Group, groups_for
from tenants.models import Member

USUAL = "clicks"
KEYS = frozenset(kpi.key for kpi in KPIS)
BRAND_KEYS = frozenset(kpi.key for kpi in OF_BRAND)


@dataclass(frozen=True)
class View:
    """A dashboard to read. `group` is None for all; `groups` are those that may be told apart.

    `key` is whose trend is drawn, `brand_key` the same of what other tools tell, "" for the first.
    """

    span: Span
    group: Group | None
    groups: Sequence[Group]
    key: str = USUAL
    brand_key: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """Return what its address says beside the period."""
        team = str(self.group.public_id) if self.group else ""
        metric = self.key if self.key != USUAL else ""
        return {"team": team, "metric": metric, "brand": self.brand_key}


def read_view(query: Mapping[str, str], member: Member, now: datetime) -> View:
    """Return what an address asks for.

    Raises Http404 for a team whose numbers the member may not see. Three queries at most.
    """
    shown = groups_for(member)
    return View(
        span=read_span(query, utc_day(now)),
        group=chosen_group(shown, query.get("team", "")),
        groups=shown,
        key=read_key(query),
        brand_key=read_brand_key(query),
    )


def read_key(query: Mapping[str, str]) -> str:
    """Return which figure an address wants drawn; one that there is none of is the usual one."""
    key = query.get("metric", "")
    return key if key in KEYS else USUAL


def read_brand_key(query: Mapping[str, str]) -> str:
    """Return which figure of other tools an address wants drawn; "" for the first."""
    key = query.get("brand", "")
    return key if key in BRAND_KEYS else ""
