"""Shapes of the library."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers

from content.attachments.uses import LONGEST_TITLE
from content.cards.reading import DESCRIPTION_LENGTH, TITLE_LENGTH
from content.forms.search import RESOURCES
from content.languages import LANGUAGES
from content.models import (
    TOPIC_NAME_LENGTH,
    AssetKind,
    AssetState,
    CardState,
    Kind,
    Resource,
    State,
)
from content.services.drafting import LONGEST_HASHTAG, MOST_HASHTAGS
from content.services.pictures import LONGEST_ALT, MOST_PER_POST
from tenants.rest.shapes import Moment, Named, Number, PageQuery, Shape
from tenants.roles import Role

ATTACHMENT_KINDS = [choice for choice in AssetKind.choices if choice[0] != AssetKind.PICTURE.value]
MOST_TOPICS = MOST_CAPTIONS = 20
LONGEST_BODY = 20_000
MOST_TEAMS = 500


class TopicShape(Shape):
    """What posts are about."""

    slug = serializers.CharField()
    name = serializers.CharField()


class TopicCreate(Shape):
    """A topic to be; one of this name that is there already is given back."""

    name = serializers.CharField(max_length=TOPIC_NAME_LENGTH)


class CaptionShape(Shape):
    """Suggested words for one network, or for any ("")."""

    text = serializers.CharField(max_length=3000)
    network = serializers.ChoiceField(
        choices=settings.NETWORK_CHOICES, allow_blank=True, required=False, default=""
    )
    language = serializers.ChoiceField(
        choices=LANGUAGES,
        allow_blank=True,
        required=False,
        default="",
        help_text="Empty while it is the post’s.",
    )


class PictureShape(Shape):
    """A picture. `progress` is in percent; the focal point runs from 0 to 1, from the top left."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=AssetState.choices)
    progress = serializers.IntegerField()
    problem = serializers.CharField(allow_blank=True)
    file_name = serializers.CharField(allow_blank=True)
    mime_type = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    alt = serializers.CharField(allow_blank=True)
    focus_x = serializers.FloatField()
    focus_y = serializers.FloatField()
    created_at = Moment()


class PictureCreate(Shape):
    """A picture to upload: JPEG, PNG, WebP, GIF or HEIC."""

    file = serializers.FileField(allow_empty_file=True)


class PictureChange(Shape):
    """What to say of a picture; what is not sent stays."""

    alt = serializers.CharField(max_length=LONGEST_ALT, allow_blank=True, required=False)
    focus_x = serializers.FloatField(min_value=0, max_value=1, required=False)
    focus_y = serializers.FloatField(min_value=0, max_value=1, required=False)


class AttachmentShape(Shape):
    """A video or document. `pages` and `duration_ms` where they are known."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=ATTACHMENT_KINDS)
    state = serializers.ChoiceField(choices=AssetState.choices)
    progress = serializers.IntegerField()
    problem = serializers.CharField(allow_blank=True)
    file_name = serializers.CharField(allow_blank=True)
    mime_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    pages = serializers.IntegerField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    alt = serializers.CharField(allow_blank=True)
    created_at = Moment()


class AttachmentCreate(Shape):
    """A file to attach: MP4, MOV or a moving GIF; PDF, PPTX or DOCX."""

    attachment = serializers.FileField(allow_empty_file=True)


class AttachmentChange(Shape):
    """What to say of a video or document; what is not sent stays."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    alt = serializers.CharField(max_length=LONGEST_ALT, allow_blank=True, required=False)


class PostShape(Shape):
    """A post. `is_unread` until one has opened or shared it.

    It is for members of `teams`, with one of `for_roles`, who read one of `for_languages`; each,
    where it is empty, for all. It is in the feed from `opens_at` on.
    """

    id = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    link = serializers.CharField(source="post.link", allow_blank=True)
    why = serializers.CharField(source="post.why", allow_blank=True)
    body = serializers.CharField(source="post.body", allow_blank=True)
    company_post = serializers.CharField(
        source="post.company_post",
        allow_blank=True,
        help_text="The organization's own post at LinkedIn that shares there repost, by its URN.",
    )
    language = serializers.CharField(source="post.language", allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, source="post.kind")
    resource = serializers.ChoiceField(
        choices=Resource.choices, allow_blank=True, source="post.resource"
    )
    state = serializers.ChoiceField(choices=State.choices, source="post.state")
    version = serializers.IntegerField(source="post.version")
    author = Named(source="post.author", allow_null=True)
    created_at = Moment(source="post.created_at")
    updated_at = Moment(source="post.updated_at")
    approved_at = Moment(source="post.approved_at", allow_null=True)
    archived_at = Moment(source="post.archived_at", allow_null=True)
    embargo_until = Moment(source="post.embargo_until", allow_null=True)
    opens_at = Moment(source="post.opens_at", allow_null=True)
    expires_at = Moment(source="post.expires_at", allow_null=True)
    review_at = Moment(source="post.review_at", allow_null=True)
    pinned_until = Moment(source="post.pinned_until", allow_null=True)
    is_evergreen = serializers.BooleanField(source="post.is_evergreen")
    takes_comments = serializers.BooleanField(source="post.takes_comments")
    required_hashtags = serializers.ListField(
        child=serializers.CharField(), source="post.required_hashtags"
    )
    is_caption_locked = serializers.BooleanField(source="post.is_caption_locked")
    share_limit = serializers.IntegerField(source="post.share_limit", allow_null=True)
    teams = Named(many=True)
    for_roles = serializers.ListField(child=serializers.CharField(), source="post.for_roles")
    for_languages = serializers.ListField(
        child=serializers.CharField(), source="post.for_languages"
    )
    topics = TopicShape(many=True)
    captions = CaptionShape(many=True)
    pictures = PictureShape(many=True)
    attachment = AttachmentShape(allow_null=True)
    is_unread = serializers.BooleanField()


class PostCreate(Shape):
    """What an author writes: a draft may lack everything but its title.

    `topics` are slugs; `pictures` are ids of uploads, in order; in their place one `attachment`.
    Without a `language` it is in the organization's.
    """

    title = serializers.CharField(max_length=200)
    link = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    why = serializers.CharField(max_length=400, allow_blank=True, required=False)
    body = serializers.CharField(max_length=LONGEST_BODY, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, allow_blank=True, required=False)
    company_post = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        required=False,
        help_text="Its URN (urn:li:share:… or urn:li:ugcPost:…), or an address or code with it.",
    )
    topics = serializers.ListField(
        child=serializers.CharField(max_length=TOPIC_NAME_LENGTH),
        max_length=MOST_TOPICS,
        required=False,
    )
    captions = serializers.ListField(child=CaptionShape(), max_length=MOST_CAPTIONS, required=False)
    pictures = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_PER_POST, required=False
    )
    attachment = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    resource = serializers.ChoiceField(choices=Resource.choices, allow_blank=True, required=False)
    embargo_until = Moment(required=False, allow_null=True)
    expires_at = Moment(required=False, allow_null=True)
    review_at = Moment(required=False, allow_null=True)
    pinned_until = Moment(required=False, allow_null=True)
    is_evergreen = serializers.BooleanField(required=False)
    takes_comments = serializers.BooleanField(required=False)
    required_hashtags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_HASHTAG + 1),
        max_length=MOST_HASHTAGS,
        required=False,
    )
    is_caption_locked = serializers.BooleanField(required=False)
    share_limit = Number(required=False, allow_null=True)
    teams = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_TEAMS, required=False
    )
    for_roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), max_length=20, required=False
    )
    for_languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGES), max_length=100, required=False
    )


class PostChange(PostCreate):
    """What to change; what is not sent stays. `version` is the one the change was made from.

    What others changed since then stays, too; of what both changed nothing is saved: 409 "stale"
    names those fields.
    """

    version = Number()
    title = serializers.CharField(max_length=200, required=False)


class PostApprove(Shape):
    """With a version, the post is approved only if it is still what was seen."""

    version = Number(required=False)


class PostQuery(PageQuery):
    """Which ones: those in the feed, or one's drafts and archived posts."""

    state = serializers.ChoiceField(
        choices=State.choices, required=False, default=State.APPROVED.value
    )
    topic = serializers.CharField(max_length=TOPIC_NAME_LENGTH, required=False)
    campaign = serializers.UUIDField(required=False)


class SearchQuery(PageQuery):
    """What is looked for, and what it is narrowed by. `since` is when posts came into the feed."""

    q = serializers.CharField(max_length=200)
    topic = serializers.CharField(max_length=TOPIC_NAME_LENGTH, required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    resource = serializers.ChoiceField(choices=RESOURCES, required=False)
    since = Moment(required=False)


class TopicSearchQuery(PageQuery):
    """What is looked for."""

    q = serializers.CharField(max_length=200)


class LinkPreviewShape(Shape):
    """The preview of a post's link, as read or as edited."""

    url = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    picture = PictureShape(allow_null=True)
    state = serializers.ChoiceField(choices=CardState.choices)
    problem = serializers.CharField(allow_blank=True)
    is_edited = serializers.BooleanField()
    read_at = Moment(allow_null=True)


class LinkPreviewWrite(Shape):
    """The preview in one's own words. `picture` is an upload of one's own, null takes it off."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, allow_blank=True, required=False, default=""
    )
    picture = serializers.UUIDField(required=False, allow_null=True)
