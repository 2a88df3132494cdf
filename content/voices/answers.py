"""What readers said of a post with one tap: one's own answer, and counts for curators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from content.models import Confirmation, Feedback, Opinion, Post
from tenants.fewest import fewest
from tenants.models import Member
from tenants.roles import Permission


@dataclass(frozen=True)
class Choice:
    """One verdict: whether it is one's own, and for curators how many gave it."""

    value: str
    label: str
    is_own: bool
    count: int | None
    part: int = 0
    """Percent of all answers."""

    @property
    def text(self) -> str:
        """Return the count for the bars."""
        return str(self.count or 0)


@dataclass(frozen=True)
class Answers:
    """What was said of a post."""

    choices: Sequence[Choice]
    own: str
    total: int | None
    """How many had answered by yesterday; None for who is no curator, or with too few others."""
    is_confirmed: bool
    confirmed: int | None
    """How many confirmed, today too; None for who is no curator, or where they are too few."""


def answers_on(*, post: Post, member: Member, now: datetime) -> Answers:
    """Return what a member said of a post, and what they may know of others. Up to four queries.

    Of others a curator learns what they had said when the day (UTC) began, whichever curator looks
    and whenever: no count changes before the day is over as a colleague answers, answers otherwise
    or takes an answer back. Of that one sees no more than the next day's difference.
    """
    own = Feedback.objects.filter(post=post, member=member).first()
    said = own.verdict if own else ""
    is_curator = member.may(Permission.APPROVE_POSTS)
    counts = _told_today(post, own, now) if is_curator else {}
    total = sum(counts.values())
    is_told = total > 0
    confirmed, is_confirmed = None, False
    if post.asks_to_confirm:
        rows = Confirmation.objects.filter(post=post)
        is_confirmed = rows.filter(member=member).exists()
        counted = rows.count() if is_curator else 0
        confirmed = counted if counted >= fewest() else None
    choices = [
        Choice(
            value=verdict.value,
            label=str(verdict.label),
            is_own=verdict == said,
            count=counts.get(verdict, 0) if is_told else None,
            part=round(100 * counts.get(verdict, 0) / total) if is_told else 0,
        )
        for verdict in Opinion
    ]
    return Answers(choices, said, total if is_told else None, is_confirmed, confirmed)


def _told_today(post: Post, own: Feedback | None, now: datetime) -> dict[str, int]:
    """Return the counts that a curator is told all day, none where too few others had answered."""
    today = beginning_of_day(now)
    counts = Feedback.objects.filter(post=post).counts_at(today)
    others = sum(counts.values()) - bool(own and own.stood_at(today))
    return counts if others >= fewest() else {}


def beginning_of_day(now: datetime) -> datetime:
    """Return when the UTC day of a moment began."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
