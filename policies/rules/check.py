"""Check a text against rules: the same few lines for composer, submit, API and worker."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from policies.rules import KINDS
from policies.rules.base import WEIGHTS, Checker, Finding, Hit, RuleSpec
from policies.rules.reading import read


@dataclass(frozen=True)
class RuleSet:
    """Compiled rules, safe to share between threads; `order` is each rule's place in the policy."""

    checkers: tuple[Checker, ...]
    order: dict[str, int]


NO_RULES = RuleSet((), {})


def compile_rules(specs: Iterable[RuleSpec]) -> RuleSet:
    """Return the rules ready to check texts. Raises `KeyError` for a kind we do not have."""
    known = list(specs)
    by_kind = groupby(sorted(known, key=lambda spec: spec.kind), key=lambda spec: spec.kind)
    checkers = tuple(KINDS[name].compile(list(group)) for name, group in by_kind)
    return RuleSet(checkers, {spec.public_id: place for place, spec in enumerate(known)})


def check_text(text: str, rules: RuleSet) -> list[Finding]:
    """Return what the rules find, in the order of the text, none overlapping another.

    Of overlapping matches the heaviest is told, then the longest, then the first of the policy:
    a hint never hides what blocks.
    """
    if not rules.checkers or not text:
        return []
    reading = read(text)
    hits = [hit for checker in rules.checkers for hit in checker(reading)]
    hits.sort(key=lambda hit: _preference(hit, rules))
    kept: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in hits:
        place = bisect_left(taken, (hit.start, hit.end))
        is_free_before = place == 0 or taken[place - 1][1] <= hit.start
        if is_free_before and (place == len(taken) or hit.end <= taken[place][0]):
            taken.insert(place, (hit.start, hit.end))
            kept.append(hit)
    return [_finding(text, hit) for hit in sorted(kept, key=lambda hit: hit.start)]


def _preference(hit: Hit, rules: RuleSet) -> tuple[int, int, int, int]:
    weight = WEIGHTS[hit.spec.severity]
    return -weight, hit.start - hit.end, rules.order[hit.spec.public_id], hit.start


def _finding(text: str, hit: Hit) -> Finding:
    spec = hit.spec
    return Finding(
        rule_id=spec.public_id,
        severity=spec.severity,
        start=hit.start,
        end=hit.end,
        matched=text[hit.start : hit.end],
        reason=spec.reason,
        suggestion=spec.suggestion,
        clause=spec.clause,
    )
