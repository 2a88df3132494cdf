"""How rules do, for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from policies.api.shapes import RULE_KINDS
from policies.models import Severity
from policies.tallies import PERIODS, how_rules_do
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class DaysQuery(Shape):
    """How many of the last days: 30 or 90."""

    days = serializers.ChoiceField(choices=PERIODS, required=False, default=PERIODS[0])


class Tally(serializers.IntegerField):
    """A count in steps of five, rounded down; null for fewer than five, or of fewer people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        """Write the count."""
        return super().to_representation(value) or None


class RuleTallyShape(Shape):
    """How one rule did. Counts go in steps of five, rounded down.

    Null is fewer than five, or with fewer than five people behind it.
    Of what it `found` when somebody pressed Share: its suggestion was `taken`, the words were
    `changed` otherwise, `kept` in spite of a hint, `approved` by somebody, or `stopped`.
    """

    kind = serializers.ChoiceField(choices=RULE_KINDS, source="rule.kind")
    severity = serializers.ChoiceField(choices=Severity.choices, source="rule.severity")
    parameters = serializers.DictField(source="rule.parameters")
    reason = serializers.CharField(source="rule.reason")
    found = Tally()
    taken = Tally()
    changed = Tally()
    kept = Tally()
    approved = Tally()
    stopped = Tally()
    only_annoys = serializers.BooleanField()


class RuleTalliesShape(Shape):
    """The rules in force, the most useful first, over days in UTC, both inclusive."""

    since = serializers.DateField()
    until = serializers.DateField()
    rules = RuleTallyShape(many=True, source="lines")


class RuleTallies(Endpoints):
    """What becomes of what rules find."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_READ,
        permission=Permission.EDIT_POLICY,
        query=DaysQuery,
        gives=RuleTalliesShape,
    )
    def show(self, call: Call) -> Any:
        """Say how often each rule found something, and what became of it; today not yet."""
        return how_rules_do(days=call.query["days"], now=call.now)
