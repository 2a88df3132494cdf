"""Shapes of the guidelines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from policies.answers import LONGEST_SEARCH
from policies.contents import MOST_RULES
from policies.models import LONGEST_QUESTION, Severity, SituationKind, Strictness
from policies.rules import KINDS
from policies.selectors import Acceptance
from policies.services.checking_shown import (
    FEWEST_ANSWERS,
    LONGEST_ANSWER,
    MOST_ANSWERS,
    MOST_QUIZ,
)
from tenants.rest.shapes import Moment, Named, Number, Shape

MOST_PAIRS = 40
LONGEST_WORDS = 10_000
RULE_KINDS = list(KINDS)
RULE_CODES = (
    *("duplicate", "kind", "clause", "parameters", "suggestion", "language", "moment", "period"),
    *("about", "domain", "empty_pattern", "empty_phrase", "exceptions", "hashtag", "level"),
    *("lists", "long_pattern", "long_phrase", "many_words", "of", "pattern", "range", "right"),
    *("sort", "topic", "unknown_name", "within"),
)
"""What is wrong with a rule: its kind's codes and those of its conditions."""


class AnyId(serializers.UUIDField):
    """Something by its id; null for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, "default": None, **kwargs})

    def to_representation(self, value: Any) -> Any:
        """Write the id, null for "" (as drafts keep it)."""
        return super().to_representation(value) if value else None


class Day(serializers.DateField):
    """A day; null for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, "default": None, **kwargs})

    def to_representation(self, value: Any) -> Any:
        """Write the day, null for "" (as drafts keep it)."""
        return value or None


class KeptShape(Shape):
    """A line that somebody looks after (`owner`), to be looked at again on a day."""

    owner = AnyId()
    review_on = Day()


class PairShape(KeptShape):
    """A do, maybe with the don't it stands instead of, and why."""

    do = serializers.CharField(max_length=300)
    dont = serializers.CharField(max_length=300, allow_blank=True, default="")
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")


class RuleShape(KeptShape):
    """Something the checker looks for; `parameters` belong to its kind.

    `pair` is the place of the line it belongs to among the pairs, from 0; null for none.
    """

    kind = serializers.ChoiceField(choices=RULE_KINDS)
    severity = serializers.ChoiceField(choices=Severity.choices, default=Severity.HINT)
    parameters = serializers.DictField()
    reason = serializers.CharField(max_length=400)
    suggestion = serializers.CharField(max_length=200, allow_blank=True, default="")
    pair = Number(allow_null=True, default=None)


class VersionLine(Shape):
    """A version in the list of them."""

    number = serializers.IntegerField()
    published_at = Moment()
    published_by = Named(allow_null=True)


class SituationShape(Shape):
    """What to do when something happens. `key` stays from version to version; leave it out for a
    new one. A `dont` needs its `reason`, a `handover_url` its `handover_label`.
    """

    key = serializers.CharField(max_length=36, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=SituationKind.choices, default=SituationKind.OTHER)
    title = serializers.CharField(max_length=200)
    do = serializers.CharField(max_length=2000)
    dont = serializers.CharField(max_length=1000, allow_blank=True, default="")
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")
    reply = serializers.CharField(max_length=1000, allow_blank=True, default="")
    handover_label = serializers.CharField(max_length=120, allow_blank=True, default="")
    handover_url = serializers.URLField(max_length=500, allow_blank=True, default="")
    tell = AnyId()


class SpeakerShape(Shape):
    """Who may speak for the organization, and about what."""

    who = serializers.CharField(max_length=200)
    about = serializers.CharField(max_length=300)
    needs_training = serializers.BooleanField(default=False)
    member = AnyId()


class FactShape(Shape):
    """What is confidential, why, and until when."""

    what = serializers.CharField(max_length=300)
    reason = serializers.CharField(max_length=400)
    until = Day()


class AnswerShape(Shape):
    """A question and its answer."""

    question = serializers.CharField(max_length=LONGEST_QUESTION)
    answer = serializers.CharField(max_length=2000)


class ExampleShape(Shape):
    """What to do, shown by a picture, and what not to do; at least one of the pictures is there.

    Pictures are ids (`policy/pictures`); each needs its `alt`, a `dont_picture` also its `dont`.
    """

    do = serializers.CharField(max_length=300)
    do_picture = AnyId()
    do_alt = serializers.CharField(max_length=500, allow_blank=True, default="")
    dont = serializers.CharField(max_length=300, allow_blank=True, default="")
    dont_picture = AnyId()
    dont_alt = serializers.CharField(max_length=500, allow_blank=True, default="")


class QuizAnswerShape(Shape):
    """An answer to choose, and whether it is right."""

    text = serializers.CharField(max_length=LONGEST_ANSWER)
    is_right = serializers.BooleanField(default=False)


class QuizShape(Shape):
    """A question to whoever accepts, with two to four answers. `explanation` is for who is wrong.

    `line` is the place of the line it is about among the pairs, from 0; null for none.
    """

    question = serializers.CharField(max_length=300)
    answers = serializers.ListField(
        child=QuizAnswerShape(), min_length=FEWEST_ANSWERS, max_length=MOST_ANSWERS
    )
    explanation = serializers.CharField(max_length=500)
    line = Number(allow_null=True, default=None)


class AskedShape(Shape):
    """A question as it is asked: which answers are right is not told. `position` begins at 1."""

    position = serializers.IntegerField()
    question = serializers.CharField()
    answers = serializers.ListField(child=serializers.CharField())
    has_several = serializers.BooleanField()


class Sections(serializers.DictField):
    """Texts in Markdown, by what they are about."""

    child = serializers.CharField(max_length=5000)


class SaidShape(Shape):
    """What a document says, but for what it asks."""

    intro = serializers.CharField(allow_blank=True)
    strictness = serializers.ChoiceField(choices=Strictness.choices, allow_blank=True)
    pairs = PairShape(many=True)
    examples = ExampleShape(many=True)
    situations = SituationShape(many=True)
    questions = AnswerShape(many=True)
    sections = Sections()
    speakers = SpeakerShape(many=True)
    facts = FactShape(many=True)
    rules = RuleShape(many=True)


class ContentsShape(SaidShape):
    """All that a document says."""

    quiz = QuizShape(many=True)


class VersionShape(SaidShape, VersionLine):
    """A version as it is read."""

    quiz = AskedShape(many=True)


class GuidelinesShape(Shape):
    """The version in force (null while there is none) and where one stands with it."""

    state = serializers.ChoiceField(choices=list(Acceptance))
    accepted_number = serializers.IntegerField(allow_null=True)
    accepted_at = Moment(allow_null=True)
    version = VersionShape(allow_null=True)


class AcceptanceCreate(Shape):
    """The number of the version that was read."""

    number = Number()


class AnswerChoice(Shape):
    """What one chose: places of answers, from 0, of the question at a `position`, from 1."""

    position = Number()
    chosen = serializers.ListField(child=Number(), min_length=1, max_length=MOST_ANSWERS)


class QuizCreate(Shape):
    """The number of the version that was read, and an answer to each of its questions."""

    number = Number()
    answers = serializers.ListField(child=AnswerChoice(), min_length=1, max_length=MOST_QUIZ)


class WrongShape(Shape):
    """A question that was answered wrong, why, and the line it is about ("" for none)."""

    position = serializers.IntegerField()
    explanation = serializers.CharField()
    line = serializers.CharField(allow_blank=True)


class QuizResult(Shape):
    """Whether all was right, and then accepted; else what to look at again."""

    is_passed = serializers.BooleanField()
    wrong = WrongShape(many=True)


class VersionCreate(Shape):
    """The next version. `started_from` is the number it was written from, 0 for the first."""

    started_from = Number()
    intro = serializers.CharField(max_length=1000, allow_blank=True, default="")
    pairs = serializers.ListField(child=PairShape(), max_length=MOST_PAIRS)
    rules = serializers.ListField(child=RuleShape(), max_length=MOST_RULES, default=list)


class SearchQuery(Shape):
    """Words to look for."""

    q = serializers.CharField(max_length=LONGEST_SEARCH, required=False, allow_blank=True)


class AnswersShape(Shape):
    """What is to be done when something happens, the likeliest first."""

    situations = SituationShape(many=True)
    questions = AnswerShape(many=True)


class Words(Shape):
    """Words to check, and the network they are for: "" is none in particular."""

    text = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, trim_whitespace=False)
    network = serializers.ChoiceField(
        choices=settings.NETWORK_CHOICES, allow_blank=True, required=False, default=""
    )


class FindingShape(Shape):
    """What a rule found: code points `start` to `end` (exclusive) of the text as sent."""

    severity = serializers.ChoiceField(choices=Severity.choices)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    matched = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    suggestion = serializers.CharField(allow_blank=True)
    clause = serializers.CharField(allow_blank=True)


class Findings(Shape):
    """What the policy says to the words; `blocks` when they can't go out like this."""

    blocks = serializers.BooleanField()
    findings = FindingShape(many=True)
