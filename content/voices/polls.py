"""Polls as one member sees them: to vote, or their results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Subquery

from content.models import Ballot, Poll, PollOption
from tenants.fewest import fewest
from tenants.models import Member

PAGE = 10


@dataclass(frozen=True)
class ShownOption:
    """An answer; `votes` and `part` (percent of shown voters) are None until results are shown."""

    option: PollOption
    votes: int | None
    part: int | None


@dataclass(frozen=True)
class ShownPoll:
    """A poll for one member; results are shown of `fewest` votes or more."""

    poll: Poll
    options: Sequence[ShownOption]
    is_open: bool
    has_voted: bool
    has_results: bool
    fewest: int

    @property
    def takes_vote(self) -> bool:
        """Tell whether the member may vote."""
        return self.is_open and not self.has_voted

    @property
    def missing(self) -> int:
        """Return how many votes are missing until results can be shown."""
        return max(1, self.poll.shown_voters + self.fewest - self.poll.voters)


@dataclass(frozen=True)
class PollsPage:
    """A page of polls, the newest first; `next_before` names its last one, None at the end."""

    polls: Sequence[ShownPoll]
    next_before: UUID | None


def polls_page(
    *, member: Member, now: datetime, before: UUID | None = None, size: int = PAGE
) -> PollsPage:
    """Return polls, the newest first. Four queries."""
    rows = Poll.objects.order_by("-created_at", "-pk")
    if before is not None:
        place = Poll.objects.filter(public_id=before)
        at, pk = Subquery(place.values("created_at")), Subquery(place.values("pk"))
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: size + 1])
    polls = shown_polls(found[:size], member, now)
    return PollsPage(polls, found[size - 1].public_id if len(found) > size else None)


def poll_for(member: Member, now: datetime) -> ShownPoll | None:
    """Return the poll that the feed asks a member to vote in, the one that closes first.

    One query, three more where there is one.
    """
    rows = Poll.objects.open_at(now).unanswered_by(member).order_by("closes_at", "pk")
    found = list(rows[:1])
    return shown_polls(found, member, now)[0] if found else None


def shown_polls(polls: Sequence[Poll], member: Member, now: datetime) -> list[ShownPoll]:
    """Return polls as a member sees them. Three queries."""
    options: dict[int, list[PollOption]] = defaultdict(list)
    for option in PollOption.objects.filter(poll__in=polls).order_by("position"):
        options[option.poll_id].append(option)
    ballots = Ballot.objects.filter(poll__in=polls, member=member)
    voted = set(ballots.values_list("poll_id", flat=True))
    return [_shown(poll, options[poll.pk], now, has_voted=poll.pk in voted) for poll in polls]


def _shown(
    poll: Poll, options: Sequence[PollOption], now: datetime, *, has_voted: bool
) -> ShownPoll:
    is_open = poll.closes_at > now
    # of fewer it was told before the organization chose to be told of no fewer than it does now
    has_results = (has_voted or not is_open) and poll.shown_voters >= fewest()
    return ShownPoll(
        poll=poll,
        options=[
            _shown_option(option, poll.shown_voters if has_results else 0) for option in options
        ],
        is_open=is_open,
        has_voted=has_voted,
        has_results=has_results,
        fewest=fewest(),
    )


def _shown_option(option: PollOption, voters: int) -> ShownOption:
    votes = option.shown_votes if voters else None
    part = round(100 * votes / voters) if votes is not None else None
    return ShownOption(option, votes, part)
