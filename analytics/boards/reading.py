"""The two boards of a page: effort, and reach."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.boards.computed import leaderboard_slice
from analytics.boards.people import leaderboard_people
from analytics.boards.places import Board
from analytics.boards.slices import Slice
from analytics.boards.teams import leaderboard_teams
from analytics.periods import Span
from analytics.selectors.groups import groups
from tenants.models import Member

PEOPLE, TEAMS, EXECUTIVES = "people", "teams", "executives"


@dataclass(frozen=True)
class Asked:
    """Whose boards, by which count of reach, of which part ("of" None: of all)."""

    who: str = PEOPLE
    reach: str = "clicks"
    of: Slice | None = None


def two_boards(*, span: Span, member: Member, asked: Asked) -> list[Board]:
    """Return the board of effort and that of reach; teams are always told of all."""
    metrics = ("shares_confirmed", asked.reach)
    if asked.who == TEAMS:
        shown = groups()
        return [
            leaderboard_teams(
                span=span,
                metric=one,
                groups=shown,
                organization=member.organization,
                member=member,
            )
            for one in metrics
        ]
    executives = asked.who == EXECUTIVES
    if asked.of is not None:
        return [
            leaderboard_slice(
                span=span, metric=one, of=asked.of, member=member, executives=executives
            )
            for one in metrics
        ]
    return [
        leaderboard_people(span=span, metric=one, member=member, executives=executives)
        for one in metrics
    ]
