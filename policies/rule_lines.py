"""The rules of a document as people read them, and as the checker takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from policies.contents import Contents, RuleDraft
from policies.marks import mark_of
from policies.models import Draft
from policies.rules import KINDS
from policies.rules.base import Group, RuleSpec
from policies.rules.conditions import tell_conditions
from tenants.models import Team


@dataclass(frozen=True)
class RuleLine:
    """A rule in sentences: what it finds and where it holds ("" is everywhere).

    `mark` names it among the rules of its document, `line` is the don't or do it belongs to.
    """

    mark: str
    rule: RuleDraft
    label: Promise
    finds: str
    where: str
    line: str


@dataclass(frozen=True)
class RuleGroup:
    """The rules that are for the same."""

    label: Promise
    lines: list[RuleLine]


def rule_line(contents: Contents, rule: RuleDraft, teams: Mapping[str, str]) -> RuleLine:
    """Return a rule as people read it; `teams` are the names of teams by their ids."""
    kind = KINDS[rule.kind]
    return RuleLine(
        mark_of(rule),
        rule,
        kind.label,
        kind.tells(rule.parameters),
        tell_conditions(rule.parameters, teams),
        _line(contents, rule),
    )


def rule_groups(contents: Contents, teams: Mapping[str, str]) -> list[RuleGroup]:
    """Return all rules, by what they are for, in their order."""
    groups = []
    for group in Group:
        rules = (rule for rule in contents.rules if KINDS[rule.kind].group is group)
        if lines := [rule_line(contents, rule, teams) for rule in rules]:
            groups.append(RuleGroup(group.label, lines))
    return groups


def find_checked_draft(public_id: UUID) -> Draft:
    """Return a draft whose rules will be looked for. Raises Http404."""
    drafts = Draft.objects.select_related("policy")
    found: Draft = get_object_or_404(drafts, public_id=public_id)
    if not found.policy.is_checked:
        raise Http404
    return found


def team_names() -> dict[str, str]:
    """Return the names of the teams by their ids, by name; one query."""
    teams = Team.objects.order_by("sort_key", "pk").values_list("public_id", "name")
    return {str(public_id): name for public_id, name in teams}


def line_choices(contents: Contents) -> list[tuple[str, str]]:
    """Return the lines that a rule can belong to, by their marks."""
    return [(mark_of(pair), pair.dont or pair.do) for pair in contents.pairs]


def specs_of(contents: Contents) -> list[RuleSpec]:
    """Return the rules as the checker takes them, each named by its place."""
    return [spec_of(contents, rule, str(place)) for place, rule in enumerate(contents.rules)]


def spec_of(contents: Contents, rule: RuleDraft, name: str = "") -> RuleSpec:
    """Return a rule as the checker takes it."""
    return RuleSpec(
        public_id=name,
        kind=rule.kind,
        severity=rule.severity,
        parameters=rule.parameters,
        reason=rule.reason,
        suggestion=rule.suggestion,
        clause=_line(contents, rule),
    )


def _line(contents: Contents, rule: RuleDraft) -> str:
    if rule.clause is None or rule.clause >= len(contents.pairs):
        return ""
    pair = contents.pairs[rule.clause]
    return pair.dont or pair.do
