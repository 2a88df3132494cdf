"""What: the library of posts that may be shared."""

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

    At `expires_at` it goes into the archive by itself, from whatever state.
    """

    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(
        _("link"), max_length=1000, validators=[URLValidator(schemes=["http", "https"])]
    )
    why = models.CharField(_("why it matters"), max_length=400)
    body = models.TextField(_("more about it"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
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


class AssetState(models.TextChoices):
    """Where an uploaded picture is."""

    PROCESSING = "processing", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Can’t be used")


class AssetQuerySet(TenantQuerySet["Asset"]):
    """Pictures, narrowed."""

    def offered_with(self, post: Post) -> AssetQuerySet:
        """Return the pictures of a post."""
        return self.filter(pk__in=PostAsset.objects.filter(post=post).values("asset_id"))


_assets, _all_assets = managers(AssetQuerySet)


class Asset(PublicIdModel):
    """A picture: uploaded by a member, or read for a link card. The row is the worker's queue.

    `file` names the stored original, of which nothing but renditions is ever shown. `focus_x` and
    `focus_y` (0 to 1, from the top left) stay in view when it is cropped; `progress` is in percent.
    """

    state = models.CharField(
        max_length=10, choices=AssetState.choices, default=AssetState.PROCESSING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200)
    mime_type = models.CharField(max_length=40)
    size_bytes = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt = models.CharField(_("description"), max_length=1500, blank=True)
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.5)
    uploaded_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _assets
    everyone: ClassVar[Any] = _all_assets

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(focus_x__range=(0, 1), focus_y__range=(0, 1)),
                name="content_asset_focus_inside",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "created_at"],
                condition=Q(state=AssetState.PROCESSING),
                name="content_asset_queue",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class Rendition(TenantModel):
    """A picture made ready for one use: a network's key, or "feed", "card", "thumb"."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=20)
    file = models.CharField(max_length=300)
    mime_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "asset", "name"], name="content_rendition_once"
            )
        ]


class PostAsset(TenantModel):
    """A picture offered with a post, in order."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "asset"], name="content_postasset_once"
            )
        ]


class CardState(models.TextChoices):
    """Whether the page behind a link was read; the row is the worker's queue."""

    WAITING = "waiting", _("Being read")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be read")


class LinkCard(TenantModel):
    """The preview of a post's link: read once, the curator's to edit, served and sent by us.

    `url` is the link it was read from: another link on the post means reading again. What a curator
    has edited is never overwritten.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="cards")
    url = models.URLField(max_length=1000)
    title = models.CharField(_("title"), max_length=300, blank=True)
    description = models.CharField(_("description"), max_length=600, blank=True)
    picture = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=CardState.choices, default=CardState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    is_edited = models.BooleanField(default=False)
    wake_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "post"], name="content_linkcard_once")
        ]
        indexes = [
            models.Index(
                fields=["organization", "wake_at"],
                condition=Q(state=CardState.WAITING),
                name="content_linkcard_queue",
            )
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
