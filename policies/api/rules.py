"""Rules for programs: which kinds there are and what each takes, and a bench to try them on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from policies.api.plain import taken
from policies.api.shapes import LONGEST_WORDS, RULE_CODES, RULE_KINDS, FindingShape, RuleShape
from policies.contents import MOST_RULES, Contents, contents_of, read_contents
from policies.models import PolicyVersion
from policies.rule_lines import find_checked_draft, spec_of, specs_of
from policies.rules import KINDS
from policies.rules.base import Group, RuleSpec
from policies.rules.check import validate_rule
from policies.rules.conditions import POST_KIND_NAMES, TAKES
from policies.rules.describing import Parameter, Sort
from policies.trying import LONGEST_TEXTS, MOST_TEXTS, Place, Tried, try_texts
from tenants.languages import LANGUAGES
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission, Role
from tenants.token_scopes import Scope


class RuleOptionShape(Shape):
    """A value that can be chosen, and what it is called."""

    value = serializers.CharField()
    label = serializers.CharField()


class RuleParameterShape(Shape):
    """One parameter: `least` and `most` bound a number, a text's characters or a list's entries.

    One of the sort `forms` is a language, and `"forms": true` goes with it.
    """

    name = serializers.CharField()
    label = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    sort = serializers.ChoiceField(choices=list(Sort))
    is_required = serializers.BooleanField()
    least = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True)
    options = RuleOptionShape(many=True)


class RuleKindShape(Shape):
    """A kind of rule: what it is for, and what it takes besides the conditions."""

    kind = serializers.CharField()
    label = serializers.CharField()
    group = serializers.ChoiceField(choices=list(Group))
    purpose = serializers.CharField()
    example = serializers.CharField()
    takes_suggestion = serializers.BooleanField()
    parameters = RuleParameterShape(many=True)


class RuleKindList(Shape):
    """All kinds, and the conditions that each of them takes too."""

    items = RuleKindShape(many=True)
    conditions = RuleParameterShape(many=True)


class RuleKinds(Endpoints):
    """The kinds of rules there are."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, permission=Permission.EDIT_POLICY, gives=RuleKindList)
    def index(self, call: Call) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """List the kinds of rules and what each takes."""
        items = [
            {
                "kind": kind.name,
                "label": kind.label,
                "group": kind.group,
                "purpose": kind.purpose,
                "example": kind.example,
                "takes_suggestion": kind.is_replaced and not kind.suggests,
                "parameters": _described(kind.takes),
            }
            for kind in KINDS.values()
        ]
        return {"items": items, "conditions": _described(TAKES)}


class RulesToTry(Shape):
    """Rules: those of an open or closed `draft`, or `rules` that are stored nowhere."""

    draft = serializers.UUIDField(required=False, allow_null=True, default=None)
    rules = serializers.ListField(child=RuleShape(), max_length=MOST_RULES, default=list)


class BenchWrite(RulesToTry):
    """Captions, which rules to check them against (without either, those in force), and where.

    Nothing is stored. All captions together have up to 20,000 characters.
    """

    texts = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WORDS, trim_whitespace=False),
        min_length=1,
        max_length=MOST_TEXTS,
    )
    network = serializers.ChoiceField(
        choices=settings.NETWORK_CHOICES, allow_blank=True, required=False, default=""
    )
    language = serializers.ChoiceField(choices=LANGUAGES, allow_blank=True, default="")
    post_kind = serializers.ChoiceField(
        choices=list(POST_KIND_NAMES.items()), allow_blank=True, default=""
    )
    role = serializers.ChoiceField(choices=Role.choices, allow_blank=True, default="")
    team = serializers.UUIDField(allow_null=True, default=None)


class BenchFindingShape(FindingShape):
    """A finding, with the kind of its rule and the rule's place among those asked, from 0."""

    kind = serializers.ChoiceField(choices=RULE_KINDS)
    rule = serializers.IntegerField(source="rule_id")


class TriedShape(Shape):
    """What was found in one caption; `blocks` when it could not go out like this."""

    blocks = serializers.BooleanField()
    findings = BenchFindingShape(many=True)


class BenchShape(Shape):
    """What was found, caption by caption, as they were sent."""

    items = TriedShape(many=True)


class RuleBench(Endpoints):
    """Captions on trial."""

    tag = "Guidelines"

    @endpoint(
        scope=Scope.POLICY_READ,
        permission=Permission.EDIT_POLICY,
        takes=BenchWrite,
        gives=BenchShape,
        fields={**dict.fromkeys(RULE_CODES, "rules"), "reason": "rules"},
        weight=10,
    )
    def check(self, call: Call) -> dict[str, Sequence[Tried]]:
        """Check captions against the rules in force, a draft's or others; nothing is stored."""
        data = call.data
        if sum(map(len, data["texts"])) > LONGEST_TEXTS:
            message = _("All captions together have up to %(count)s characters.")
            raise ValidationError(message, code="texts", params={"count": LONGEST_TEXTS})
        names = ("network", "language", "post_kind", "role")
        place = Place(**{name: data[name] for name in names}, team=str(data["team"] or ""))
        specs = asked_rules(data)
        if specs is None:
            specs = specs_of(contents_of(PolicyVersion.objects.current()))
        organization = call.member.organization
        tried = try_texts(data["texts"], specs, place, organization=organization, now=call.now)
        return {"items": tried}


def asked_rules(data: dict[str, Any]) -> list[RuleSpec] | None:
    """Return the rules that a `RulesToTry` names; None for neither.

    Raises Http404 for a draft that is not here, `ValidationError` with a rule's codes.
    """
    draft: UUID | None = data["draft"]
    if draft is not None:
        return specs_of(read_contents(find_checked_draft(draft).contents))
    if not data["rules"]:
        return None
    contents = Contents(**taken({"rules": data["rules"]}))
    named = enumerate(contents.rules)
    specs = [spec_of(contents, rule, str(place)) for place, rule in named]
    for spec in specs:
        validate_rule(spec)
    return specs


def _described(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(each, name) for name in ("name", "label", "hint", "sort")},
            "is_required": each.is_required,
            "least": each.least,
            "most": each.most,
            "options": [{"value": value, "label": label} for value, label in each.options()],
        }
        for each in parameters
    ]
