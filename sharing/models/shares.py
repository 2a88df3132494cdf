"""Shares: the row is the queue. Their states, the moves between them, and the attempts made."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from content.models import Asset, Caption, Post
from policies.models import PolicyVersion
from sharing.models.clicks import ShortLink
from sharing.models.connections import Connection
from tenants.models import Member, PublicIdModel, Team, TenantModel
from tenants.scope import TenantQuerySet, managers


class State(models.TextChoices):
    """Where a share is in its life; each says the truth about the network."""

    SCHEDULED = "scheduled", _("Waiting")
    PUBLISHING = "publishing", _("Publishing")
    PUBLISHED = "published", _("Live")
    UNCONFIRMED = "unconfirmed", _("Not sure yet")
    HELD = "held", _("Held")
    FAILED = "failed", _("Did not go out")
    CANCELLED = "cancelled", _("Cancelled")
    RECALLED = "recalled", _("Deleted")
    # by hand: the member finishes the post in the network's own page or app
    OFFERED = "offered", _("Yours to finish")
    SELF_REPORTED = "self_reported", _("Posted by you")
    DISMISSED = "dismissed", _("Not now")
    LAPSED = "lapsed", _("Lapsed")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.SCHEDULED: frozenset({State.PUBLISHING, State.CANCELLED, State.HELD, State.OFFERED}),
    State.PUBLISHING: frozenset(
        {
            State.PUBLISHED,
            State.FAILED,
            State.SCHEDULED,
            State.HELD,
            State.UNCONFIRMED,
            State.CANCELLED,
        }
    ),
    State.UNCONFIRMED: frozenset({State.PUBLISHED, State.SCHEDULED, State.FAILED, State.HELD}),
    State.HELD: frozenset({State.SCHEDULED, State.CANCELLED}),
    State.FAILED: frozenset({State.SCHEDULED, State.CANCELLED}),
    State.PUBLISHED: frozenset({State.RECALLED}),
    State.CANCELLED: frozenset(),
    State.RECALLED: frozenset(),
    State.OFFERED: frozenset({State.SELF_REPORTED, State.DISMISSED, State.LAPSED, State.CANCELLED}),
    State.SELF_REPORTED: frozenset({State.OFFERED, State.RECALLED}),
    State.DISMISSED: frozenset({State.OFFERED}),
    State.LAPSED: frozenset({State.SELF_REPORTED}),
}


class Timing(models.TextChoices):
    """How a member chose when it goes out."""

    NOW = "now", _("Now")
    AT = "at", _("At a time")
    SLOT = "slot", _("In my next free slot")
    SPREAD = "spread", _("Spread over the day")


NOT_STANDING = (State.CANCELLED, State.FAILED, State.RECALLED, State.DISMISSED, State.LAPSED)
"""What counts for nothing any more: as if the post had not been shared."""


class ShareQuerySet(TenantQuerySet["Share"]):
    """Shares, narrowed."""

    def of(self, member: Member) -> ShareQuerySet:
        """Return a member's own shares."""
        return self.filter(member=member)

    def unfinished(self) -> ShareQuerySet:
        """Return those a worker still has to move."""
        return self.filter(state__in=[State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED])

    def standing(self) -> ShareQuerySet:
        """Return those that count as "already shared": on their way, waiting or live."""
        return self.exclude(state__in=NOT_STANDING)

    def out_between(self, start: datetime, end: datetime) -> ShareQuerySet:
        """Return those that went live, or that members reported, from `start` to before `end`."""
        live = Q(published_at__gte=start, published_at__lt=end)
        by_hand = Q(published_at=None, reported_at__gte=start, reported_at__lt=end)
        return self.filter(live | by_hand)

    def with_hashtags(self) -> ShareQuerySet:
        """Return those in whose text something may be a hashtag."""
        return self.filter(Q(text__contains="#") | Q(text__contains="\uff03"))

    def held_for_yes(self) -> ShareQuerySet:
        """Return those whose words wait for somebody's yes."""
        return self.filter(state=State.HELD, reason=Reason.APPROVAL)

    def forget_prepared(self) -> int:
        """Have them prepared anew when they go out, where no call can have posted them.

        Pictures and times of what was prepared grow old; but what may be there is found by it.
        """
        sent = Attempt.objects.filter(share=OuterRef("pk"))
        doubtful = sent.exclude(outcome=AttemptOutcome.REFUSED) | sent.filter(kind__in=Inferred)
        return int(self.exclude(prepared={}).filter(~Exists(doubtful)).update(prepared={}))


_shares, _all_shares = managers(ShareQuerySet)


class Share(PublicIdModel):
    """One publication of one post by one member on one connection, or by hand without one.

    `due_at` is when it was meant to go out, `wake_at` when a worker should look next (None = not by
    itself; of words that are held, when the first of the rules that hold them ends). The moment was
    chosen as `wall_time` ("2026-03-29T09:30") in `zone` (IANA). Team, topics, followers, caption
    and disclosure are frozen when it is made; `policy_version` is the newest its words were checked
    under while it waited. `answer_due` is by when a yes to its words is needed, where they wait for
    one and `sharing.clearances.with_answer_due` has asked.
    """

    member = models.ForeignKey(Member, on_delete=models.RESTRICT, related_name="shares")
    post = models.ForeignKey(Post, on_delete=models.RESTRICT, related_name="shares")
    network = models.CharField(max_length=20)
    connection = models.ForeignKey(
        Connection, on_delete=models.RESTRICT, null=True, related_name="+"
    )
    repeat = models.PositiveSmallIntegerField(default=0)
    compose_key = models.UUIDField()

    words = models.TextField()
    words_key = models.CharField(max_length=64, blank=True, db_default="", default="")
    """Names the bare words where a network forbids a chorus (`sharing.chorus`), else ""."""
    text = models.TextField()
    is_suggested = models.BooleanField(default=False)
    caption = models.ForeignKey(Caption, on_delete=models.SET_NULL, null=True, related_name="+")
    has_card = models.BooleanField(default=True)
    disclosure = models.CharField(max_length=200, blank=True)
    link = models.ForeignKey(ShortLink, on_delete=models.RESTRICT, related_name="+")

    state = models.CharField(max_length=16, choices=State.choices, default=State.SCHEDULED)
    reason = models.CharField(max_length=20, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    timing = models.CharField(max_length=8, choices=Timing.choices, default=Timing.NOW)
    due_at = models.DateTimeField()
    zone = models.CharField(max_length=64, blank=True)
    wall_time = models.CharField(max_length=16, blank=True)
    wake_at = models.DateTimeField(null=True)
    attempts_used = models.PositiveSmallIntegerField(default=0)
    absent_reads = models.PositiveSmallIntegerField(default=0)
    prepared = models.JSONField(default=dict)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    remote_id = models.CharField(max_length=255, blank=True)
    remote_url = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    is_confirmed_by_member = models.BooleanField(default=False)

    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    topic_ids = ArrayField(models.BigIntegerField(), default=list)
    followers = models.PositiveIntegerField(null=True)
    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    answer_due: datetime | None = None

    is_followed_up = models.BooleanField(default=False)
    measure_at = models.DateTimeField(null=True)
    measures_unchanged = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = _shares
    everyone: ClassVar[Any] = _all_shares

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "member", "post", "network", "connection", "repeat"],
                nulls_distinct=False,
                name="sharing_share_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "member", "compose_key", "network", "connection"],
                nulls_distinct=False,
                name="sharing_share_compose_key",
            ),
            models.UniqueConstraint(fields=["organization", "link"], name="sharing_share_link"),
            models.UniqueConstraint(
                fields=["organization", "connection"],
                condition=Q(state=State.PUBLISHING),
                name="sharing_share_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | (~Q(remote_url="") & Q(published_at__isnull=False))
                | Q(is_confirmed_by_member=True),
                name="sharing_share_live_has_receipt",
            ),
        ]
        indexes = [
            # What workers take, and what is offered to finish by hand: neither in the other's way.
            models.Index(
                fields=["organization", "wake_at", "id"],
                condition=Q(state=State.SCHEDULED, connection__isnull=False),
                name="sharing_share_takeable",
            ),
            models.Index(
                fields=["organization", "wake_at", "id"],
                condition=Q(state=State.SCHEDULED, connection__isnull=True),
                name="sharing_share_offerable",
            ),
            models.Index(
                fields=["organization", "member", "due_at"],
                condition=Q(state=State.SCHEDULED),
                name="sharing_share_planned",
            ),
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(state=State.OFFERED),
                name="sharing_share_offered",
            ),
            models.Index(
                fields=["organization", "network", "-created_at"], name="sharing_share_recent"
            ),
            models.Index(
                fields=["organization", "reported_at"],
                condition=Q(reported_at__isnull=False),
                name="sharing_share_reported",
            ),
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(state=State.UNCONFIRMED),
                name="sharing_share_unsure",
            ),
            models.Index(
                fields=["organization", "claimed_until"],
                condition=Q(state=State.PUBLISHING),
                name="sharing_share_lease",
            ),
            models.Index(
                fields=["organization", "measure_at"],
                condition=Q(measure_at__isnull=False),
                name="sharing_share_measure",
            ),
            models.Index(
                fields=["organization", "published_at"],
                condition=Q(state=State.PUBLISHED, is_followed_up=False),
                name="sharing_share_follow_up",
            ),
            models.Index(
                fields=["organization", "connection"],
                condition=Q(state=State.HELD),
                name="sharing_share_held",
            ),
            # What newer guidelines may say something else to.
            models.Index(
                fields=["organization", "policy_version"],
                condition=Q(state=State.SCHEDULED)
                | Q(state=State.HELD, reason__in=["policy", "approval"]),
                name="sharing_share_checked",
            ),
            models.Index(
                fields=["organization", "member", "-created_at"], name="sharing_share_mine"
            ),
            models.Index(fields=["organization", "post", "member"], name="sharing_share_post"),
            models.Index(fields=["organization", "published_at"], name="sharing_share_live"),
            models.Index(fields=["organization", "connection"], name="sharing_share_connection"),
            models.Index(
                fields=["organization", "network", "words_key"],
                condition=~Q(words_key=""),
                name="sharing_share_same_words",
            ),
        ]

    @property
    def key(self) -> str:
        """Return the public id as text, for ids in pages."""
        return str(self.public_id)


class SharePicture(TenantModel):
    """A picture that goes out with a share, in order; its description as it was sent."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="pictures")
    asset = models.ForeignKey(Asset, on_delete=models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=1500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "share", "position"], name="sharing_sharepicture_position"
            )
        ]


class Slot(TenantModel):
    """A time of a member's own week at which they like to share, in their own time zone."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "weekday", "at"], name="sharing_slot_once"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="sharing_slot_weekday"),
        ]


class Reason(models.TextChoices):
    """Why a share is held, waits, failed or asks; `problem` says it in a sentence."""

    REAUTH = "reauth"
    POLICY = "policy"
    APPROVAL = "approval"
    POST = "post"
    MEMBER = "member"
    ENDING = "ending"
    PICTURES = "pictures"
    LATE = "late"
    OPERATOR = "operator"
    QUOTA = "quota"
    WORKING = "working"
    BREAKER = "breaker"
    BUDGET = "budget"
    BACKOFF = "backoff"
    REFUSED = "refused"
    ASK = "ask"
    RECALL = "recall"
    CHORUS = "chorus"
    SPREAD = "spread"


class AttemptOutcome(models.TextChoices):
    """What an attempt at the irreversible call came to; OPEN is written before the call."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Inferred(models.TextChoices):
    """An attempt's `kind` when no network's answer ended it: not found there, a member's word."""

    ABSENT = "absent"
    MEMBER = "member"


class Attempt(TenantModel):
    """One attempt at the irreversible call, written before it is made.

    `sent` is the text as the network's readers see it, `digest` the SHA-256 of its UTF-8 in hex:
    both "" of attempts older than receipts and of members who were erased.
    """

    share = models.ForeignKey(
        Share,
        on_delete=models.CASCADE,
        related_name="attempts",
        db_constraint=False,
        db_index=False,
    )
    number = models.PositiveSmallIntegerField()
    key = models.UUIDField(default=uuid.uuid4)
    outcome = models.CharField(
        max_length=10, choices=AttemptOutcome.choices, default=AttemptOutcome.OPEN
    )
    kind = models.CharField(max_length=12, blank=True)
    sent = models.TextField(blank=True, db_default="", default="")
    digest = models.CharField(max_length=64, blank=True, db_default="", default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "share", "number"], name="sharing_attempt_number"
            )
        ]
