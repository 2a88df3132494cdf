"""Reads that join: the rules in force, what they find in a text, and where a member stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from policies.models import Acknowledgement, Pair, PolicyVersion, Rule
from policies.rules.base import Finding, RuleSpec
from policies.rules.check import (
    NO_RULES,
    RuleSet,
    check_text,
    compile_rules,
    disclosed_in,
    offer_disclosure,
)
from tenants.models import Member
from tenants.scope import current_organization_id

LONGEST_DISCLOSURE = 200


@dataclass(frozen=True)
class Checked:
    """What the policy in force says to a text; `version_id` is None while there is no policy."""

    version_id: int | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[Finding]:
        """Those with which the text can not go out."""
        return [finding for finding in self.findings if finding.blocks]


def check_words(text: str, network: str = "") -> Checked:
    """Check a text against the rules in force now; the organization is the one in scope.

    `network` is where it goes: rules for certain networks hold there alone, so ask for each.

    Composer, submit, API and worker ask here, so they always agree. One query; rules are compiled
    once per version and process. Places in findings count code points of `text` as given: a form's
    CR LF is two of them, so hand in what will be stored and shown.
    """
    version_id, rules, usual = _in_force(current_organization_id())
    findings = check_text(text, rules, network)
    return Checked(version_id, offer_disclosure(findings, rules, usual))


def disclosed(text: str, network: str = "") -> str:
    """Return what the text discloses of what the policy in force asks for; "" when nothing.

    As written, at most `LONGEST_DISCLOSURE` characters; several are parted by commas. One query.
    """
    _version_id, rules, _usual = _in_force(current_organization_id())
    return ", ".join(disclosed_in(text, rules, network))[:LONGEST_DISCLOSURE]


def refusal(finding: Finding) -> str:
    """Say in one sentence why a text can not go out with this finding."""
    if finding.is_missing:
        said = gettext("The policy asks for “%(words)s” near the start. %(why)s")
        return said % {"words": finding.suggestion, "why": finding.reason}
    said = gettext("The policy does not allow “%(words)s”. %(why)s")
    return said % {"words": finding.matched, "why": finding.reason}


def _in_force(organization_id: int) -> tuple[int | None, RuleSet, str]:
    """Return the version, its rules, and the organization's usual disclosure, in one query."""
    versions = PolicyVersion.objects.of().order_by("-number")
    found = versions.values_list("pk", "organization__disclosure").first()
    if found is None:
        return None, NO_RULES, ""
    return found[0], _compiled(organization_id, found[0]), found[1]


@lru_cache(maxsize=256)
def _compiled(organization_id: int, version_id: int) -> RuleSet:
    """Compile a version's rules; published versions never change, so this never goes stale."""
    rules = Rule.objects.filter(organization_id=organization_id, version=version_id)
    return compile_rules(spec(rule) for rule in rules.select_related("pair").order_by("position"))


def spec(rule: Rule) -> RuleSpec:
    """Return a stored rule as the checker takes it."""
    pair: Pair | None = rule.pair
    return RuleSpec(
        public_id=str(rule.public_id),
        kind=rule.kind,
        severity=rule.severity,
        parameters=rule.parameters,
        reason=rule.reason,
        suggestion=rule.suggestion,
        clause=(pair.dont or pair.do) if pair else "",
    )


class Acceptance(StrEnum):
    """Where a member stands with the policy."""

    NO_POLICY = "no policy"
    NEVER = "never"
    OUTDATED = "outdated"
    CURRENT = "current"


@dataclass(frozen=True)
class Standing:
    """The version in force, and the newest one the member accepted."""

    version: PolicyVersion | None
    accepted_number: int | None = None
    accepted_at: datetime | None = None

    @property
    def state(self) -> Acceptance:
        """Where the member stands."""
        if self.version is None:
            return Acceptance.NO_POLICY
        if self.accepted_number is None:
            return Acceptance.NEVER
        is_current = self.accepted_number == self.version.number
        return Acceptance.CURRENT if is_current else Acceptance.OUTDATED


def standing(member: Member) -> Standing:
    """Return where a member stands with the content policy, in one query."""
    accepted = Acknowledgement.objects.filter(
        member=member, version__policy=OuterRef("policy")
    ).order_by("-version__number")
    versions: QuerySet[PolicyVersion] = PolicyVersion.objects.annotate(
        accepted_number=Subquery(accepted.values("version__number")[:1]),
        accepted_at=Subquery(accepted.values("at")[:1]),
    )
    version = versions.current()  # type: ignore[attr-defined]  # a method of its queryset
    if version is None:
        return Standing(None)
    return Standing(version, version.accepted_number, version.accepted_at)


@dataclass(frozen=True)
class Document:
    """A version as it is read: its pairs and rules in order, or what of them changed."""

    pairs: list[Pair]
    rules: list[Rule]
    gone_pairs: list[Pair] = field(default_factory=list)
    gone_rules: list[Rule] = field(default_factory=list)

    @property
    def yes(self) -> list[Pair]:
        """What is simply fine."""
        return [pair for pair in self.pairs if not pair.dont]

    @property
    def dos(self) -> list[Pair]:
        """What to show first: what is simply fine, or every do where each has its don't."""
        return self.yes or self.pairs

    @property
    def no(self) -> list[Pair]:
        """What is better not done, each with what to do instead."""
        return [pair for pair in self.pairs if pair.dont]

    @property
    def phrases(self) -> list[Rule]:
        """Words to avoid."""
        return self._of("banned_phrase")

    @property
    def disclosures(self) -> list[Rule]:
        """What has to be said near the start."""
        return self._of("required_disclosure")

    @property
    def names(self) -> list[Rule]:
        """How our names are written."""
        return self._of("brand_spelling")

    def _of(self, kind: str) -> list[Rule]:
        return [rule for rule in self.rules if rule.kind == kind]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to read."""
        return not (self.pairs or self.rules or self.gone_pairs or self.gone_rules)


def document(version: PolicyVersion) -> Document:
    """Return a version's pairs and rules, in two queries."""
    pairs = Pair.objects.filter(version=version).order_by("position")
    rules = Rule.objects.filter(version=version).select_related("pair").order_by("position")
    return Document(list(pairs), list(rules))


def changes(version: PolicyVersion, *, since: int) -> Document:
    """Return what `version` says anew or no longer says, against the version of number `since`."""
    now = document(version)
    then = document(PolicyVersion.objects.get(policy=version.policy_id, number=since))
    pairs_then, rules_then = set(map(_said, then.pairs)), set(map(_looked_for, then.rules))
    pairs_now, rules_now = set(map(_said, now.pairs)), set(map(_looked_for, now.rules))
    return Document(
        [pair for pair in now.pairs if _said(pair) not in pairs_then],
        [rule for rule in now.rules if _looked_for(rule) not in rules_then],
        [pair for pair in then.pairs if _said(pair) not in pairs_now],
        [rule for rule in then.rules if _looked_for(rule) not in rules_now],
    )


def _said(pair: Pair) -> tuple[str, str, str]:
    return pair.do, pair.dont, pair.reason


def _looked_for(rule: Rule) -> tuple[str, str, str, str, str]:
    return rule.kind, rule.severity, repr(rule.parameters), rule.reason, rule.suggestion
