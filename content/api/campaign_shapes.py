"""Shapes of campaigns, hashtags, pilots and the library."""

from __future__ import annotations

from rest_framework import serializers

from content.models import HASHTAG_LENGTH, AssetKind, AssetState, Goal, Purpose, Stage, Target
from content.services.campaigns import LARGEST_TARGET, NAME_LENGTH, WHY_LENGTH
from content.services.pictures import LONGEST_ALT
from content.services.piloting import MOST_GUESTS
from content.shelf import FLAWS
from tenants.rest.shapes import Moment, Named, Number, PageQuery, Shape

MOST_POSTS = 100


class HashtagShape(Shape):
    """A hashtag of the organization, without the #."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    description = serializers.CharField(allow_blank=True)
    is_default = serializers.BooleanField()
    created_at = Moment()


class HashtagChange(Shape):
    """What to change of a hashtag; what is not sent stays."""

    name = serializers.CharField(max_length=HASHTAG_LENGTH + 1, required=False)
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False)
    description = serializers.CharField(max_length=300, allow_blank=True, required=False)
    is_default = serializers.BooleanField(required=False)


class HashtagCreate(HashtagChange):
    """A hashtag to be: letters, digits and _, with at least one letter."""

    name = serializers.CharField(max_length=HASHTAG_LENGTH + 1)


class CampaignShape(Shape):
    """A campaign. Both days are part of it, in the organization's time zone."""

    id = serializers.UUIDField(source="campaign.public_id")
    name = serializers.CharField(source="campaign.name")
    why = serializers.CharField(source="campaign.why")
    goal = serializers.ChoiceField(choices=Goal.choices, source="campaign.goal")
    target = serializers.ChoiceField(choices=Target.choices, source="campaign.target")
    target_value = serializers.IntegerField(source="campaign.target_value")
    starts_on = serializers.DateField(source="campaign.starts_on")
    ends_on = serializers.DateField(source="campaign.ends_on")
    stage = serializers.ChoiceField(choices=Stage.choices)
    hashtag = HashtagShape(source="campaign.hashtag", allow_null=True)
    owner = Named(source="campaign.owner", allow_null=True)
    version = serializers.IntegerField(source="campaign.version")
    is_with_pilot = serializers.BooleanField()
    created_at = Moment(source="campaign.created_at")
    ended_at = Moment(source="campaign.ended_at", allow_null=True)
    archived_at = Moment(source="campaign.archived_at", allow_null=True)


class CampaignCreate(Shape):
    """A campaign to be; without an `owner` it is one's own."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    why = serializers.CharField(max_length=WHY_LENGTH)
    goal = serializers.ChoiceField(choices=Goal.choices)
    target = serializers.ChoiceField(choices=Target.choices)
    target_value = Number(min_value=1, max_value=LARGEST_TARGET)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    hashtag = serializers.UUIDField(required=False, allow_null=True)
    owner = serializers.UUIDField(required=False, allow_null=True)


class CampaignChange(Shape):
    """What to change; what is not sent stays. `version` is the one the change was made from."""

    version = Number()
    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    why = serializers.CharField(max_length=WHY_LENGTH, required=False)
    goal = serializers.ChoiceField(choices=Goal.choices, required=False)
    target = serializers.ChoiceField(choices=Target.choices, required=False)
    target_value = Number(min_value=1, max_value=LARGEST_TARGET, required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    hashtag = serializers.UUIDField(required=False, allow_null=True)
    owner = serializers.UUIDField(required=False, allow_null=True)


class CampaignQuery(PageQuery):
    """Which ones: of one stage, or all one may open."""

    stage = serializers.ChoiceField(choices=Stage.choices, required=False)


class CampaignPostsChange(Shape):
    """Posts to put into it, by id; one that is in another campaign leaves that."""

    posts = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_POSTS
    )


class PilotStart(Shape):
    """Who sees it first, and until when; without a moment until it is opened."""

    teams = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_GUESTS, required=False
    )
    members = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_GUESTS, required=False
    )
    until = Moment(required=False, allow_null=True)


class PilotShape(Shape):
    """Who sees something first. `is_running` until it is open to everybody."""

    is_running = serializers.BooleanField()
    teams = Named(many=True)
    members = Named(many=True)
    started_at = Moment()
    until = Moment(allow_null=True)
    opened_at = Moment(allow_null=True)


class UsesShape(Shape):
    """How often a file is used."""

    posts = serializers.IntegerField()
    cards = serializers.IntegerField()
    shares = serializers.IntegerField()
    others = serializers.IntegerField()


class LibraryFileShape(Shape):
    """A file of the library. `is_over`: its licence is, and it goes with nothing new."""

    id = serializers.UUIDField(source="asset.public_id")
    kind = serializers.ChoiceField(choices=AssetKind.choices, source="asset.kind")
    state = serializers.ChoiceField(choices=AssetState.choices, source="asset.state")
    file_name = serializers.CharField(source="asset.file_name", allow_blank=True)
    mime_type = serializers.CharField(source="asset.mime_type")
    size_bytes = serializers.IntegerField(source="asset.size_bytes")
    title = serializers.CharField(source="asset.title", allow_blank=True)
    alt = serializers.CharField(source="asset.alt", allow_blank=True)
    created_at = Moment(source="asset.created_at")
    source = serializers.CharField(source="item.source", allow_blank=True, default="")
    licence = serializers.CharField(source="item.licence", allow_blank=True, default="")
    holder = serializers.CharField(source="item.holder", allow_blank=True, default="")
    valid_until = serializers.DateField(source="item.valid_until", allow_null=True, default=None)
    is_over = serializers.BooleanField()
    uses = UsesShape()


class UsingPost(Shape):
    """A post that shows a file."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    state = serializers.CharField()


class LibraryFileWhole(LibraryFileShape):
    """A file of the library with the posts that show it."""

    posts = UsingPost(many=True)


class LibraryFileCreate(Shape):
    """A file for the library: a picture, a video or a document."""

    file_of_library = serializers.FileField(allow_empty_file=True)


class LibraryFileChange(Shape):
    """What to say of a file; what is not sent stays. `valid_until` is its last day."""

    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    alt = serializers.CharField(max_length=LONGEST_ALT, allow_blank=True, required=False)
    source = serializers.CharField(max_length=300, allow_blank=True, required=False)
    licence = serializers.CharField(max_length=600, allow_blank=True, required=False)
    holder = serializers.CharField(max_length=200, allow_blank=True, required=False)
    valid_until = serializers.DateField(required=False, allow_null=True)


class LibraryFileReplace(Shape):
    """The file to show instead, of the same kind."""

    other = serializers.UUIDField()


class LibraryQuery(PageQuery):
    """What of the library: by words, by kind, by what is amiss."""

    q = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=AssetKind.choices, required=False, default="")
    flaw = serializers.ChoiceField(choices=FLAWS, required=False, default="")
