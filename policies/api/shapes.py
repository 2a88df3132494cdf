"""Shapes of the guidelines."""

from __future__ import annotations

from django.conf import settings
from rest_framework import serializers

from policies.models import Severity
from policies.rules import KINDS
from policies.selectors import Acceptance
from tenants.rest.shapes import Moment, Named, Number, Shape

MOST_PAIRS, MOST_RULES = 40, 150
LONGEST_WORDS = 10_000
RULE_KINDS = list(KINDS)


class PairShape(Shape):
    """A do, maybe with the don't it stands instead of, and why."""

    do = serializers.CharField(max_length=300)
    dont = serializers.CharField(max_length=300, allow_blank=True, default="")
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")


class RuleShape(Shape):
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


class VersionShape(VersionLine):
    """A version as it is read."""

    intro = serializers.CharField(allow_blank=True)
    pairs = PairShape(many=True)
    rules = RuleShape(many=True)


class GuidelinesShape(Shape):
    """The version in force (null while there is none) and where one stands with it."""

    state = serializers.ChoiceField(choices=list(Acceptance))
    accepted_number = serializers.IntegerField(allow_null=True)
    accepted_at = Moment(allow_null=True)
    version = VersionShape(allow_null=True)


class AcceptanceCreate(Shape):
    """The number of the version that was read."""

    number = Number()


class VersionCreate(Shape):
    """The next version. `started_from` is the number it was written from, 0 for the first."""

    started_from = Number()
    intro = serializers.CharField(max_length=1000, allow_blank=True, default="")
    pairs = serializers.ListField(child=PairShape(), max_length=MOST_PAIRS)
    rules = serializers.ListField(child=RuleShape(), max_length=MOST_RULES, default=list)


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
