"""Shapes of concerns and questions."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers

from content.concerns.models import REPLY_TITLE_LENGTH, ConcernKind, ConcernState, Urgency
from content.concerns.services import LONGEST_LINK, LONGEST_NOTE, LONGEST_WORDS
from policies.models import LONGEST_QUESTION
from tenants.rest.shapes import Moment, Named, PageQuery, Shape


class ConcernShape(Shape):
    """A concern or question, and where it stands; `handler` is who looks at it."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=ConcernKind.choices)
    sender = Named()
    words = serializers.CharField(allow_blank=True)
    link = serializers.CharField(allow_blank=True)
    network = serializers.CharField(allow_blank=True)
    picture = serializers.UUIDField(source="picture.public_id", allow_null=True)
    situation = serializers.UUIDField(allow_null=True)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    state = serializers.ChoiceField(choices=ConcernState.choices)
    handler = Named(allow_null=True)
    created_at = Moment()
    settled_at = Moment(allow_null=True)


class ThreadNote(Shape):
    """What somebody said; `settles` marks what came of it."""

    author = Named()
    text = serializers.CharField()
    settles = serializers.BooleanField()
    at = Moment()


class ConcernWhole(Shape):
    """A concern or question with what was said about it, the oldest first."""

    concern = ConcernShape()
    notes = ThreadNote(many=True)


class ConcernCreate(Shape):
    """What one needs help with; of a concern any of words, link and picture is enough.

    `picture` is an upload of one's own; `network` is where it is, "" elsewhere; `situation` the key
    of one in the guidelines: whom they name for it reads it too, until somebody looks at it.
    """

    kind = serializers.ChoiceField(choices=ConcernKind.choices, required=False)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, required=False)
    link = serializers.CharField(max_length=LONGEST_LINK, allow_blank=True, required=False)
    network = serializers.ChoiceField(
        choices=settings.NETWORK_CHOICES, allow_blank=True, required=False
    )
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    picture = serializers.UUIDField(required=False, allow_null=True)
    situation = serializers.UUIDField(required=False, allow_null=True)


class ConcernQuery(PageQuery):
    """What waits, or what is settled."""

    settled = serializers.BooleanField(required=False, default=False)


class ThreadWrite(Shape):
    """Words for a thread."""

    text = serializers.CharField(max_length=LONGEST_NOTE)


class OutcomeWrite(Shape):
    """What came of it; whoever raised it reads it."""

    outcome = serializers.CharField(max_length=LONGEST_NOTE)


class HandOver(Shape):
    """Which member looks after it from now on."""

    to = serializers.UUIDField()


class ReplyWrite(Shape):
    """A standard reply, and when to use it."""

    title = serializers.CharField(max_length=REPLY_TITLE_LENGTH)
    text = serializers.CharField(max_length=LONGEST_NOTE)


class ReplyShape(ReplyWrite):
    """A standard reply as it is kept."""

    id = serializers.UUIDField(source="public_id")
    changed_at = Moment()


class LeadShape(Shape):
    """Who runs the programme, null for nobody in particular."""

    lead = Named(allow_null=True)


class LeadWrite(Shape):
    """Which member runs the programme, null for nobody in particular."""

    lead = serializers.UUIDField(allow_null=True)


class OfferWrite(Shape):
    """A question and its answer, for everybody."""

    question = serializers.CharField(max_length=LONGEST_QUESTION)
    answer = serializers.CharField(max_length=LONGEST_NOTE)


class OfferShape(Shape):
    """The draft of the guidelines that holds it now."""

    draft = serializers.UUIDField(source="public_id")
