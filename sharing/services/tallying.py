"""Telling the guidelines' owners how rules do: what became of findings when Share was pressed.

Counted is what is sent, or was to be sent and could not: never what somebody types, and each rule
once for a click, however often and in however many words it found something. What programs send is
counted when it goes out; their refused attempts leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from policies.rules.base import Finding
from policies.services.tallying import tally_rules
from sharing.clearances import asked_of
from sharing.models import Clearance
from sharing.noticed import Noticed


def stopping(findings: Iterable[Finding], *, asks_approval: bool) -> frozenset[str]:
    """Return the rules with which words can't go out: a yes that is asked for is no obstacle."""
    return frozenset(
        one.rule_id for one in findings if one.blocks or (one.needs_approval and not asks_approval)
    )


def tally_stopped(*, stopped: frozenset[str], noticed: Noticed, now: datetime) -> None:
    """Count rules for which nothing of a click went out; tried again, they count no more."""
    fresh = stopped - noticed.counted
    tally_rules(found=fresh, stopped=fresh, now=now)


def tally_sent(
    *, findings: Iterable[Finding], stopped: frozenset[str], noticed: Noticed, now: datetime
) -> None:
    """Count what became of all that was found in a click that made shares.

    `stopped` are rules for which one of its places was left out.
    """
    found = frozenset(one.rule_id for one in findings)
    hints = {one.rule_id for one in findings if not (one.blocks or one.needs_approval)}
    gone = noticed.seen - found
    tally_rules(
        found=(noticed.seen | found) - noticed.counted,
        taken=gone & noticed.taken,
        changed=gone - noticed.taken,
        kept=hints,
        stopped=stopped - noticed.counted,
        now=now,
    )


def tally_approved(*, clearance: Clearance, now: datetime) -> None:
    """Count the rules in whose face somebody said yes."""
    tally_rules(approved={one.rule for one in asked_of(clearance)}, now=now)
