"""Shapes of the feed, of marks, and of topics as people follow and curators keep them."""

from __future__ import annotations

from rest_framework import serializers

from content.api.shapes import PostShape, TopicShape
from content.languages import LANGUAGES
from content.models import HUES, TOPIC_NAME_LENGTH, Kind, Mix, Resource
from content.ranking.wanted import RESOURCES, Order, Show
from tenants.rest.shapes import Moment, Named, Number, PageQuery, Shape

MOST_ADMITTED = 1000


class MarksShape(Shape):
    """What one has done with a post, each since when; null: not, or not any more."""

    read_at = Moment(allow_null=True)
    saved_at = Moment(allow_null=True)
    shared_at = Moment(allow_null=True)
    hidden_at = Moment(allow_null=True)


class FeedPostShape(PostShape):
    """A post as it stands in one's feed: who approved it for sharing, and one's own marks."""

    kind = serializers.ChoiceField(choices=Kind.choices, source="post.kind")
    resource = serializers.ChoiceField(
        choices=Resource.choices, allow_blank=True, source="post.resource"
    )
    is_evergreen = serializers.BooleanField(source="post.is_evergreen")
    pinned_until = Moment(source="post.pinned_until", allow_null=True)
    opens_at = Moment(source="post.opens_at", allow_null=True)
    approved_by = Named(source="post.approved_by", allow_null=True)
    marks = MarksShape()


class FeedQuery(PageQuery):
    """What of the feed: all of it, what is new to one, or one of one's own lists.

    It comes in the order of what is for one; lists, the evergreen shelf and `newest` by time.
    """

    topic = serializers.CharField(max_length=TOPIC_NAME_LENGTH, required=False)
    show = serializers.ChoiceField(choices=[one for one in Show.choices if one[0]], required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    resource = serializers.ChoiceField(choices=RESOURCES, required=False)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    for_my_team = serializers.BooleanField(required=False, default=False)
    is_evergreen = serializers.BooleanField(required=False, default=False)
    order = serializers.ChoiceField(
        choices=[one for one in Order.choices if one[0]], required=False
    )


class ThreeShape(Shape):
    """The three of the week. `is_open` is false while one has put them away."""

    is_open = serializers.BooleanField()
    posts = FeedPostShape(many=True)


class PutAwayShape(Shape):
    """Until when the three stay away."""

    until = Moment()


class TopicWhole(TopicShape):
    """A topic, and whether one follows it."""

    id = serializers.UUIDField(source="public_id")
    mix = serializers.ChoiceField(choices=Mix.choices)
    hue = serializers.IntegerField()
    is_closed = serializers.BooleanField()
    is_followed = serializers.BooleanField()


class TopicKept(TopicShape):
    """A topic as curators keep it. A closed one's posts are for the `teams` and `people` alone."""

    id = serializers.UUIDField(source="topic.public_id")
    slug = serializers.CharField(source="topic.slug")
    name = serializers.CharField(source="topic.name")
    mix = serializers.ChoiceField(choices=Mix.choices, source="topic.mix")
    hue = serializers.IntegerField(source="topic.hue")
    is_closed = serializers.BooleanField(source="topic.is_closed")
    is_about_jobs = serializers.BooleanField(source="topic.is_about_jobs")
    posts = serializers.IntegerField()
    teams = Named(many=True)
    people = Named(many=True)


class TopicChange(Shape):
    """What to change of a topic; what is not sent stays. `teams` and `people` are ids."""

    name = serializers.CharField(max_length=TOPIC_NAME_LENGTH, required=False)
    mix = serializers.ChoiceField(choices=Mix.choices, required=False)
    hue = Number(max_value=HUES - 1, required=False)
    is_closed = serializers.BooleanField(required=False)
    is_about_jobs = serializers.BooleanField(required=False)
    teams = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_ADMITTED, required=False
    )
    people = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_ADMITTED, required=False
    )


class TopicMerge(Shape):
    """The slug of the topic that the other becomes part of."""

    into = serializers.CharField(max_length=TOPIC_NAME_LENGTH)


class TopicMoved(Shape):
    """How many posts it was about."""

    posts = serializers.IntegerField()


class TopicsBegun(Shape):
    """The topics that a library began with."""

    topics = TopicShape(many=True)
