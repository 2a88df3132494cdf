"""Rules on what went out, for programs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policies.api.rules import RulesToTry, asked_rules
from policies.api.shapes import RULE_CODES
from policies.models import Severity
from sharing.trials import Trial, try_on_past
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class QuoteShape(Shape):
    """The beginning of a suggested caption in which something would be found."""

    text = serializers.CharField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.choices)


class TrialShape(Shape):
    """Captions by the heaviest finding, so many at least, in steps of five.

    Null: nobody's, or those of fewer than five people.

    `looked_at` is null, and all of the above, where fewer than five people have published.
    `suggested` captions of posts are looked at too, in `found` of them something would be found.
    """

    looked_at = serializers.IntegerField(allow_null=True)
    since = serializers.DateField(allow_null=True)
    stopped = serializers.IntegerField(allow_null=True)
    held = serializers.IntegerField(allow_null=True)
    hinted = serializers.IntegerField(allow_null=True)
    suggested = serializers.IntegerField()
    found = serializers.IntegerField()
    quotes = QuoteShape(many=True)


class RuleTrials(Endpoints):
    """What rules would have said to what went out."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_READ,
        permission=Permission.EDIT_POLICY,
        takes=RulesToTry,
        gives=TrialShape,
        fields={**dict.fromkeys(RULE_CODES, "rules"), "empty": "rules"},
        weight=30,
    )
    def create(self, call: Call) -> Trial:
        """Try rules on the newest 1,000 published captions; counts alone, nothing is stored."""
        specs = asked_rules(call.data)
        if specs is None:
            raise ValidationError(_("Name a draft, or rules."), code="empty")
        return try_on_past(specs, organization=call.member.organization)
