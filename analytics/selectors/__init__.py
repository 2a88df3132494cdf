"""Reading numbers for pages: stored totals, a fixed number of queries, never raw events."""

from __future__ import annotations

from analytics.selectors.dashboard import Dashboard, Figure, dashboard
from analytics.selectors.groups import Group, groups, groups_for, told_apart
from analytics.selectors.impact import Impact, my_impact

__all__ = [
    "Dashboard",
    "Figure",
    "Group",
    "Impact",
    "dashboard",
    "groups",
    "groups_for",
    "my_impact",
    "told_apart",
]
