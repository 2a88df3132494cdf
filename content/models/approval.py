"""How a draft becomes approved: who is asked, what they said, notes at its passages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post, State
from content.models.topics import Topic
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.roles import Role
from tenants.scope import TenantQuerySet, managers

ONE_STEP, TWO_STEPS = 1, 2


class Outcome(models.TextChoices):
    """The life of a request: open → approved, sent back or withdrawn; each is its end."""

    OPEN = "open", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLOSES: frozenset[str] = frozenset({Outcome.APPROVED, Outcome.RETURNED, Outcome.WITHDRAWN})
"""What an open request can become; nothing leads out of these."""


class Steps(models.IntegerChoices):
    """How many people have to approve a post."""

    ONE = ONE_STEP, _("One: any curator, their own posts too")
    TWO = TWO_STEPS, _("Two: different curators, neither of whom wrote it")


class DeskSettings(TenantModel):
    """How an organization approves, and the mix it aims at, in percent; without a row, as here.

    `version` grows with every change, so that a form filled in from older ones is noticed.
    """

    steps = models.PositiveSmallIntegerField(
        _("who approves a post"), choices=Steps.choices, default=Steps.ONE
    )
    company = models.PositiveSmallIntegerField(
        _("company, in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    industry = models.PositiveSmallIntegerField(
        _("industry, in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    culture = models.PositiveSmallIntegerField(
        _("culture, in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="content_desksettings_once"),
            models.CheckConstraint(
                condition=Q(steps__in=[ONE_STEP, TWO_STEPS]), name="content_desksettings_steps"
            ),
        ]

    @classmethod
    def current(cls) -> DeskSettings:
        """Return what holds in the open scope, stored or not."""
        return cls.objects.first() or cls()


class TopicReviewQuerySet(TenantQuerySet["TopicReview"]):
    """Who reviews topics, narrowed."""

    def of(self, member: Member) -> TopicReviewQuerySet:
        """Return where a member is asked: by name, by role, or in place of who is away."""
        covered = Absence.objects.now().filter(stand_in=member).values("member")
        by_name = Q(member=member) | Q(member__in=covered)
        by_role = Q(role__in=[role for role in member.roles if role])
        by_role |= Q(Exists(covered.filter(member__roles__contains=[OuterRef("role")])))
        return self.filter(by_name | by_role)


_reviews, _all_reviews = managers(TopicReviewQuerySet)


class TopicReview(TenantModel):
    """That posts about a topic need the yes of a member, or of anybody with a role, as well."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="reviews")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices, blank=True, default="")

    objects: ClassVar[Any] = _reviews
    everyone: ClassVar[Any] = _all_reviews

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic", "member", "role"],
                name="content_topicreview_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) ^ Q(role=""), name="content_topicreview_of_one"
            ),
        ]


class AbsenceQuerySet(TenantQuerySet["Absence"]):
    """Absences, narrowed."""

    def now(self) -> AbsenceQuerySet:
        """Return those of who is away at this moment."""
        return self.filter(starts_at__lte=Now(), ends_at__gt=Now())


_absences, _all_absences = managers(AbsenceQuerySet)


class Absence(TenantModel):
    """That a member is away for a time, and who is asked as well meanwhile."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    stand_in = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects: ClassVar[Any] = _absences
    everyone: ClassVar[Any] = _all_absences

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="content_absence_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="content_absence_forwards"
            ),
        ]


class SubmissionQuerySet(TenantQuerySet["Submission"]):
    """Requests for approval, narrowed."""

    def open(self) -> SubmissionQuerySet:
        """Return those that wait, of posts that still are drafts."""
        return self.filter(state=Outcome.OPEN, post__state=State.DRAFT)


_submissions, _all_submissions = managers(SubmissionQuerySet)


class Submission(PublicIdModel):
    """That the approval of a draft is asked for; a post has one open at most.

    `by` is who asked; None when an approver began by themselves. `wake_at` is when those who are
    asked are reminded next.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="submissions")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(_("needed by"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _submissions
    everyone: ClassVar[Any] = _all_submissions

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "post"],
                condition=Q(state=Outcome.OPEN),
                name="content_submission_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at", "created_at"],
                condition=Q(state=Outcome.OPEN),
                name="content_submission_open",
            ),
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(wake_at__isnull=False),
                name="content_submission_wake",
            ),
            models.Index(
                fields=["organization", "post", "-created_at"], name="content_submission_post"
            ),
        ]


class Verdict(TenantModel):
    """What somebody said to one version of a post: as a curator, or as who reviews a topic.

    A yes counts while the post is as it was then. `words` say why not.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="verdicts")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField()
    is_yes = models.BooleanField()
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "submission", "member", "topic", "version"],
                name="content_verdict_once_about_topic",
            ),
            models.UniqueConstraint(
                fields=["organization", "submission", "member", "version"],
                condition=Q(topic=None),
                name="content_verdict_once_as_curator",
            ),
        ]


class Field(models.TextChoices):
    """The texts of a post that a note can stand at."""

    TITLE = "title", _("Title")
    WHY = "why", _("Why it matters")
    BODY = "body", _("More about it")
    CAPTIONS = "captions", _("Suggested words")


class Note(PublicIdModel):
    """A note on a post: at a passage (`quote`, which began at `start`), or on all of it.

    An answer has the `parent` it answers, and neither place nor end of its own.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answers")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    field = models.CharField(max_length=10, choices=Field.choices, blank=True)
    quote = models.TextField(max_length=1000, blank=True)
    start = models.PositiveIntegerField(default=0)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "post", "created_at"], name="content_note_post")
        ]


class BulkAct(PublicIdModel):
    """One act on many posts, kept for a while so that it can be undone and read."""

    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        indexes = [models.Index(fields=["organization", "created_at"], name="content_bulkact_time")]


class BulkLine(TenantModel):
    """What became of one post: done (`version` is what it came to), or why not (`problem`).

    `before` is what stood there, as an undo needs it; empty when there was nothing to do.
    """

    bulk = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="lines")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    problem = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "bulk", "post"], name="content_bulkline_once"
            )
        ]
