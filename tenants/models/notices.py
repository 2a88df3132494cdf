"""What members are told, in the app and by mail, and how they want it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel, TenantModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers


class Notice(models.TextChoices):
    """What a member is told about."""

    SHARE_LIVE = "share_live", _("A share is live")
    SHARE_FAILED = "share_failed", _("A share did not go out")
    SHARE_HELD = "share_held", _("A share is held")
    SHARE_ASKS = "share_asks", _("A share has a question for you")
    SHARE_OFFERED = "share_offered", _("A post is yours to finish")
    SHARE_RECALLED = "share_recalled", _("A share of yours was recalled")
    RECALL_ASKS = "recall_asks", _("A post of yours has to be deleted")
    CONNECTION_ENDS = "connection_ends", _("An account has to be connected again")
    ARCHIVE_READY = "archive_ready", _("An export of yours is ready")
    ARCHIVE_MADE = "archive_made", _("Everything was exported")
    ORGANIZATION_ENDS = "organization_ends", _("The organization is to be deleted")
    ORGANIZATION_STAYS = "organization_stays", _("The organization stays")
    PRIVACY_SET = "privacy_set", _("How private numbers are was changed")
    SHARING_PAUSED = "sharing_paused", _("Sharing is paused")
    SHARING_RESUMED = "sharing_resumed", _("Sharing goes on")
    WEBHOOK_DISABLED = "webhook_disabled", _("A webhook was turned off")
    JOIN_ASKED = "join_asked", _("Somebody asks to join")
    DOMAIN_LOST = "domain_lost", _("A domain’s proof is gone")
    SOURCE_STOPPED = "source_stopped", _("A source of yours is read no longer")
    POST_COMMENTED = "post_commented", _("A comment on a post of yours")
    COMMENT_ANSWERED = "comment_answered", _("An answer where you have commented")
    COMMENT_HIDDEN = "comment_hidden", _("A comment of yours was hidden")
    SUGGESTION_MOVED = "suggestion_moved", _("What becomes of a suggestion of yours")
    QUESTION_SETTLED = "question_settled", _("What became of a question you heard")
    SUGGESTION_WAITS = "suggestion_waits", _("A suggestion waits on the desk")
    REVIEW_ASKED = "review_asked", _("A post waits for your yes")
    REVIEW_DUE = "review_due", _("Your yes is needed soon")
    POST_RETURNED = "post_returned", _("A post of yours was sent back")
    POST_IN_FEED = "post_in_feed", _("A post of yours is in the feed")
    NOTE_WRITTEN = "note_written", _("Somebody wrote a note on a post")
    POSTS_STALE = "posts_stale", _("Posts of yours are to be looked at again")
    LICENCE_ENDS = "licence_ends", _("The licence of a file is about to end")
    POLICY_REVIEW = "policy_review", _("New guidelines wait for your review")
    POLICY_REVIEWED = "policy_reviewed", _("Guidelines you sent were reviewed")
    POLICY_DUE = "policy_due", _("Lines of the guidelines are to be looked at again")
    POLICY_NEW = "policy_new", _("New guidelines wait for you")
    POLICY_HANDED = "policy_handed", _("Guidelines are yours to look after")
    CONCERN_URGENT = "concern_urgent", _("A colleague needs you now")
    CONCERN_WAITS = "concern_waits", _("A concern or question of a colleague waits")
    CONCERN_MOVED = "concern_moved", _("What becomes of a concern or question of yours")
    WORDS_ASKED = "words_asked", _("Words of a colleague wait for a yes")
    WORDS_HELD = "words_held", _("Words of yours wait since the guidelines changed")
    WORDS_DECIDED = "words_decided", _("An answer to words of yours that need a yes")


FOR_ADMINS = frozenset({Notice.JOIN_ASKED, Notice.DOMAIN_LOST, Notice.WEBHOOK_DISABLED})
"""What only admins are told."""
FOR_THOSE_WHO_HALT = frozenset({Notice.SHARING_PAUSED, Notice.SHARING_RESUMED})
"""What only those are told who may pause sharing; everybody else sees it on every page."""
FOR_WRITERS = frozenset(
    {Notice.SOURCE_STOPPED, Notice.POST_RETURNED, Notice.POST_IN_FEED, Notice.POSTS_STALE}
)
"""What only those are told who may write posts."""
FOR_CURATORS = frozenset({Notice.SUGGESTION_WAITS, Notice.LICENCE_ENDS, Notice.WORDS_ASKED})
"""What only those are told who may approve posts."""
FOR_EDITORS = frozenset(
    {
        Notice.POLICY_REVIEW,
        Notice.POLICY_REVIEWED,
        Notice.POLICY_HANDED,
        Notice.CONCERN_URGENT,
        Notice.CONCERN_WAITS,
    }
)
"""What only those are told who may edit the policy."""


DEFAULTS: dict[str, tuple[bool, bool]] = {
    Notice.SHARE_LIVE: (True, False),
    Notice.SHARE_FAILED: (True, False),
    Notice.SHARE_HELD: (True, False),
    Notice.SHARE_ASKS: (True, False),
    Notice.SHARE_OFFERED: (True, False),
    Notice.SHARE_RECALLED: (True, True),
    Notice.RECALL_ASKS: (True, True),
    Notice.CONNECTION_ENDS: (True, True),
    Notice.ARCHIVE_READY: (True, False),
    Notice.ARCHIVE_MADE: (True, False),
    Notice.ORGANIZATION_ENDS: (True, True),
    Notice.ORGANIZATION_STAYS: (True, True),
    Notice.PRIVACY_SET: (True, True),
    Notice.SHARING_PAUSED: (True, True),
    Notice.SHARING_RESUMED: (True, True),
    Notice.WEBHOOK_DISABLED: (True, True),
    Notice.JOIN_ASKED: (True, True),
    Notice.DOMAIN_LOST: (True, True),
    Notice.SOURCE_STOPPED: (True, True),
    Notice.POST_COMMENTED: (True, False),
    Notice.COMMENT_ANSWERED: (True, False),
    Notice.COMMENT_HIDDEN: (True, False),
    Notice.SUGGESTION_MOVED: (True, False),
    Notice.QUESTION_SETTLED: (True, False),
    Notice.SUGGESTION_WAITS: (True, False),
    Notice.REVIEW_ASKED: (True, True),
    Notice.REVIEW_DUE: (True, True),
    Notice.POST_RETURNED: (True, True),
    Notice.POST_IN_FEED: (True, False),
    Notice.NOTE_WRITTEN: (True, False),
    Notice.POSTS_STALE: (True, True),
    Notice.LICENCE_ENDS: (True, True),
    Notice.POLICY_REVIEW: (True, True),
    Notice.POLICY_REVIEWED: (True, True),
    Notice.POLICY_DUE: (True, True),
    Notice.POLICY_NEW: (True, True),
    Notice.POLICY_HANDED: (True, True),
    Notice.CONCERN_URGENT: (True, True),
    Notice.CONCERN_WAITS: (True, False),
    Notice.CONCERN_MOVED: (True, True),
    Notice.WORDS_ASKED: (True, True),
    Notice.WORDS_HELD: (True, True),
    Notice.WORDS_DECIDED: (True, True),
}
"""(in the app, by mail) of each kind until the member chooses."""


class NotificationQuerySet(TenantQuerySet["Notification"]):
    """Notifications, narrowed."""

    def of(self, member: Member) -> NotificationQuerySet:
        """Return a member's own."""
        return self.filter(member=member)

    def unread(self) -> NotificationQuerySet:
        """Return those the member has not seen."""
        return self.filter(read_at=None)


_notifications, _all_notifications = managers(NotificationQuerySet)


class Notification(PublicIdModel):
    """One thing a member is told in the app. `subject` makes telling it twice harmless.

    `params` fill in the kind's sentence; `path` is where it leads, within the product.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, choices=Notice.choices)
    subject = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _notifications
    everyone: ClassVar[Any] = _all_notifications

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "member", "kind", "subject"],
                name="tenants_notification_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member", "-created_at", "-id"],
                name="tenants_notification_time",
            ),
            models.Index(
                fields=["organization", "member"],
                condition=Q(read_at=None),
                name="tenants_notification_new",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class NotificationSetting(TenantModel):
    """Where a member wants to be told of a kind; without a row its default holds."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, choices=Notice.choices)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "kind"], name="tenants_notificationsetting_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.kind)


class Announcement(TenantModel):
    """What every member is to be told. The row is the queue: it goes when the last one was told.

    Members are told by their ids: `told_to` is the last who was.
    """

    kind = models.CharField(max_length=24, choices=Notice.choices)
    subject = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    wake_at = models.DateTimeField()
    told_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "subject"], name="tenants_announcement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class LetterState(models.TextChoices):
    """Where a mail is: the row is its queue."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Letter(TenantModel):
    """A mail to send or sent: rendered when it is sent, so it holds names of things, no texts.

    `template` names the folder of its subject and bodies. `problem` is what the mail server said.
    """

    email = models.EmailField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.WAITING)
    created_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email", "template", "subject"], name="tenants_letter_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(state=LetterState.WAITING),
                name="tenants_letter_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject}"
