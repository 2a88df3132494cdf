"""Uploads and what is made of them: pictures, videos, documents, the previews of links."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from content.attachments.uses import ENDINGS
from content.models.posts import Post
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.scope import TenantQuerySet, managers


class AssetState(models.TextChoices):
    """Where an upload is."""

    PROCESSING = "processing", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Can’t be used")


class AssetKind(models.TextChoices):
    """What an upload is; a video or a document goes with a post alone."""

    PICTURE = "picture", _("Picture")
    VIDEO = "video", _("Video")
    DOCUMENT = "document", _("Document")


class AssetQuerySet(TenantQuerySet["Asset"]):
    """Pictures, videos and documents, narrowed."""

    def pictures(self) -> AssetQuerySet:
        """Return what goes with others of its kind."""
        return self.filter(kind=AssetKind.PICTURE)

    def attachments(self) -> AssetQuerySet:
        """Return the videos and documents."""
        return self.exclude(kind=AssetKind.PICTURE)

    def offered_with(self, post: Post) -> AssetQuerySet:
        """Return what is offered with a post: not what nobody may show any more."""
        return self.licensed().filter(pk__in=PostAsset.objects.filter(post=post).values("asset_id"))

    def licensed(self) -> AssetQuerySet:
        """Return what may be shown in something new: its licence, if it has one, is not over."""
        return self.exclude(Exists(licences_over().filter(asset=OuterRef("pk"))))


def licences_over() -> Any:
    """Return the library’s entries whose licence is over."""
    return apps.get_model("content", "ShelfItem").objects.filter(over_at__lte=Now())


_assets, _all_assets = managers(AssetQuerySet)


class Asset(PublicIdModel):
    """A picture, video or document: uploaded by a member, or read for a link card.

    The row is the worker's queue. `file` names the stored original; of a picture nothing but
    renditions is ever shown, of a video or document the file itself is one of them ("file").
    `focus_x` and `focus_y` (0 to 1, from the top left) stay in view when a picture is cropped;
    `progress` is in percent. `title` is what readers see of a video or document.
    """

    kind = models.CharField(
        max_length=10,
        choices=AssetKind.choices,
        default=AssetKind.PICTURE,
        db_default=AssetKind.PICTURE,
    )

    state = models.CharField(
        max_length=10, choices=AssetState.choices, default=AssetState.PROCESSING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200)
    mime_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    title = models.CharField(_("title"), max_length=200, blank=True, default="", db_default="")
    duration_ms = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
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

    @property
    def length(self) -> str:
        """Return how long a video is, as players write it; "" where it is not known."""
        if not self.duration_ms:
            return ""
        minutes, seconds = divmod(round(self.duration_ms / 1000), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def ending(self) -> str:
        """Return how files of its type are called: "PDF", "MP4"."""
        return ENDINGS.get(self.mime_type, "").upper()


class Rendition(TenantModel):
    """A picture made ready for one use: a network's key, or "feed", "card", "thumb".

    Of a document "thumb", "feed" and so on show its first page. "file" is a video or document
    itself; the measures of a document are 0.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=20)
    file = models.CharField(max_length=300)
    mime_type = models.CharField(max_length=80)
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
    """A picture offered with a post, in order; or the one video or document."""

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
    has edited is never overwritten. `read_at` is when it was read, or written by hand, last.
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
