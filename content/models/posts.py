"""Posts, what they are about, and the words suggested for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Greatest, Least, Now
from django.utils.translation import gettext_lazy as _

from content.intake import Source
from content.models.audiences import Reader, asked_of, for_reader
from content.models.campaigns import Campaign
from content.models.topics import Topic
from tenants.models import Member, PublicIdModel, Team, TenantModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers


class State(models.TextChoices):
    """The life of a post: draft → approved → archived; archived can come back as a draft."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    ARCHIVED = "archived", _("Archived")


TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.APPROVED, State.ARCHIVED}),
    State.APPROVED: frozenset({State.ARCHIVED}),
    State.ARCHIVED: frozenset({State.DRAFT}),
}
"""The only moves of a post between states; `content.services` holds them."""


class Kind(models.TextChoices):
    """What a post asks of its readers."""

    SHARE = "share", _("To share")
    PROMPT = "prompt", _("To tell in your own words")
    INTERNAL = "internal", _("For us alone")


class Resource(models.TextChoices):
    """What stands behind a post's link or file, where it is more than a page."""

    ARTICLE = "", _("Article")
    GUIDE = "guide", _("One-page guide")
    WALK_THROUGH = "walk_through", _("Walk-through")
    SHORT_VIDEO = "short_video", _("Short video")


class PostQuerySet(TenantQuerySet["Post"]):
    """Posts, narrowed."""

    def approved(self) -> PostQuerySet:
        """Return what curators let into the feed, now or after its embargo, for whomever."""
        return self.filter(state=State.APPROVED)

    def opened(self) -> PostQuerySet:
        """Return the approved posts whose embargo, if they had one, is over."""
        return self.approved().filter(opens_at__lte=Now())

    def open_to(self, member: Member) -> PostQuerySet:
        """Return the posts that are offered to a member: opened, and they are of its audience."""
        return self.open_to_reader(Reader.of(member))

    def open_to_reader(self, reader: Reader) -> PostQuerySet:
        """Return the posts that are offered to such a reader."""
        return self.opened().filter(for_reader(reader))

    def offered(self) -> PostQuerySet:
        """Return what is, will be or was in the feed; a draft is its writers' alone."""
        return self.exclude(state=State.DRAFT)

    def offered_to(self, member: Member) -> PostQuerySet:
        """Return what is or was offered to a member, withdrawn or not."""
        return self.offered_to_reader(Reader.of(member))

    def offered_to_reader(self, reader: Reader) -> PostQuerySet:
        """Return what is or was offered to such a reader, withdrawn or not.

        What went into the archive before it was approved, or before it opened, never was.
        """
        has_come = Q(approved_at__isnull=False, opens_at__lte=Least(Now(), "archived_at"))
        return self.offered().filter(has_come, for_reader(reader))

    def visible_to(self, member: Member) -> PostQuerySet:
        """Return the posts a member may open: offered ones, their own, what they are asked about.

        Curators may open all.
        """
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        is_offered = Q(state=State.APPROVED, opens_at__lte=Now()) & for_reader(Reader.of(member))
        return self.filter(is_offered | Q(author=member) | Q(pk__in=asked_of(member)))

    def reviewed_by(self, member: Member) -> PostQuerySet:
        """Return the posts whose approval a member has a part in: writer, curator, or asked."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.filter(Q(author=member) | Q(pk__in=asked_of(member)))

    def on_desk_of(self, member: Member) -> PostQuerySet:
        """Return the posts a writer works on: curators on all, contributors on their own."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.filter(author=member)

    def proposed_for(self, post_id: int) -> PostQuerySet:
        """Return the draft that is to change a post, if there is one."""
        return self.filter(replaces=post_id, state=State.DRAFT)

    def shareable(self) -> PostQuerySet:
        """Return those that may leave the house."""
        return self.exclude(kind=Kind.INTERNAL)

    def newest_first(self) -> PostQuerySet:
        """Order by when they came into the feed, newest first; the id makes the order total."""
        return self.order_by("-opens_at", "-id")


_posts, _all_posts = managers(PostQuerySet)


class Post(PublicIdModel):
    """One piece of content offered for sharing, with why it matters and suggested captions.

    `language` is "" while it is the organization's. One with `recalled_at` is in the archive for
    good: what is live of it is being deleted.
    An approved post is in the feed from `opens_at` on: since its approval, or when its embargo is
    over. It is for members of the teams of `PostTeam`, with one of the roles `for_roles`, who read
    one of `for_languages`; each, where it is empty, for all. `share_limit` is the most shares of
    it, None for any number. At `review_at` a curator should look at it again. One with
    `pinned_until` stands at the top till then. At `expires_at` it goes into the archive by
    itself, from whatever state.
    """

    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(
        _("link"), max_length=1000, validators=[URLValidator(schemes=["http", "https"])]
    )
    why = models.CharField(_("why it matters"), max_length=400)
    body = models.TextField(_("more about it"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, db_default="", default="")
    company_post = models.CharField(max_length=100, blank=True, db_default="", default="")
    """The organization's own post at LinkedIn that shares there repost, by its URN; else ""."""
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.SHARE, db_default=Kind.SHARE
    )
    resource = models.CharField(
        _("what it is"),
        max_length=12,
        choices=Resource.choices,
        default=Resource.ARTICLE,
        db_default="",
        blank=True,
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    """Whose words they are as they stand; None where they are the author's."""
    replaces = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="proposals"
    )
    """The approved post whose words a draft is to replace; None for a post of its own."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    opens_at = GeneratedField(
        expression=Greatest(F("approved_at"), F("embargo_until")),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(_("look at it again"), null=True, blank=True)
    review_told_at = models.DateTimeField(null=True)
    """When its owner was last told that it is time to look at it again."""
    pinned_until = models.DateTimeField(_("at the top until"), null=True, blank=True)
    is_evergreen = models.BooleanField(_("evergreen"), default=False, db_default=False)
    is_caption_locked = models.BooleanField(
        _("the words stay as they are"), default=False, db_default=False
    )
    takes_comments = models.BooleanField(_("takes comments"), default=True, db_default=True)
    asks_to_confirm = models.BooleanField(
        _("asks readers to confirm"), default=False, db_default=False
    )
    required_hashtags = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("hashtags that belong to it"),
        default=list,
        db_default=[],
        blank=True,
    )
    share_limit = models.PositiveIntegerField(_("most shares"), null=True, blank=True)
    for_roles = ArrayField(models.CharField(max_length=16), default=list, db_default=[], blank=True)
    for_languages = ArrayField(
        models.CharField(max_length=10), default=list, db_default=[], blank=True
    )
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="+")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    topics = models.ManyToManyField(Topic, through="PostTopic", related_name="+")

    objects: ClassVar[Any] = _posts
    everyone: ClassVar[Any] = _all_posts

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved_at__isnull=False),
                name="content_post_approved_has_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "replaces"],
                condition=Q(state=State.DRAFT),
                name="content_post_one_proposal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "state", "-opens_at", "-id"], name="content_post_opened"
            ),
            models.Index(fields=["organization", "-updated_at"], name="content_post_desk"),
            models.Index(
                fields=["organization", "pinned_until"],
                condition=Q(pinned_until__isnull=False, state=State.APPROVED),
                name="content_post_pinned",
            ),
            models.Index(
                fields=["organization", "review_at"],
                condition=Q(review_at__isnull=False, state=State.APPROVED),
                name="content_post_review",
            ),
            models.Index(
                fields=["organization", "-opens_at"],
                condition=Q(is_evergreen=True, state=State.APPROVED),
                name="content_post_evergreen",
            ),
            models.Index(
                fields=["organization", "resource", "-opens_at"],
                condition=Q(state=State.APPROVED) & ~Q(resource=""),
                name="content_post_resource",
            ),
            models.Index(
                fields=["organization", "kind", "-opens_at"],
                condition=Q(state=State.APPROVED) & ~Q(kind=Kind.SHARE),
                name="content_post_kind",
            ),
            models.Index(
                fields=["organization", "language", "-opens_at"],
                condition=Q(state=State.APPROVED) & ~Q(language=""),
                name="content_post_language",
            ),
            models.Index(
                fields=["organization", "campaign"],
                condition=Q(campaign__isnull=False),
                name="content_post_campaign",
            ),
            models.Index(
                fields=["organization", "expires_at"],
                condition=Q(expires_at__isnull=False) & ~Q(state=State.ARCHIVED),
                name="content_post_expiring",
            ),
            models.Index(
                fields=["organization", "embargo_until"],
                condition=Q(embargo_until__isnull=False) & ~Q(state=State.ARCHIVED),
                name="content_post_embargo",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_complete(self) -> bool:
        """Tell whether it may be approved: only what is to be shared needs a link."""
        return bool(self.title and self.why and (self.link or self.kind != Kind.SHARE))

    def is_editable_by(self, member: Member) -> bool:
        """Tell whether a member may change the words: curators any but archived, writers drafts."""
        if member.may(Permission.APPROVE_POSTS):
            return self.state != State.ARCHIVED
        is_own = self.author_id == member.pk and member.may(Permission.WRITE_POSTS)
        return is_own and self.state == State.DRAFT


class PostTeam(TenantModel):
    """That a post is for a team; without one it is for all."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "team"], name="content_postteam_once"
            )
        ]


class PostTopic(TenantModel):
    """That a post is about a topic."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic", "post"], name="content_posttopic_once"
            )
        ]


class Caption(TenantModel):
    """Suggested words for a post, for one network or (`network=""`) for any.

    `language` is "" while it is the post's.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="captions")
    network = models.CharField(_("network"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, db_default="", default="")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("suggested words"), max_length=3000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "network", "position"],
                name="content_caption_position",
            )
        ]


class CaptionTurn(TenantModel):
    """Which suggestion a member was handed, so that colleagues get another: turns go round.

    `number` counts the turns of a post on a network; the next turn gets the next caption.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=20, blank=True)
    caption = models.ForeignKey(Caption, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "network", "member"],
                name="content_captionturn_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "post", "network", "number"],
                name="content_captionturn_number",
            ),
        ]
