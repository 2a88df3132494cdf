"""The guidelines for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from policies.api.shapes import (
    AcceptanceCreate,
    Findings,
    GuidelinesShape,
    VersionCreate,
    VersionLine,
    VersionShape,
    Words,
)
from policies.models import Kind, Pair, PolicyVersion
from policies.selectors import Acceptance, check_words, document, standing
from policies.services import PairDraft, RuleDraft, acknowledge_policy, publish_policy
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope


@dataclass(frozen=True)
class Read:
    """A version as it is read."""

    number: int
    published_at: datetime
    published_by: Member | None
    intro: str
    pairs: list[Pair]
    rules: list[dict[str, Any]]


@dataclass(frozen=True)
class Stands:
    """Where a member stands."""

    state: Acceptance
    accepted_number: int | None
    accepted_at: datetime | None
    version: Read | None


class Guidelines(Endpoints):
    """The version in force."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, gives=GuidelinesShape, before_policy=True)
    def show(self, call: Call) -> Stands:
        """Give the guidelines in force, and which version one has accepted."""
        return _stands(call.member)

    @endpoint(
        scope=Scope.POLICY_WRITE,
        takes=AcceptanceCreate,
        gives=GuidelinesShape,
        before_policy=True,
        fields={"outdated": "number"},
    )
    def accept(self, call: Call) -> Stands:
        """Accept the version in force, once a person has read it."""
        version = get_object_or_404(_versions(), number=call.data["number"])
        acknowledge_policy(member=call.member, version=version, now=call.now)
        return _stands(call.member)

    @endpoint(scope=Scope.POLICY_READ, takes=Words, gives=Findings)
    def check(self, call: Call) -> dict[str, Any]:
        """Check words against the rules in force; nothing is stored."""
        checked = check_words(
            call.data["text"], call.data["network"], member=call.member, now=call.now
        )
        return {"blocks": bool(checked.blocking), "findings": checked.findings}


class Versions(Endpoints):
    """All versions there were."""

    tag = "Guidelines"

    @endpoint(scope=Scope.POLICY_READ, query=PageQuery, gives=VersionLine, before_policy=True)
    def index(self, call: Call) -> Page:
        """List versions, newest first."""
        return call.cut.take(_versions(), "-number")

    @endpoint(scope=Scope.POLICY_READ, gives=VersionShape, before_policy=True)
    def show(self, call: Call, number: int) -> Read:  # noqa: ARG002 (all are handed the call)
        """Give one version."""
        return _read(get_object_or_404(_versions(), number=min(number, 2**31 - 1)))

    @endpoint(
        scope=Scope.POLICY_WRITE,
        permission=Permission.EDIT_POLICY,
        takes=VersionCreate,
        gives=VersionShape,
        status=201,
        once=True,
        before_policy=True,
        fields={
            "stale": "started_from",
            "empty": "pairs",
            "do": "pairs",
            "reason": "pairs",
            **dict.fromkeys(
                ("duplicate", "kind", "clause", "parameters", "long_phrase", "empty_phrase"),
                "rules",
            ),
        },
    )
    def publish(self, call: Call) -> Read:
        """Publish the next version; who publishes it has accepted it."""
        version = publish_policy(
            member=call.member,
            intro=call.data["intro"],
            pairs=[PairDraft(**pair) for pair in call.data["pairs"]],
            rules=[_draft(rule) for rule in call.data["rules"]],
            started_from=call.data["started_from"],
            now=call.now,
        )
        return _read(version)


def _versions() -> Any:
    rows = PolicyVersion.objects.filter(policy__kind=Kind.CONTENT)
    return rows.select_related("published_by")


def _stands(member: Member) -> Stands:
    stands = standing(member)
    version = _read(stands.version) if stands.version else None
    return Stands(stands.state, stands.accepted_number, stands.accepted_at, version)


def _read(version: PolicyVersion) -> Read:
    found = document(version)
    places = {pair.pk: place for place, pair in enumerate(found.pairs)}
    rules = [
        {
            "kind": rule.kind,
            "severity": rule.severity,
            "parameters": rule.parameters,
            "reason": rule.reason,
            "suggestion": rule.suggestion,
            "pair": places.get(rule.pair_id or 0),
        }
        for rule in found.rules
    ]
    by, at = version.published_by, version.published_at
    return Read(version.number, at, by, version.intro, found.pairs, rules)


def _draft(rule: dict[str, Any]) -> RuleDraft:
    known = {name: value for name, value in rule.items() if name != "pair"}
    return RuleDraft(**known, clause=rule["pair"])
