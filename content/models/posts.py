"""Posts, what they are about, the words suggested for them, and who has read them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.intake import Source
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers

HUES = 12
NO_TOPIC_DEGREES = 30
TOPIC_NAME_LENGTH = 60


class Topic(TenantModel):
    """A category people follow; its hue colours the cards that have no picture."""

    slug = models.SlugField(max_length=TOPIC_NAME_LENGTH)
    name = models.CharField(_("name"), max_length=TOPIC_NAME_LENGTH)
    sort_key = models.CharField(max_length=TOPIC_NAME_LENGTH, editable=False)
    hue = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(HUES - 1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"],
                name="content_topic_slug",
                violation_error_message=_("There is a topic of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def degrees(self) -> int:
        """Return the hue as an angle on the colour circle."""
        return int(self.hue) * 360 // HUES


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


class PostQuerySet(TenantQuerySet["Post"]):
    """Posts, narrowed."""

    def approved(self) -> PostQuerySet:
        """Return the posts that may be shared."""
        return self.filter(state=State.APPROVED)

    def offered(self) -> PostQuerySet:
        """Return what is or was in the feed; a draft is its writers' alone."""
        return self.exclude(state=State.DRAFT)

    def visible_to(self, member: Member) -> PostQuerySet:
        """Return the posts a member may open: approved ones, their own, and for curators all."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.filter(Q(state=State.APPROVED) | Q(author=member))

    def on_desk_of(self, member: Member) -> PostQuerySet:
        """Return the posts a writer works on: curators on all, contributors on their own."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.filter(author=member)

    def newest_first(self) -> PostQuerySet:
        """Order by approval, newest first; the id makes the order total."""
        return self.order_by("-approved_at", "-id")


_posts, _all_posts = managers(PostQuerySet)


class Post(PublicIdModel):
    """One piece of content offered for sharing, with why it matters and suggested captions.

    `language` is "" while it is the organization's. One with `recalled_at` is in the archive for
    good: what is live of it is being deleted.
    At `expires_at` it goes into the archive by itself, from whatever state.
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
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="+")
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
        ]
        indexes = [
            models.Index(
                fields=["organization", "state", "-approved_at", "-id"], name="content_post_feed"
            ),
            models.Index(fields=["organization", "-updated_at"], name="content_post_desk"),
            models.Index(
                fields=["organization", "expires_at"],
                condition=Q(expires_at__isnull=False) & ~Q(state=State.ARCHIVED),
                name="content_post_expiring",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_editable_by(self, member: Member) -> bool:
        """Tell whether a member may change the words: curators any but archived, writers drafts."""
        if member.may(Permission.APPROVE_POSTS):
            return self.state != State.ARCHIVED
        is_own = self.author_id == member.pk and member.may(Permission.WRITE_POSTS)
        return is_own and self.state == State.DRAFT


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
    """Suggested words for a post, for one network or (`network=""`) for any."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="captions")
    network = models.CharField(_("network"), max_length=20, blank=True)
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


class Read(TenantModel):
    """That a member opened or shared a post; counts only, never shown by name."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "post"], name="content_read_once"
            )
        ]
