"""How the rules in force do, as who edits them may know it.

Counts alone, in steps of five and of the days before: so nobody's draft shows in them, and nobody
sees one change as a colleague shares. Below five there is no number, and nothing is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from policies.models import COUNTS, PolicyVersion, Rule, RuleTally, Severity

LABELS = {
    "found": _l("Found"),
    "taken": _l("Suggestion taken"),
    "changed": _l("Changed otherwise"),
    "kept": _l("Sent as it was"),
    "approved": _l("Sent after a yes"),
    "stopped": _l("Stopped"),
}
PERIODS = (30, 90)
"""The days that can be looked at."""
STEP = 5
OFTEN = 20
"""How often a rule has to find something before it can annoy."""
NEARLY_ALWAYS = 0.9


@dataclass(frozen=True)
class RuleLine:
    """How one rule did: counts of five and more, rounded down to fives; 0 stands for fewer."""

    rule: Rule
    found: int
    taken: int
    changed: int
    kept: int
    approved: int
    stopped: int
    only_annoys: bool
    """Whether it is found often, and what it finds is nearly always sent as it was."""

    @property
    def told(self) -> list[tuple[str, int]]:
        """Return the counts, each with what it is called."""
        return [(str(label), getattr(self, name)) for name, label in LABELS.items()]

    @property
    def is_told(self) -> bool:
        """Tell whether it found enough to say anything."""
        return self.found > 0

    @property
    def says(self) -> str:
        """Explain the numbers in a sentence."""
        if not self.is_told:
            return _("Found fewer than 5 times: too few to tell.")
        if self.only_annoys:
            return _("Found often, and nearly always sent as it was. It only annoys.")
        if self.taken + self.changed < self.kept + self.approved:
            return _("Some words are changed, more are sent as they were.")
        if self.taken > self.changed:
            return _("It helps: most take what it suggests.")
        return _("It helps: what it finds is seldom sent as it was.")

    @property
    def advice(self) -> str:
        """Say what to do about a rule that only annoys; "" for others."""
        if not self.only_annoys:
            return ""
        if self.rule.severity == Severity.APPROVAL:
            return _("Make it a hint: a yes is nearly always given. Or remove it.")
        if self.rule.suggestion:
            return _("Say better why it matters, look for less, or remove it.")
        return _("Say what to write instead, look for less, or remove it.")


@dataclass(frozen=True)
class RuleLines:
    """The rules in force, the most useful first, over whole UTC days `since` to `until`."""

    since: date
    until: date
    days: int
    version: PolicyVersion | None
    lines: list[RuleLine]


def how_rules_do(*, days: int, now: datetime) -> RuleLines:
    """Return how the rules in force did in the last days, today left out; three queries."""
    today = now.astimezone(UTC).date()
    since, until = today - timedelta(days=days), today - timedelta(days=1)
    version = PolicyVersion.objects.current()
    if version is None:
        return RuleLines(since, until, days, None, [])
    rows = RuleTally.objects.filter(day__range=(since, until)).order_by().values("key")
    sums = {row["key"]: row for row in rows.annotate(**{f"{n}_sum": Sum(n) for n in COUNTS})}
    lines = []
    for rule in Rule.objects.filter(version=version).order_by("position"):
        counts = _counts(sums.get(rule.key))
        lines.append((_uselessness(counts), _line(rule, counts)))
    lines.sort(key=lambda each: each[0])
    return RuleLines(since, until, days, version, [line for _place, line in lines])


def _counts(row: Mapping[str, Any] | None) -> dict[str, int]:
    return {name: row[f"{name}_sum"] if row else 0 for name in COUNTS}


def _line(rule: Rule, counts: Mapping[str, int]) -> RuleLine:
    is_often = counts["found"] >= OFTEN
    return RuleLine(
        rule=rule,
        only_annoys=is_often and _sent(counts) >= counts["found"] * NEARLY_ALWAYS,
        **{name: count // STEP * STEP for name, count in counts.items()},
    )


def _sent(counts: Mapping[str, int]) -> int:
    return counts["kept"] + counts["approved"]


def _uselessness(counts: Mapping[str, int]) -> tuple[bool, float, int]:
    """Sort by how much of what is found is not sent as it was, then by how often; the rest last."""
    found = counts["found"]
    if found < STEP:
        return True, 0.0, 0
    return False, _sent(counts) / found, -found
