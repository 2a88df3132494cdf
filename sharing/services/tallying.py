"""Telling the guidelines' owners how rules do: what became of findings when Share was pressed.

Counted is what is sent, or was to be sent and could not: never what somebody types, and each rule
once for a click, however often and in however many words it found something. Hints in words that
are only suggested count nothing. What programs send is counted when it goes out; their refused
attempts leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from policies.rules.base import Finding
from policies.selectors import rules_for
from policies.services.tallying import tally_rules
from sharing.clearances import asked_of
from sharing.models import Clearance
from sharing.plans import Plan


def stopping(findings: Iterable[Finding], *, asks_approval: bool) -> frozenset[str]:
    """Return the rules with which words can't go out: a yes that is asked for is no obstacle."""
    return frozenset(
        one.rule_id for one in findings if one.blocks or (one.needs_approval and not asks_approval)
    )


def tally_stopped(*, plan: Plan, stopped: frozenset[str]) -> None:
    """Count rules for which nothing of a click went out; tried again, they count no more."""
    fresh = stopped - plan.compose.noticed.counted
    tally_rules(member=plan.member, found=fresh, stopped=fresh, now=plan.now)


def tally_sent(
    *, plan: Plan, findings: Iterable[Finding], own: Iterable[Finding], stopped: frozenset[str]
) -> None:
    """Count what became of all that was found in a click that made shares.

    A hint is kept where it is among those in the member's `own` words that go out: of what is
    suggested to them they have chosen nothing. `stopped` are rules for which one of its places was
    left out. Of what the page carries along, rules that hold for the member there are believed.
    """
    noticed = plan.compose.noticed
    there = {one.rule_id for one in findings}
    heavy = {one.rule_id for one in findings if one.blocks or one.needs_approval}
    kept = {one.rule_id for one in own} - heavy
    gone = _believed(plan) - there
    tally_rules(
        member=plan.member,
        found=(gone | heavy | kept) - noticed.counted,
        taken=gone & noticed.taken,
        changed=gone - noticed.taken,
        kept=kept,
        stopped=stopped - noticed.counted,
        now=plan.now,
    )


def _believed(plan: Plan) -> frozenset[str]:
    """Return what the page says was found, as far as it could be."""
    seen = plan.compose.noticed.seen
    if not seen:
        return seen
    return seen & rules_for(
        {place.network for place in plan.compose.places},
        member=plan.member,
        now=plan.now,
        language=plan.post.language,
        post_kind=plan.post.kind,
    )


def tally_approved(*, clearance: Clearance, now: datetime) -> None:
    """Count the rules in whose face somebody said yes."""
    approved = {one.rule for one in asked_of(clearance)}
    tally_rules(member=clearance.member, approved=approved, now=now)
