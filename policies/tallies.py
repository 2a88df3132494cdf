"""How the rules in force do, as who edits them may know it.

Counts alone, in steps of five and of the days before: so nobody's draft shows in them, and nobody
sees one change as a colleague shares. Below five, or with fewer than five people behind it, there
is no number and nothing is told apart; nor of a rule for teams or roles of fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BitOr
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from policies.models import COUNTS, PolicyVersion, Rule, RuleTally, Severity
from tenants.fewest import fewest
from tenants.models import Member
from tenants.roles import Role

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
class RuleRecord:
    """How one rule did: counts of five and more, rounded down to fives; 0 stands for fewer.

    Or for fewer than five people: some more may be needed, as two of them can leave the same mark.
    """

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
            said = _(
                "Found fewer than 5 times, or with fewer than %(few)s people: too few to tell."
            )
            return said % {"few": fewest()}
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
class RuleRecords:
    """The rules in force, the most useful first, over whole UTC days `since` to `until`."""

    since: date
    until: date
    days: int
    version: PolicyVersion | None
    lines: list[RuleRecord]


def how_rules_do(*, days: int, now: datetime) -> RuleRecords:
    """Return how the rules in force did in the last days, today left out.

    Three queries, and one where rules are for certain people.
    """
    today = now.astimezone(UTC).date()
    since, until = today - timedelta(days=days), today - timedelta(days=1)
    version = PolicyVersion.objects.current()
    if version is None:
        return RuleRecords(since, until, days, None, [])
    rows = RuleTally.objects.filter(day__range=(since, until)).order_by().values("key")
    added = {f"{name}_sum": Sum(name) for name in COUNTS}
    people = {f"{name}_people": BitOr(f"{name}_by") for name in COUNTS}
    sums = {row["key"]: row for row in rows.annotate(**added, **people)}
    rules = list(Rule.objects.filter(version=version).order_by("position"))
    for few in _for_few(rules):
        sums.pop(few, None)
    lines = []
    for rule in rules:
        counts = _counts(sums.get(rule.key))
        lines.append((_uselessness(counts), _record(rule, counts)))
    lines.sort(key=lambda each: each[0])
    return RuleRecords(since, until, days, version, [line for _place, line in lines])


def _counts(row: Mapping[str, Any] | None) -> dict[str, int]:
    return {name: row[f"{name}_sum"] if row and _has_enough(row, name) else 0 for name in COUNTS}


def _has_enough(row: Mapping[str, Any], name: str) -> bool:
    marks: int = row[f"{name}_people"]
    return marks.bit_count() >= fewest()


def _for_few(rules: Iterable[Rule]) -> list[UUID]:
    """Return the keys of rules that hold for fewer than five people, by teams and roles."""
    asked = [rule for rule in rules if rule.parameters.get("teams") or rule.parameters.get("roles")]
    if not asked:
        return []
    members = Member.objects.active().order_by().values_list("team__public_id", "roles")
    groups = [
        ({str(team)}, {*roles, Role.ADVOCATE.value}, size)
        for team, roles, size in members.annotate(size=Count("pk"))
    ]
    return [rule.key for rule in asked if _reached(rule, groups) < fewest()]


def _reached(rule: Rule, groups: Iterable[tuple[set[str], set[str], int]]) -> int:
    teams, wanted = (set(rule.parameters.get(name) or ()) for name in ("teams", "roles"))
    return sum(
        size
        for team, roles, size in groups
        if (not teams or teams & team) and (not wanted or wanted & roles)
    )


def _record(rule: Rule, counts: Mapping[str, int]) -> RuleRecord:
    is_often = counts["found"] >= OFTEN
    return RuleRecord(
        rule=rule,
        only_annoys=is_often and _sent(counts) >= counts["found"] * NEARLY_ALWAYS,
        **{name: in_steps(count) for name, count in counts.items()},
    )


def in_steps(count: int) -> int:
    """Return a number as it is told: so many at least."""
    return count // STEP * STEP


def _sent(counts: Mapping[str, int]) -> int:
    return counts["kept"] + counts["approved"]


def _uselessness(counts: Mapping[str, int]) -> tuple[bool, float, int]:
    """Sort by how much of what is found is not sent as it was, then by how often; the rest last."""
    found = counts["found"]
    if found < STEP:
        return True, 0.0, 0
    return False, _sent(counts) / found, -found
