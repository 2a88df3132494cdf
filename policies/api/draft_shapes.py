"""Shapes of documents and of what is being written of them."""

from __future__ import annotations

from rest_framework import serializers

from policies.api.shapes import (
    MOST_PAIRS,
    AnswerShape,
    ContentsShape,
    ExampleShape,
    FactShape,
    PairShape,
    QuizShape,
    RuleShape,
    Sections,
    SituationShape,
    SpeakerShape,
)
from policies.contents import MOST_RULES
from policies.forms.written import MOST
from policies.models import DraftState, Kind, Strictness
from policies.services.checking_shown import MOST_EXAMPLES
from policies.services.reviewing import LONGEST_NOTE
from policies.starters import Starter
from tenants.languages import LANGUAGES
from tenants.rest.shapes import Moment, Named, Number, Shape


class DocumentShape(Shape):
    """A document in one language ("" is the organization's own), and what is in force of it."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    language = serializers.CharField(allow_blank=True)
    owner = Named(allow_null=True)
    asks_review = serializers.BooleanField()
    number = serializers.IntegerField()
    draft = serializers.UUIDField(allow_null=True)


class DocumentList(Shape):
    """All documents."""

    items = DocumentShape(many=True)


class ReviewsWrite(Shape):
    """Whether versions of a document need a legal review before they are published."""

    asks_review = serializers.BooleanField()


class DraftLine(Shape):
    """A draft in the list of them."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="policy.kind")
    language = serializers.CharField(source="policy.language", allow_blank=True)
    state = serializers.ChoiceField(choices=DraftState.choices)
    edition = serializers.IntegerField()
    started_from = serializers.IntegerField()
    created_at = Moment()
    changed_at = Moment()
    changed_by = Named(allow_null=True)
    asked_by = Named(allow_null=True)
    reviewer = Named(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class ChangeShape(Shape):
    """A line that is new, gone or worded otherwise than in the version in force.

    Ids of pictures that are new in it or gone from it stand apart.
    """

    part = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    pictures_gone = serializers.ListField(child=serializers.UUIDField())
    pictures_new = serializers.ListField(child=serializers.UUIDField())


class LanguageQuery(Shape):
    """Which language; without it, the organization's own."""

    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class MeterShape(Shape):
    """How long it is, and how it reads: `lix` is null where that is not known."""

    words = serializers.IntegerField()
    minutes = serializers.IntegerField()
    lix = serializers.IntegerField(allow_null=True)
    ease = serializers.ChoiceField(choices=["easy", "fair", "hard", ""])


class RiskShape(Shape):
    """Words that forbid what may be protected, and why."""

    words = serializers.CharField()
    why = serializers.CharField()


class DraftShape(DraftLine):
    """A draft with all it says, what of it is not in force, how it reads."""

    contents = ContentsShape()
    changes = ChangeShape(many=True)
    reading = MeterShape()
    risks = RiskShape(many=True)


class DraftCreate(Shape):
    """Which document to begin a draft of: a copy of what is in force, or of words of ours."""

    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.CONTENT)
    language = serializers.ChoiceField(choices=LANGUAGES, allow_blank=True, default="")
    starter = serializers.ChoiceField(choices=Starter.choices, allow_blank=True, default="")


class DraftWrite(Shape):
    """The parts to change, and the edition that was read; what is left out stays."""

    edition = Number()
    intro = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    strictness = serializers.ChoiceField(
        choices=Strictness.choices, allow_blank=True, required=False
    )
    situations = serializers.ListField(
        child=SituationShape(), max_length=MOST["situations"], required=False
    )
    questions = serializers.ListField(
        child=AnswerShape(), max_length=MOST["questions"], required=False
    )
    sections = Sections(required=False)
    speakers = serializers.ListField(
        child=SpeakerShape(), max_length=MOST["speakers"], required=False
    )
    examples = serializers.ListField(child=ExampleShape(), max_length=MOST_EXAMPLES, required=False)
    quiz = serializers.ListField(child=QuizShape(), max_length=MOST["quiz"], required=False)
    facts = serializers.ListField(child=FactShape(), max_length=MOST["facts"], required=False)
    pairs = serializers.ListField(child=PairShape(), max_length=MOST_PAIRS, required=False)
    rules = serializers.ListField(child=RuleShape(), max_length=MOST_RULES, required=False)


class ReviewAsk(Shape):
    """Who is to review it: the id of a member who may edit the policy."""

    reviewer = serializers.UUIDField()


class ReviewAnswer(Shape):
    """Yes to the edition that was read, or no with what has to change."""

    edition = Number()
    is_yes = serializers.BooleanField()
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class PublicationCreate(Shape):
    """The edition that was read, and the number of the version in force it was compared with."""

    edition = Number()
    started_from = Number()


class OwnerWrite(Shape):
    """Who is to look after a document: the id of a member who may edit the policy."""

    owner = serializers.UUIDField()
    language = serializers.ChoiceField(choices=LANGUAGES, allow_blank=True, default="")


class KeeperShape(Shape):
    """Who is named for lines in force or in open drafts, for how many, and if still here."""

    member = Named()
    count = serializers.IntegerField()
    is_here = serializers.BooleanField()


class KeeperList(Shape):
    """All of them, those who are here no more first."""

    items = KeeperShape(many=True)


class LinesWrite(Shape):
    """Whose lines are to be whose: ids of members; the second may edit the policy."""

    of = serializers.UUIDField()
    to = serializers.UUIDField()


class LinesHanded(Shape):
    """How many lines were handed over."""

    count = serializers.IntegerField()
