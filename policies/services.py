"""Every write to the policy: publishing a version, accepting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies.models import Acknowledgement, Kind, Pair, Policy, PolicyVersion, Rule
from policies.rules import KINDS
from policies.selectors import document
from tenants.audit import record
from tenants.models import Act, Member
from tenants.webhooks import WebhookEvent, emit


@dataclass(frozen=True)
class PairDraft:
    """A do, maybe with the don't it stands instead of and why."""

    do: str
    dont: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RuleDraft:
    """Something to look for; `clause` is the place of its pair among the drafts, from 0."""

    parameters: Mapping[str, Any]
    reason: str
    suggestion: str = ""
    severity: str = "hint"
    kind: str = "banned_phrase"
    clause: int | None = None


@transaction.atomic
def publish_policy(
    *,
    member: Member,
    intro: str,
    pairs: Sequence[PairDraft],
    rules: Sequence[RuleDraft],
    started_from: int,
    now: datetime,
) -> PolicyVersion:
    """Publish the next version of the content policy; who publishes it has accepted it.

    `started_from` is the number the editor saw, 0 when there was none; the first version makes the
    policy, and its publisher the owner. Raises `ValidationError`: `stale` (somebody published
    meanwhile), `unchanged`, `empty` (no pair), `do` (a don't without its do), `reason` (a don't or
    rule without one), `duplicate` (the same rule twice), `kind`, `clause`, or a kind's own codes.
    """
    _check_pairs(pairs)
    _check_rules(rules, len(pairs))
    policy, _made = Policy.objects.get_or_create(kind=Kind.CONTENT, defaults={"owner": member})
    Policy.objects.select_for_update().get(pk=policy.pk)
    current = PolicyVersion.objects.current()
    number = current.number if current else 0
    if number != started_from:
        message = _("Version %(number)s was published while you were writing.")
        raise ValidationError(message, code="stale", params={"number": number})
    if current is not None and _content(current) == (intro, list(pairs), list(rules)):
        raise ValidationError(_("Nothing has changed since the last version."), code="unchanged")
    version: PolicyVersion = PolicyVersion.objects.create(
        policy=policy, number=number + 1, intro=intro, published_at=now, published_by=member
    )
    _store(version, pairs, rules)
    _record(version, current, rules, by=member, now=now)
    Acknowledgement.objects.create(member=member, version=version, at=now)
    return version


def acknowledge_policy(*, member: Member, version: PolicyVersion, now: datetime) -> Acknowledgement:
    """Record that a member accepted the version in force; a second time changes nothing.

    Raises `ValidationError`: `outdated` when a newer version is in force.
    """
    current = PolicyVersion.objects.current()
    if current is None or current.pk != version.pk:
        message = _("The guidelines were changed meanwhile. Please read the new ones.")
        raise ValidationError(message, code="outdated")
    accepted: Acknowledgement
    accepted, _made = Acknowledgement.objects.get_or_create(
        member=member, version=version, defaults={"at": now}
    )
    return accepted


def _record(
    version: PolicyVersion,
    before: PolicyVersion | None,
    rules: Sequence[RuleDraft],
    *,
    by: Member,
    now: datetime,
) -> None:
    data = {"version": version.number}
    record(Act.POLICY_PUBLISHED, by=by, about=version, data=data, now=now)
    had = _content(before)[2] if before else []
    added, gone = [r for r in rules if r not in had], [r for r in had if r not in rules]
    if added or gone:
        changed = {**data, "added": len(added), "removed": len(gone)}
        record(Act.RULES_CHANGED, by=by, about=version, data=changed, now=now)
    emit(WebhookEvent.POLICY_PUBLISHED, {"version": version.number}, now=now)


def _check_pairs(pairs: Sequence[PairDraft]) -> None:
    if not pairs:
        raise ValidationError(_("Say at least one thing that people may do."), code="empty")
    for pair in pairs:
        if not pair.do.strip():
            message = _("“%(dont)s” needs what to do instead.")
            raise ValidationError(message, code="do", params={"dont": pair.dont})
        if pair.dont and not pair.reason.strip():
            message = _("“%(dont)s” needs its reason.")
            raise ValidationError(message, code="reason", params={"dont": pair.dont})


def _check_rules(rules: Sequence[RuleDraft], pair_count: int) -> None:
    seen: list[tuple[str, Mapping[str, Any]]] = []
    for rule in rules:
        if rule.kind not in KINDS:
            raise ValidationError(_("There is no such kind of rule."), code="kind")
        KINDS[rule.kind].validate(rule.parameters)
        if not rule.reason.strip():
            raise ValidationError(_("Each rule needs its reason."), code="reason")
        if rule.clause is not None and not 0 <= rule.clause < pair_count:
            raise ValidationError(_("A rule belongs to a line that is not there."), code="clause")
        if (rule.kind, rule.parameters) in seen:
            raise ValidationError(_("The same rule is there twice."), code="duplicate")
        seen.append((rule.kind, rule.parameters))


def _content(version: PolicyVersion) -> tuple[str, list[PairDraft], list[RuleDraft]]:
    read = document(version)
    places = {pair.pk: place for place, pair in enumerate(read.pairs)}
    pairs = [PairDraft(pair.do, pair.dont, pair.reason) for pair in read.pairs]
    rules = [
        RuleDraft(
            rule.parameters,
            rule.reason,
            rule.suggestion,
            rule.severity,
            rule.kind,
            places[rule.pair_id] if rule.pair_id else None,
        )
        for rule in read.rules
    ]
    return version.intro, pairs, rules


def _store(version: PolicyVersion, pairs: Sequence[PairDraft], rules: Sequence[RuleDraft]) -> None:
    made = [
        Pair(version=version, position=place, do=pair.do, dont=pair.dont, reason=pair.reason)
        for place, pair in enumerate(pairs, start=1)
    ]
    for pair in made:
        pair.clean_fields(exclude=["organization", "version"])
    Pair.objects.bulk_create(made)
    looked_for = [
        Rule(
            version=version,
            position=place,
            kind=rule.kind,
            severity=rule.severity,
            parameters=dict(rule.parameters),
            reason=rule.reason,
            suggestion=rule.suggestion,
            pair=None if rule.clause is None else made[rule.clause],
        )
        for place, rule in enumerate(rules, start=1)
    ]
    for rule in looked_for:
        rule.clean_fields(exclude=["organization", "version", "pair"])
    Rule.objects.bulk_create(looked_for)
