"""Reads that join: the rules in force, what they find in a text, and where a member stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
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
from policies.rules.conditions import Occasion
from policies.rules.required_disclosure import RequiredDisclosure
from tenants.models import Member, Team
from tenants.roles import Role
from tenants.scope import current_organization_id

LONGEST_DISCLOSURE = 200


@dataclass(frozen=True)
class Checked:
    """What the policy in force says to a text; `version_id` is None while there is no policy.

    `until` is when that can change by itself: the first of the rules that don't let it out ends, or
    another begins to hold; None for never.
    """

    version_id: int | None
    findings: list[Finding] = field(default_factory=list)
    until: datetime | None = None

    @property
    def blocking(self) -> list[Finding]:
        """Those with which the text can not go out."""
        return [finding for finding in self.findings if finding.blocks]


def check_words(
    text: str,
    network: str = "",
    *,
    member: Member | None = None,
    now: datetime | None = None,
    language: str = "",
    post_kind: str = "",
) -> Checked:
    """Check a text against the rules in force now; the organization is the one in scope.

    `network` is where it goes, `member` who shares it, `language` ("" is the organization's) and
    `post_kind` are its post's: rules for certain ones hold there alone, so ask for each. `now` is
    the clock's when left out.

    Composer, submit, API and worker ask here, so they always agree. One query; rules are compiled
    once per version and process. Places in findings count code points of `text` as given: a form's
    CR LF is two of them, so hand in what will be stored and shown.
    """
    force = _in_force(current_organization_id(), member)
    occasion = _occasion(
        force, network=network, member=member, now=now, language=language, post_kind=post_kind
    )
    return _checked(text, force, occasion)


def disclosed(
    text: str,
    network: str = "",
    *,
    member: Member | None = None,
    now: datetime | None = None,
    language: str = "",
    post_kind: str = "",
) -> str:
    """Return what the text discloses of what the policy in force asks for; "" when nothing.

    As written, at most `LONGEST_DISCLOSURE` characters; several are parted by commas. One query.
    """
    force = _in_force(current_organization_id(), member)
    occasion = _occasion(
        force, network=network, member=member, now=now, language=language, post_kind=post_kind
    )
    return ", ".join(disclosed_in(text, force.rules, occasion))[:LONGEST_DISCLOSURE]


def rules_for(
    networks: Iterable[str], *, member: Member, now: datetime, language: str, post_kind: str
) -> frozenset[str]:
    """Return the ids of the rules that hold for a member at any of some networks. One query."""
    force = _in_force(current_organization_id(), member)
    occasion = _occasion(
        force, network="", member=member, now=now, language=language, post_kind=post_kind
    )
    there = [force.rules.awake(replace(occasion, network=one)) for one in networks]
    return frozenset[str]().union(*there)


@dataclass(frozen=True)
class Words:
    """A text to check, and what `check_words` is told of it. The member comes with their team."""

    text: str
    network: str
    member: Member
    language: str
    post_kind: str


def check_each(asked: Sequence[Words], *, now: datetime) -> list[Checked]:
    """Check many texts as `check_words` does each; one query for all of them."""
    force = _in_force(current_organization_id(), None)
    checked = []
    for one in asked:
        team = one.member.team
        occasion = _occasion(
            replace(force, team=str(team.public_id) if team else ""),
            network=one.network,
            member=one.member,
            now=now,
            language=one.language,
            post_kind=one.post_kind,
        )
        checked.append(_checked(one.text, force, occasion))
    return checked


def _checked(text: str, force: _Force, occasion: Occasion) -> Checked:
    findings = check_text(text, force.rules, occasion)
    stopping = [one.rule_id for one in findings if one.blocks or one.needs_approval]
    return Checked(
        force.version_id,
        offer_disclosure(findings, force.rules, force.disclosure),
        force.rules.next_change(stopping, occasion),
    )


def refusal(finding: Finding) -> str:
    """Say in one sentence why a text can not go out with this finding."""
    if finding.is_missing and not finding.suggestion:
        return finding.reason
    if finding.is_missing:
        said = gettext("The policy asks for “%(words)s”. %(why)s")
        if finding.kind == RequiredDisclosure.name:
            said = gettext("The policy asks for “%(words)s” near the start. %(why)s")
        return said % {"words": finding.suggestion.strip(), "why": finding.reason}
    said = gettext("The policy does not allow “%(words)s”. %(why)s")
    return said % {"words": finding.matched, "why": finding.reason}


@dataclass(frozen=True)
class _Force:
    """The version in force, its organization's disclosure and language, the member's team."""

    version_id: int | None = None
    rules: RuleSet = NO_RULES
    disclosure: str = ""
    language: str = ""
    team: str = ""


def _in_force(organization_id: int, member: Member | None) -> _Force:
    """Return what to check against, in one query."""
    team = Team.objects.filter(pk=member.team_id if member else None).values("public_id")[:1]
    versions = PolicyVersion.objects.of().order_by("-number")
    said = "pk", "organization__disclosure", "organization__language"
    found = versions.values_list(*said, Subquery(team)).first()
    if found is None:
        return _Force()
    version_id, disclosure, language, team_id = found
    return _Force(
        version_id,
        _compiled(organization_id, version_id),
        disclosure,
        language or settings.LANGUAGE_CODE,
        str(team_id or ""),
    )


def _occasion(
    force: _Force,
    *,
    network: str,
    member: Member | None,
    now: datetime | None,
    language: str,
    post_kind: str,
) -> Occasion:
    return Occasion(
        network=network,
        now=now or timezone.now(),
        roles=frozenset({*member.roles, Role.ADVOCATE.value}) if member else frozenset(),
        team=force.team,
        languages=frozenset({(language or force.language).partition("-")[0]}),
        post_kind=post_kind,
    )


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
        anchor=pair.anchor if pair else rule.anchor,
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

    @property
    def others(self) -> list[Rule]:
        """What else is looked for, each told by its reason."""
        told = ("banned_phrase", "required_disclosure", "brand_spelling")
        return [rule for rule in self.rules if rule.kind not in told]

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
