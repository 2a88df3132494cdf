"""Polls: start, vote, close, remove.

A vote is two writes that nothing ties together: a choice is counted up, and a ballot says that the
member has voted. So no page, export or table says who chose what; and a vote can't be changed.
What is shown is counted on by as many as the organization lets be told of, so that nobody sees the
count change as a colleague votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from content.models import OPTION_LENGTH, POLL_QUESTION_LENGTH, Ballot, Poll, PollOption
from content.services.active_days import note_active
from tenants.audit import record
from tenants.fewest import fewest
from tenants.models import Act, Member
from tenants.roles import Permission

FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class PollDraft:
    """What is asked, the answers to choose from in order, and until when."""

    question: str
    options: Sequence[str]
    closes_at: datetime
    takes_several: bool = False


@transaction.atomic
def start_poll(*, by: Member, draft: PollDraft, now: datetime) -> Poll:
    """Ask everybody. Raises PermissionDenied; ValidationError of code "question", "options" (too
    few, too many, too long or twice the same), "closes_at" (past, or more than a year away).
    """
    by.require(Permission.APPROVE_POSTS)
    question = " ".join(draft.question.split())
    options = [" ".join(one.split()) for one in draft.options if one.strip()]
    if not question or len(question) > POLL_QUESTION_LENGTH:
        raise ValidationError(_("Ask in up to 200 characters."), code="question")
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise ValidationError(_("Give 2 to 8 answers to choose from."), code="options")
    if any(len(one) > OPTION_LENGTH for one in options):
        raise ValidationError(_("Keep each answer to 100 characters."), code="options")
    if len({one.casefold() for one in options}) < len(options):
        raise ValidationError(_("Two answers are the same."), code="options")
    if not now < draft.closes_at <= now + LONGEST:
        raise ValidationError(_("Let it close in the future, within a year."), code="closes_at")
    poll: Poll = Poll.objects.create(
        question=question,
        takes_several=draft.takes_several,
        author=by,
        created_at=now,
        closes_at=draft.closes_at,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text) for position, text in enumerate(options)
    )
    record(Act.POLL_STARTED, by=by, about=poll, now=now)
    return poll


@transaction.atomic
def vote(*, poll: Poll, member: Member, options: Sequence[PollOption], now: datetime) -> Poll:
    """Count a member's choice, once; it is shown together with those of others, `fewest()` of them.

    Raises ValidationError of code "closed", "voted", "options" (none, several where one is asked
    for, or another poll's).
    """
    # One vote at a time: what two count up at once could else wait for each other.
    held = Poll.objects.select_for_update(of=("self",), no_key=True).get(pk=poll.pk)
    if held.closes_at <= now:
        raise ValidationError(_("This poll is closed."), code="closed")
    chosen = {one.pk for one in options if one.poll_id == held.pk}
    if not chosen or len(chosen) != len(options) or (len(chosen) > 1 and not held.takes_several):
        message = _("Choose an answer.") if not options else _("Choose one answer.")
        raise ValidationError(message, code="options")
    if Ballot.objects.filter(poll=held, member=member).exists():
        message = _("You have voted. A vote carries no name, so it can’t be changed.")
        raise ValidationError(message, code="voted")
    Ballot.objects.create(poll=held, member=member)
    note_active(member=member, now=now)
    Poll.objects.filter(pk=held.pk).update(voters=F("voters") + 1)
    PollOption.objects.filter(pk__in=chosen).update(votes=F("votes") + 1)
    if held.voters + 1 >= held.shown_voters + fewest():
        Poll.objects.filter(pk=held.pk).update(shown_voters=F("voters"))
        PollOption.objects.filter(poll=held).update(shown_votes=F("votes"))
    poll.refresh_from_db()
    return poll


@transaction.atomic
def close_poll(*, poll: Poll, by: Member, now: datetime) -> Poll:
    """End a poll now. Raises PermissionDenied; ValidationError("closed")."""
    by.require(Permission.APPROVE_POSTS)
    if not Poll.objects.open_at(now).filter(pk=poll.pk).update(closes_at=now):
        raise ValidationError(_("This poll is closed."), code="closed")
    poll.refresh_from_db()
    record(Act.POLL_CLOSED, by=by, about=poll, now=now)
    return poll


@transaction.atomic
def remove_poll(*, poll: Poll, by: Member, now: datetime) -> None:
    """Take a poll and its votes away for good. Raises PermissionDenied."""
    by.require(Permission.APPROVE_POSTS)
    record(Act.POLL_REMOVED, by=by, about=poll, data={"voters": poll.voters}, now=now)
    Poll.objects.filter(pk=poll.pk).delete()
