"""Reading numbers for pages: stored totals, a fixed number of queries, never raw events."""

from __future__ import annotations

from analytics.selectors.dashboard import Dashboard, Figure, dashboard
from analytics.selectors.groups import Group, groups, groups_for, told_apart
from analytics.selectors.impact import Impact, my_impact
from analytics.selectors.leaderboard import Board, leaderboard_people, leaderboard_teams

__all__ = [
    "Board",
    "Dashboard",
    "Figure",
    "Group",
    "Impact",
    "dashboard",
    "groups",
    "groups_for",
    "leaderboard_people",
    "leaderboard_teams",
    "my_impact",
    "told_apart",
]
