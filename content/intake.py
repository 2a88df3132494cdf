"""How posts come in other than by hand: sources that are read, lists that are sent in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel, TenantModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers

MOST_A_DAY, LONGEST_DAYS = 20, 365
DEFAULT_A_DAY, DEFAULT_DAYS = 3, 30
FIRST_INTERVAL_S = 3600


class Mode(models.TextChoices):
    """What becomes of what a source brings."""

    DRAFT = "draft", _("Drafts, for a curator to decide on")
    APPROVED = "approved", _("Straight into the feed")


class SourceState(models.TextChoices):
    """Whether a source is read."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class SourceQuerySet(TenantQuerySet["Source"]):
    """Sources, narrowed."""

    def on_desk_of(self, member: Member) -> SourceQuerySet:
        """Return the sources a writer looks after: curators all, contributors their own."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.filter(owner=member)


_sources, _all_sources = managers(SourceQuerySet)


class Source(PublicIdModel):
    """A feed of another site that is read again and again. The row is the queue.

    `key` is the same for all addresses of one feed. `owner` looks after it: its posts are theirs,
    approved in their name where `mode` says so. `daily_cap` is posts a day, `keeps_days` after how
    many each expires (None: never). `wake_at` is when it is read next, or while it is, the lease's
    end. `result` is the code of how the last reading went (`content.problems`), `made`, `known` and
    `later` what came of it; `failing_since` and `failures` count while nothing can be read.
    """

    url = models.URLField(max_length=1000, validators=[URLValidator(schemes=["http", "https"])])
    key = models.CharField(max_length=64)
    title = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=40, blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.DRAFT)
    daily_cap = models.PositiveSmallIntegerField(
        default=DEFAULT_A_DAY, validators=[MinValueValidator(1), MaxValueValidator(MOST_A_DAY)]
    )
    keeps_days = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=SourceState.choices, default=SourceState.ACTIVE)
    created_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    interval_s = models.PositiveIntegerField(default=FIRST_INTERVAL_S)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    topics = models.ManyToManyField("content.Topic", through="SourceTopic", related_name="+")

    objects: ClassVar[Any] = _sources
    everyone: ClassVar[Any] = _all_sources

    class Meta(PublicIdModel.Meta):
        app_label = "content"
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "key"], name="content_source_once"),
            models.CheckConstraint(
                condition=Q(daily_cap__range=(1, MOST_A_DAY)), name="content_source_cap"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(state=SourceState.ACTIVE),
                name="content_source_queue",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_editable_by(self, member: Member) -> bool:
        """Tell whether a member may change it: curators any, writers their own that make drafts."""
        if member.may(Permission.APPROVE_POSTS):
            return True
        is_own = self.owner_id == member.pk and member.may(Permission.WRITE_POSTS)
        return is_own and self.mode == Mode.DRAFT


class SourceTopic(TenantModel):
    """That a source's posts are about a topic."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey("content.Topic", on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "content"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source", "topic"], name="content_sourcetopic_once"
            )
        ]


class ItemOutcome(models.TextChoices):
    """What became of an entry of a source."""

    MADE = "made", _("A post")
    HELD = "held", _("A draft: the guidelines have something to say")
    KNOWN = "known", _("There was a post already")
    OLD = "old", _("Too old")
    SKIPPED = "skipped", _("More than the limit when the source was added")
    REFUSED = "refused", _("Could not become a post")


BECAME_POSTS = (ItemOutcome.MADE.value, ItemOutcome.HELD.value)


class SourceItem(TenantModel):
    """An entry of a source that was looked at: it is not looked at again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=ItemOutcome.choices)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "content"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source", "key"], name="content_sourceitem_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "source", "seen_at"], name="content_sourceitem_time"
            )
        ]


class PostAddress(TenantModel):
    """The first post about a page, by what is the same for all addresses of the page."""

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)

    class Meta:
        app_label = "content"
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="content_postaddress_once")
        ]


class PostImport(PublicIdModel):
    """A list of posts that was sent in: first looked through, then imported, maybe undone."""

    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        app_label = "content"
        indexes = [
            models.Index(
                fields=["organization", "by", "-created_at"], name="content_postimport_time"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class LineOutcome(models.TextChoices):
    """What would become of a line, or became of it."""

    READY = "ready", _("Becomes a draft")
    KNOWN = "known", _("There is such a post already")
    TWICE = "twice", _("Twice in the list")
    WRONG = "wrong", _("Has to be put right")
    IMPORTED = "imported", _("A draft now")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Kept: somebody has worked on it")


class PostImportLine(TenantModel):
    """A line of a list as it was written. `problems` are [column, code] pairs.

    `others` are the cells of the columns that not every list has, by column.
    """

    job = models.ForeignKey(PostImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    link = models.TextField(blank=True)
    why = models.TextField(blank=True)
    more = models.TextField(blank=True)
    topics = models.TextField(blank=True)
    words = models.TextField(blank=True)
    others = models.JSONField(default=dict, db_default={})
    problems = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=LineOutcome.choices)
    post = models.ForeignKey("content.Post", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "content"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "job", "number"], name="content_postimportline_number"
            )
        ]
