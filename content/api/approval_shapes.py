"""Shapes of approvals, notes, the desk and acts on many posts."""

from __future__ import annotations

from rest_framework import serializers

from content.api.shapes import TopicShape
from content.desk.balance import SPANS
from content.desk.calendar import Happens
from content.models import TOPIC_NAME_LENGTH, Field, Mix, Outcome, Steps
from content.services.approval_settings import MOST_REVIEWERS
from content.services.approving import LONGEST_WORDS
from content.services.bulk import MOST_AT_ONCE, BulkKind
from content.services.noting import LONGEST_NOTE, LONGEST_QUOTE
from tenants.rest.shapes import Moment, Named, Number, Shape
from tenants.roles import Role


class ReadVersion(Shape):
    """`version` is the one that was read: when the post has changed since, nothing is done."""

    version = Number(required=False)


class SubmitWrite(ReadVersion):
    """Until when an approval is needed; null for any time."""

    due_at = Moment(required=False, allow_null=True, default=None)


class SendBackWrite(ReadVersion):
    """What has to change."""

    words = serializers.CharField(max_length=LONGEST_WORDS)


class DatesWrite(ReadVersion):
    """Dates of a post; null takes one away, what is not sent stays."""

    embargo_until = Moment(required=False, allow_null=True)
    expires_at = Moment(required=False, allow_null=True)
    review_at = Moment(required=False, allow_null=True)
    pinned_until = Moment(required=False, allow_null=True)


class DatesShape(Shape):
    """Dates of a post."""

    version = serializers.IntegerField()
    embargo_until = Moment(allow_null=True)
    opens_at = Moment(allow_null=True)
    expires_at = Moment(allow_null=True)
    review_at = Moment(allow_null=True)
    pinned_until = Moment(allow_null=True)


class YesShape(Shape):
    """A yes to the post as it stands; `topic` null for a curator's."""

    member = Named(allow_null=True)
    topic = TopicShape(allow_null=True)
    at = Moment()


class ApprovalShape(Shape):
    """How far the approval of a post is. `state` null where nobody has asked."""

    post = serializers.UUIDField(source="post.public_id")
    version = serializers.IntegerField(source="post.version")
    state = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    asked_by = Named(allow_null=True)
    asked_at = Moment(allow_null=True)
    due_at = Moment(allow_null=True)
    steps = serializers.IntegerField()
    missing_curators = serializers.IntegerField()
    missing_topics = TopicShape(many=True)
    yeses = YesShape(many=True)
    may_approve = serializers.BooleanField()
    may_clear = TopicShape(many=True)


class PassageNoteShape(Shape):
    """A note or an answer. `start` null where its words are not in the text any more."""

    id = serializers.UUIDField(source="note.public_id")
    answers = serializers.UUIDField(source="answers_to", allow_null=True)
    by = Named(source="note.by", allow_null=True)
    field = serializers.CharField(source="note.field", allow_blank=True)
    quote = serializers.CharField(source="note.quote", allow_blank=True)
    start = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(source="note.text")
    created_at = Moment(source="note.created_at")
    resolved_at = Moment(source="note.resolved_at", allow_null=True)


class NoteList(Shape):
    """All notes on a post, each followed by its answers."""

    items = PassageNoteShape(many=True)


class PassageNoteWrite(Shape):
    """A note: at the `quote` in a text (`field`), at the whole text, or on the whole post ("")."""

    field = serializers.ChoiceField(
        choices=Field.choices, allow_blank=True, required=False, default=""
    )
    quote = serializers.CharField(
        max_length=LONGEST_QUOTE,
        allow_blank=True,
        required=False,
        default="",
        trim_whitespace=False,
    )
    start = Number(required=False, default=0)
    text = serializers.CharField(max_length=LONGEST_NOTE)


class AnswerWrite(Shape):
    """An answer to a note."""

    text = serializers.CharField(max_length=LONGEST_NOTE)


class WaitingPost(Shape):
    """A post that waits for one, and for what."""

    post = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    version = serializers.IntegerField(source="post.version")
    what = serializers.ChoiceField(
        choices=["approve", "review", "returned", "notes", "stale", "expires"]
    )
    at = Moment(allow_null=True)
    is_overdue = serializers.BooleanField()


class DeskWaiting(Shape):
    """What waits for one, the overdue first; up to 50 of each kind."""

    items = WaitingPost(many=True)


class CalendarQuery(Shape):
    """A month ("2026-12") or a week ("2026-W49"); this month without."""

    show = serializers.CharField(required=False, max_length=8, default="")


class CalendarEntry(Shape):
    """One thing on a day."""

    post = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    what = serializers.ChoiceField(choices=Happens.choices)
    at = Moment()


class LibraryCalendar(Shape):
    """What happens in a month or week, on one's own clock."""

    show = serializers.CharField(source="key")
    before = serializers.CharField()
    after = serializers.CharField()
    zone = serializers.CharField()
    entries = CalendarEntry(many=True)


class BalanceQuery(Shape):
    """How far back."""

    days = serializers.ChoiceField(choices=list(SPANS), required=False, default=SPANS[0])


class PartShape(Shape):
    """One kind of story, in percent."""

    mix = serializers.ChoiceField(choices=Mix.choices)
    posts = serializers.IntegerField()
    percent = serializers.IntegerField()
    target = serializers.IntegerField(allow_null=True)


class BalanceShape(Shape):
    """The mix and the freshness of the feed, each with what to do about it."""

    days = serializers.IntegerField(source="balance.days")
    posts = serializers.IntegerField(source="balance.posts")
    parts = PartShape(many=True, source="balance.parts")
    advice = serializers.CharField(source="balance.advice")
    newest_days = serializers.IntegerField(source="freshness.newest_days", allow_null=True)
    old_percent = serializers.IntegerField(source="freshness.old_percent")
    quiet_topics = TopicShape(many=True, source="freshness.quiet_topics")
    freshness_advice = serializers.CharField(source="freshness.advice")


class ChosenWrite(Shape):
    """A post, and the version that was read."""

    id = serializers.UUIDField(source="public_id")
    version = Number(required=False, allow_null=True, default=None)


class PostActWrite(Shape):
    """One act on many posts: `topic` (a slug) for "topic", `at` for "expire", "review", "pin"."""

    posts = serializers.ListField(child=ChosenWrite(), max_length=MOST_AT_ONCE)
    act = serializers.ChoiceField(choices=BulkKind.choices)
    topic = serializers.CharField(max_length=TOPIC_NAME_LENGTH, required=False, default="")
    at = Moment(required=False, allow_null=True, default=None)


class PostActLine(Shape):
    """What became of one post: `problem` is a code, "" for done."""

    post = serializers.UUIDField(source="post.public_id")
    problem = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(source="words", allow_blank=True)


class PostActShape(Shape):
    """An act on many posts. It can be undone for a minute."""

    id = serializers.UUIDField(source="bulk.public_id")
    act = serializers.ChoiceField(choices=BulkKind.choices, source="bulk.act")
    created_at = Moment(source="bulk.created_at")
    undone_at = Moment(source="bulk.undone_at", allow_null=True)
    lines = PostActLine(many=True)


class ApprovalSettingsShape(Shape):
    """How many approve a post, and the mix aimed at in percent (null: none)."""

    version = serializers.IntegerField()
    steps = serializers.ChoiceField(choices=Steps.choices)
    company = serializers.IntegerField(allow_null=True)
    industry = serializers.IntegerField(allow_null=True)
    culture = serializers.IntegerField(allow_null=True)


class ApprovalSettingsWrite(Shape):
    """What is not sent stays. The three parts make 100 together, or are null together."""

    version = Number(required=False)
    steps = serializers.ChoiceField(choices=Steps.choices, required=False)
    company = Number(max_value=100, required=False, allow_null=True)
    industry = Number(max_value=100, required=False, allow_null=True)
    culture = Number(max_value=100, required=False, allow_null=True)


class ReviewersShape(Shape):
    """Whose yes posts about a topic need as well: one of these."""

    members = Named(many=True)
    roles = serializers.ListField(child=serializers.CharField())


class ReviewersWrite(Shape):
    """All of those whose yes is needed; nobody for no review."""

    members = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_REVIEWERS)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, default=list
    )


class AbsenceShape(Shape):
    """That one is away, and who is asked as well; all null while one is not."""

    stand_in = Named(allow_null=True)
    starts_at = Moment(allow_null=True)
    ends_at = Moment(allow_null=True)


class AbsenceWrite(Shape):
    """From when to when one is away, and who is asked as well."""

    stand_in = serializers.UUIDField()
    starts_at = Moment()
    ends_at = Moment()
