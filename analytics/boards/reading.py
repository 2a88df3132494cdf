"""The two boards of a page: effort, and reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.boards.computed import leaderboard_slice
from analytics.boards.people import leaderboard_people
from analytics.boards.places import Board
from analytics.boards.slices import Slice
from analytics.boards.team_slices import leaderboard_team_slice
from analytics.boards.teams import leaderboard_teams
from analytics.kpis import SharesSelfReported
from analytics.models import Subject
from analytics.periods import Span
from analytics.selectors.groups import groups
from analytics.selectors.networks import networks_told
from analytics.selectors.totals import of_metric
from tenants.models import Member

PEOPLE, TEAMS, EXECUTIVES = "people", "teams", "executives"
REACH = ("clicks", "engagements", "impressions")
"""By what reach can be counted. Impressions are told by some networks alone; not told is no 0."""


@dataclass(frozen=True)
class Asked:
    """Whose boards, by which count of reach, of which part ("of" None: of all)."""

    who: str = PEOPLE
    reach: str = "clicks"
    of: Slice | None = None


def two_boards(*, span: Span, member: Member, asked: Asked, now: datetime) -> list[Board]:
    """Return the board of effort and that of reach."""
    metrics = ("shares_confirmed", asked.reach)
    if asked.who == TEAMS:
        return _of_teams(span, metrics, member, asked.of, now)
    executives = asked.who == EXECUTIVES
    if asked.of is not None:
        before = span.previous if _is_told(asked.of, span.previous) else None
        return [
            leaderboard_slice(
                span=span,
                before=before,
                metric=one,
                of=asked.of,
                member=member,
                executives=executives,
                now=now,
            )
            for one in metrics
        ]
    return [
        leaderboard_people(span=span, metric=one, member=member, executives=executives, now=now)
        for one in metrics
    ]


def shares_by_hand(member: Member, span: Span) -> int:
    """Return how many shares by hand a member told of in a period; no board counts them."""
    mine = of_metric(span, Subject.MEMBER, SharesSelfReported.key).filter(key=str(member.pk))
    return mine.values_list("value", flat=True).first() or 0


def _of_teams(
    span: Span, metrics: tuple[str, ...], member: Member, of: Slice | None, now: datetime
) -> list[Board]:
    shown = groups()
    if of is not None:
        return [
            leaderboard_team_slice(
                span=span, metric=one, of=of, groups=shown, member=member, now=now
            )
            for one in metrics
        ]
    return leaderboard_teams(
        span=span,
        metrics=metrics,
        groups=shown,
        organization=member.organization,
        member=member,
    )


def _is_told(of: Slice, span: Span) -> bool:
    """Tell whether a part may be told in a period; of a network that is another in each."""
    return not of.network or of.network in networks_told(span)
