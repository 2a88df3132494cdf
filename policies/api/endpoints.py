"""The guidelines for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from policies.answers import find_answers
from policies.api.plain import shown_version, taken
from policies.api.shapes import (
    RULE_CODES,
    AcceptanceCreate,
    AnswersShape,
    Findings,
    GuidelinesShape,
    QuizCreate,
    QuizResult,
    SearchQuery,
    VersionCreate,
    VersionLine,
    VersionShape,
    Words,
)
from policies.models import PolicyVersion, QuizQuestion, Way
from policies.selectors import Acceptance, check_words, standing
from policies.services import acknowledge_policy, publish_policy
from policies.services.quizzing import answer_quiz
from policies.structure import quiz_of
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

SITUATION = (
    *("key", "kind", "title", "do", "dont", "reason", "reply"),
    *("handover_label", "handover_url"),
)


@dataclass(frozen=True)
class Stands:
    """Where a member stands."""

    state: Acceptance
    accepted_number: int | None
    accepted_at: datetime | None
    version: dict[str, Any] | None


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
        fields={"outdated": "number", "quiz": "number"},
    )
    def accept(self, call: Call) -> Stands:
        """Accept the version in force, once a person has read it and if it asks nothing."""
        version = get_object_or_404(_versions(), number=call.data["number"])
        acknowledge_policy(member=call.member, version=version, way=Way.API, now=call.now)
        return _stands(call.member)

    @endpoint(
        scope=Scope.POLICY_WRITE,
        takes=QuizCreate,
        gives=QuizResult,
        before_policy=True,
        fields={"outdated": "number"},
    )
    def answer(self, call: Call) -> dict[str, Any]:
        """Answer what the version in force asks, once a person has read it: right is accepted."""
        version = get_object_or_404(_versions(), number=call.data["number"])
        chosen = {one["position"]: frozenset(one["chosen"]) for one in call.data["answers"]}
        wrong = answer_quiz(
            member=call.member,
            version=version,
            quiz=quiz_of(version),
            chosen=chosen,
            way=Way.API,
            now=call.now,
        )
        return {"is_passed": not wrong, "wrong": [_wrong(one) for one in wrong]}

    @endpoint(scope=Scope.POLICY_READ, query=SearchQuery, gives=AnswersShape, before_policy=True)
    def search(self, call: Call) -> dict[str, Any]:
        """Find situations and questions that have all of some words; without words, all."""
        found = find_answers(PolicyVersion.objects.current(), call.query.get("q", ""))
        names = {one.tell_id: one.tell and str(one.tell.public_id) for one in found.situations}
        situations = [
            {**{name: getattr(one, name) for name in SITUATION}, "tell": names[one.tell_id] or ""}
            for one in found.situations
        ]
        return {"situations": situations, "questions": found.questions}

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
    def show(self, call: Call, number: int) -> dict[str, Any]:  # noqa: ARG002 (all are handed the call)
        """Give one version."""
        return shown_version(get_object_or_404(_versions(), number=min(number, 2**31 - 1)))

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
            **dict.fromkeys(RULE_CODES, "rules"),
        },
    )
    def publish(self, call: Call) -> dict[str, Any]:
        """Publish the next version; who publishes it has accepted it."""
        version = publish_policy(
            member=call.member,
            **taken(call.data),
            started_from=call.data["started_from"],
            now=call.now,
        )
        return shown_version(version)


def _wrong(one: QuizQuestion) -> dict[str, Any]:
    line = (one.pair.dont or one.pair.do) if one.pair else ""
    return {"position": one.position, "explanation": one.explanation, "line": line}


def _versions() -> Any:
    return PolicyVersion.objects.of().select_related("published_by")


def _stands(member: Member) -> Stands:
    stands = standing(member)
    version = shown_version(stands.version) if stands.version else None
    return Stands(stands.state, stands.accepted_number, stands.accepted_at, version)
