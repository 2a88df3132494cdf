"""Shapes of what employees say back."""

from __future__ import annotations

from rest_framework import serializers

from content.models import (
    OPTION_LENGTH,
    POLL_QUESTION_LENGTH,
    QUESTION_LENGTH,
    Opinion,
    QuestionState,
    SuggestionState,
)
from content.services.commenting import LONGEST_COMMENT, LONGEST_REASON
from content.services.polling import FEWEST_OPTIONS, MOST_OPTIONS
from content.services.suggesting import (
    LONGEST_DECLINE,
    LONGEST_IDEA,
    LONGEST_NOTE,
    LONGEST_WORDS,
)
from tenants.rest.shapes import Moment, Named, PageQuery, Shape

MOST_AT_ONCE = 100


class CommentAnswerShape(Shape):
    """A comment as one reads it. `text` is "" and `author` null where one may not."""

    id = serializers.UUIDField(source="comment.public_id")
    author = Named(source="shown_author", allow_null=True)
    text = serializers.CharField(source="shown_text", allow_blank=True)
    created_at = Moment(source="comment.created_at")
    edited_at = Moment(source="comment.edited_at", allow_null=True)
    is_deleted = serializers.BooleanField()
    is_hidden = serializers.BooleanField()
    hidden_reason = serializers.CharField(source="shown_reason", allow_blank=True)
    may_change = serializers.BooleanField()


class CommentShape(CommentAnswerShape):
    """A comment with its answers, the oldest first."""

    answers = CommentAnswerShape(many=True)


class CommentWrite(Shape):
    """Words of one's own."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)


class CommentCreate(CommentWrite):
    """A comment, or an answer to the comment `parent`."""

    parent = serializers.UUIDField(  # type: ignore[assignment]  # a field of this name
        required=False, allow_null=True
    )


class CommentHide(Shape):
    """Why a comment is hidden; its writer reads it."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class VerdictCountShape(Shape):
    """How many said something of a post."""

    verdict = serializers.ChoiceField(choices=Opinion.choices, source="value")
    count = serializers.IntegerField()


class FeedbackShape(Shape):
    """What one said of a post, and for curators counts of the days before (UTC).

    `counts` null below five answers of others, or below the more that the organization chose.
    """

    verdict = serializers.CharField(source="own", allow_blank=True)
    counts = VerdictCountShape(many=True, allow_null=True)
    is_confirmed = serializers.BooleanField()
    confirmed = serializers.IntegerField(allow_null=True)


class FeedbackGive(Shape):
    """What one thinks of a post; "" takes it back."""

    verdict = serializers.ChoiceField(choices=Opinion.choices, allow_blank=True)


class ConfirmingAsk(Shape):
    """Whether readers are asked to confirm."""

    is_asked = serializers.BooleanField()


class MemberSuggestionCore(Shape):
    """A suggestion, and where it stands."""

    id = serializers.UUIDField(source="suggestion.public_id")
    sender = Named(source="suggestion.sender")
    link = serializers.CharField(source="suggestion.link", allow_blank=True)
    words = serializers.CharField(source="suggestion.words", allow_blank=True)
    idea = serializers.CharField(source="suggestion.idea", allow_blank=True)
    picture = serializers.UUIDField(source="suggestion.picture.public_id", allow_null=True)
    state = serializers.ChoiceField(choices=SuggestionState.choices, source="suggestion.state")
    reason = serializers.CharField(source="suggestion.reason", allow_blank=True)
    created_at = Moment(source="suggestion.created_at")


class MemberSuggestionShape(MemberSuggestionCore):
    """A suggestion of a list; `is_in_feed` once what became of it can be read there."""

    is_in_feed = serializers.BooleanField()


class NoteShape(Shape):
    """What was asked or answered."""

    author = Named()
    text = serializers.CharField()
    at = Moment()


class SuggestionWhole(MemberSuggestionCore):
    """A suggestion with what was said about it; `post` is what became of it, if one may open it."""

    notes = NoteShape(many=True)
    post = serializers.UUIDField(source="post.public_id", allow_null=True)


class SuggestionCreate(Shape):
    """What one suggests: any of it is enough. `picture` is an upload of one's own."""

    link = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, required=False)
    idea = serializers.CharField(max_length=LONGEST_IDEA, allow_blank=True, required=False)
    picture = serializers.UUIDField(required=False, allow_null=True)


class NoteWrite(Shape):
    """A question about a suggestion, or an answer."""

    text = serializers.CharField(max_length=LONGEST_NOTE)


class Reason(Shape):
    """Why not; who sent or heard it reads it."""

    reason = serializers.CharField(max_length=LONGEST_DECLINE)


class QueueQuery(PageQuery):
    """What waits, or what was decided on."""

    decided = serializers.BooleanField(required=False, default=False)


class QuestionShape(Shape):
    """A question of customers: how often it was heard ever, lately, and in the 30 days before."""

    id = serializers.UUIDField(source="question.public_id")
    text = serializers.CharField(source="question.text")
    state = serializers.ChoiceField(choices=QuestionState.choices, source="question.state")
    times = serializers.IntegerField(source="question.times")
    lately = serializers.IntegerField()
    before = serializers.IntegerField()
    heard_at = Moment(source="question.heard_at")
    reason = serializers.CharField(source="question.reason", allow_blank=True)
    post = serializers.UUIDField(source="question.post.public_id", allow_null=True)


class HearingShape(Shape):
    """What a member heard; `question` is what it is counted as, `post` what answers it."""

    id = serializers.UUIDField(source="hearing.public_id")
    text = serializers.CharField(source="hearing.text")
    at = Moment(source="hearing.at")
    question = serializers.UUIDField(source="hearing.question.public_id")
    times = serializers.IntegerField(source="hearing.question.times")
    state = serializers.ChoiceField(choices=QuestionState.choices, source="hearing.question.state")
    reason = serializers.CharField(source="hearing.question.reason", allow_blank=True)
    post = serializers.UUIDField(source="post.public_id", allow_null=True)


class WhoHeard(Shape):
    """Who heard a question, in which words."""

    id = serializers.UUIDField(source="public_id")
    member = Named()
    text = serializers.CharField()
    at = Moment()


class QuestionWhole(QuestionShape):
    """A question with the newest of what was heard."""

    hearings = WhoHeard(many=True)


class QuestionReport(Shape):
    """A question as a customer asked it, and which known one it is.

    Without `same_as` it is counted as what it is the same as but for spelling; `is_new` counts it
    apart in any case.
    """

    text = serializers.CharField(max_length=QUESTION_LENGTH)
    same_as = serializers.UUIDField(required=False, allow_null=True)
    is_new = serializers.BooleanField(required=False, default=False)


class AlikeQuery(Shape):
    """A question that may be known."""

    text = serializers.CharField(max_length=QUESTION_LENGTH)


class KnownQuestion(Shape):
    """A known question, and whether the one asked about is the same but for spelling."""

    id = serializers.UUIDField(source="question.public_id")
    text = serializers.CharField(source="question.text")
    is_same = serializers.BooleanField()


class AlikeShape(Shape):
    """Known questions, the likest first."""

    questions = KnownQuestion(many=True)


class QuestionQuery(PageQuery):
    """Of which state."""

    state = serializers.ChoiceField(
        choices=QuestionState.choices, required=False, default=QuestionState.OPEN.value
    )


class QuestionReword(Shape):
    """Clearer words."""

    text = serializers.CharField(max_length=QUESTION_LENGTH)


class QuestionMerge(Shape):
    """Which questions are the same as this one."""

    others = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE
    )


class QuestionSplit(Shape):
    """Which hearings are another question."""

    hearings = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE
    )


class QuestionAnswer(Shape):
    """The post that answers it; without one a draft is begun."""

    post = serializers.UUIDField(required=False, allow_null=True)


class OptionShape(Shape):
    """An answer; `votes` null until results are shown: after voting, added to in fives."""

    id = serializers.UUIDField(source="option.public_id")
    text = serializers.CharField(source="option.text")
    votes = serializers.IntegerField(allow_null=True)


class PollShape(Shape):
    """A poll as one sees it."""

    id = serializers.UUIDField(source="poll.public_id")
    question = serializers.CharField(source="poll.question")
    takes_several = serializers.BooleanField(source="poll.takes_several")
    created_at = Moment(source="poll.created_at")
    closes_at = Moment(source="poll.closes_at")
    is_open = serializers.BooleanField()
    has_voted = serializers.BooleanField()
    options = OptionShape(many=True)


class PollCreate(Shape):
    """A poll to be."""

    question = serializers.CharField(max_length=POLL_QUESTION_LENGTH)
    options = serializers.ListField(
        child=serializers.CharField(max_length=OPTION_LENGTH),
        min_length=FEWEST_OPTIONS,
        max_length=MOST_OPTIONS,
    )
    takes_several = serializers.BooleanField(required=False, default=False)
    closes_at = Moment()


class PollVote(Shape):
    """What one chooses: one, or where several are taken any of them."""

    options = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_OPTIONS
    )
