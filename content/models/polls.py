"""One question to everybody, with a few answers to choose from.

No table says who chose what: a choice is only counted up, and beside it stands that the member has
voted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel, TenantModel
from tenants.scope import TenantQuerySet, managers

POLL_QUESTION_LENGTH = 200
OPTION_LENGTH = 100


class PollQuerySet(TenantQuerySet["Poll"]):
    """Polls, narrowed."""

    def open_at(self, moment: datetime) -> PollQuerySet:
        """Return those that take votes at a moment."""
        return self.filter(closes_at__gt=moment)

    def unanswered_by(self, member: Member) -> PollQuerySet:
        """Return those in which a member has not voted."""
        return self.exclude(Exists(Ballot.objects.filter(poll=OuterRef("pk"), member=member)))


_polls, _all_polls = managers(PollQuerySet)


class Poll(PublicIdModel):
    """A question to everybody. `voters` counts who took part; closing early sets `closes_at`.

    Results are those of the first `shown_voters`: 0, then counted on by `fewest()` at a time.
    """

    question = models.CharField(_("question"), max_length=POLL_QUESTION_LENGTH)
    takes_several = models.BooleanField(_("several answers"), default=False)
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    closes_at = models.DateTimeField(_("closes"))
    voters = models.PositiveIntegerField(default=0)
    shown_voters = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[Any] = _polls
    everyone: ClassVar[Any] = _all_polls

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closes_at__gte=models.F("created_at")), name="content_poll_closes_after"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="content_poll_time"),
            models.Index(fields=["organization", "closes_at"], name="content_poll_open"),
        ]

    def __str__(self) -> str:
        return self.question


class PollOption(PublicIdModel):
    """An answer to choose, and how many chose it: so far, and of those whose votes are shown.

    `votes` is for counting alone. Whoever reads it after each vote learns who chose what.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("answer"), max_length=OPTION_LENGTH)
    votes = models.PositiveIntegerField(default=0)
    shown_votes = models.PositiveIntegerField(null=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "poll", "position"], name="content_polloption_position"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Ballot(TenantModel):
    """That a member has voted in a poll; what for is not known."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "poll", "member"], name="content_ballot_once"
            )
        ]
