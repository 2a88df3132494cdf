"""Shapes of sources and of lists of posts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.api.shapes import MOST_CAPTIONS, MOST_TOPICS, TopicShape
from content.feeds.values import MOST_ENTRIES
from content.intake import LONGEST_DAYS, MOST_A_DAY, LineOutcome, Mode, SourceState
from content.lists import MOST_LINES
from content.models import TOPIC_NAME_LENGTH
from content.services.sources import TITLE_LENGTH, URL_LENGTH
from tenants.rest.shapes import Moment, Named, Number, Shape


class SourceShape(Shape):
    """A source. `result` is how it was read last, in words; `next_read_at` null while it is not.

    `made`, `known` and `later` are of the last reading: new posts, pages that had one, and entries
    that wait for another day.
    """

    id = serializers.UUIDField(source="source.public_id")
    url = serializers.CharField(source="source.url")
    title = serializers.CharField(source="source.title")
    kind = serializers.CharField(source="source.kind", allow_blank=True)
    mode = serializers.ChoiceField(choices=Mode.choices, source="source.mode")
    daily_cap = serializers.IntegerField(source="source.daily_cap")
    keeps_days = serializers.IntegerField(source="source.keeps_days", allow_null=True)
    topics = TopicShape(many=True, source="topic_list")
    owner = Named(source="source.owner", allow_null=True)
    state = serializers.ChoiceField(choices=SourceState.choices, source="source.state")
    created_at = Moment(source="source.created_at")
    read_at = Moment(source="source.read_at", allow_null=True)
    next_read_at = Moment(source="source.wake_at", allow_null=True)
    failing_since = Moment(source="source.failing_since", allow_null=True)
    result = serializers.CharField(source="says", allow_blank=True)
    made = serializers.IntegerField(source="source.made")
    known = serializers.IntegerField(source="source.known")
    later = serializers.IntegerField(source="source.later")
    posts_in_feed = serializers.IntegerField(source="in_feed")
    posts_draft = serializers.IntegerField(source="drafts")
    posts_archived = serializers.IntegerField(source="archived")


class SourceChange(Shape):
    """What becomes of posts to come. `keeps_days` null: they do not expire. `topics` are slugs."""

    title = serializers.CharField(max_length=TITLE_LENGTH, required=False)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    daily_cap = Number(min_value=1, max_value=MOST_A_DAY, required=False)
    keeps_days = Number(min_value=1, max_value=LONGEST_DAYS, required=False, allow_null=True)
    topics = serializers.ListField(
        child=serializers.CharField(max_length=TOPIC_NAME_LENGTH),
        max_length=MOST_TOPICS,
        required=False,
    )


class SourceCreate(SourceChange):
    """A source to be; `url` is the feed's."""

    url = serializers.CharField(max_length=URL_LENGTH)
    title = serializers.CharField(max_length=TITLE_LENGTH)


class SourceFind(Shape):
    """The address of a site or a feed."""

    address = serializers.CharField(max_length=URL_LENGTH)


class EntryShape(Shape):
    """An entry of a feed."""

    title = serializers.CharField()
    link = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    at = Moment(allow_null=True)


class FeedShape(Shape):
    """A feed as it is now."""

    kind = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    entries = serializers.ListField(child=EntryShape(), max_length=MOST_ENTRIES)


class PointedAt(Shape):
    """A feed that a site points to."""

    address = serializers.CharField()
    title = serializers.CharField(allow_blank=True)


class FoundFeedShape(Shape):
    """What is behind an address: `feed`, or `feeds` to choose from."""

    address = serializers.CharField()
    feed = FeedShape(allow_null=True)
    feeds = PointedAt(many=True)


CELL: dict[str, Any] = {"allow_blank": True, "required": False, "max_length": 100_000}


class LineWords(Shape):
    """Suggested words for one network, or in one language, or both."""

    network = serializers.CharField(**CELL)
    language = serializers.CharField(**CELL)
    text = serializers.CharField(max_length=100_000)


class PostLine(Shape):
    """A post to be, each cell as somebody would write it into a list.

    `topics` are names, between semicolons; those that are not there are made. `teams` are names,
    `roles` and `readers` (languages) codes, between semicolons: for whom the post is; empty, for
    all. `embargo`, `expires` and `review` are days or times of the organization's zone, as
    "2026-12-31" or "2026-12-31 09:30". `evergreen` is "yes" or "no".
    """

    title = serializers.CharField(allow_blank=True, max_length=100_000)
    link = serializers.CharField(allow_blank=True, required=False, max_length=100_000)
    why = serializers.CharField(allow_blank=True, required=False, max_length=100_000)
    more = serializers.CharField(allow_blank=True, required=False, max_length=100_000)
    topics = serializers.CharField(allow_blank=True, required=False, max_length=100_000)
    words = serializers.CharField(allow_blank=True, required=False, max_length=100_000)
    language = serializers.CharField(**CELL)
    kind = serializers.CharField(**CELL)
    resource = serializers.CharField(**CELL)
    evergreen = serializers.CharField(**CELL)
    embargo = serializers.CharField(**CELL)
    expires = serializers.CharField(**CELL)
    review = serializers.CharField(**CELL)
    teams = serializers.CharField(**CELL)
    roles = serializers.CharField(**CELL)
    readers = serializers.CharField(**CELL)
    captions = serializers.ListField(child=LineWords(), max_length=MOST_CAPTIONS, required=False)


class PostImportCreate(Shape):
    """A list of posts to look through."""

    lines = serializers.ListField(child=PostLine(), min_length=1, max_length=MOST_LINES)


class ProblemShape(Shape):
    """What is wrong with a line: in which column ("" for the whole line), and why."""

    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()


class PostImportLineShape(Shape):
    """What would become of a line, or became of it; `post` once it is one."""

    number = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    link = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=LineOutcome.choices)
    problems = serializers.ListField(child=ProblemShape())
    post = serializers.UUIDField(allow_null=True)


class PostImportShape(Shape):
    """A list of posts: looked through, imported or undone."""

    id = serializers.UUIDField(source="public_id")
    file_name = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField()
    by = Named(allow_null=True)
    created_at = Moment()
    imported_at = Moment(allow_null=True)
    undone_at = Moment(allow_null=True)


class PostImportWhole(PostImportShape):
    """A list with its lines."""

    id = serializers.UUIDField(source="job.public_id")
    file_name = serializers.CharField(allow_blank=True, source="job.file_name")
    total = serializers.IntegerField(source="job.total")
    by = Named(allow_null=True, source="job.by")
    created_at = Moment(source="job.created_at")
    imported_at = Moment(allow_null=True, source="job.imported_at")
    undone_at = Moment(allow_null=True, source="job.undone_at")
    lines = PostImportLineShape(many=True)
