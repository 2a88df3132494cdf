"""Check a text against rules: the same few lines for composer, submit, API and worker."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules import KINDS
from policies.rules.base import MOST_HITS, WEIGHTS, Checker, Finding, Hit, Place, RuleSpec
from policies.rules.conditions import (
    ANYWHERE,
    Conditions,
    Occasion,
    conditions_of,
    own_parameters,
)
from policies.rules.reading import Reading, read
from policies.rules.required_disclosure import DisclosureChecker, RequiredDisclosure
from policies.rules.wanted import WordFinder


@dataclass(frozen=True)
class RuleSet:
    """Compiled rules by kind, safe to share between threads; `order` is each rule's place.

    `words` finds what all kinds want. `conditions` are of those rules that do not always hold.
    """

    words: WordFinder
    checkers: dict[str, Checker]
    order: dict[str, int]
    conditions: dict[str, Conditions]

    def asleep(self, occasion: Occasion) -> frozenset[str]:
        """Return the rules that do not hold on an occasion."""
        asked = self.conditions.items()
        return frozenset(rule_id for rule_id, one in asked if not one.hold(occasion))

    def awake(self, occasion: Occasion) -> frozenset[str]:
        """Return the rules that hold on an occasion."""
        return frozenset(self.order) - self.asleep(occasion)

    def next_change(self, rule_ids: Iterable[str], occasion: Occasion) -> datetime | None:
        """Return when the first of some rules ends by itself, or any other begins to hold there;
        None where nothing does.
        """
        asked = (self.conditions.get(rule_id) for rule_id in rule_ids)
        ends = [one.end for one in asked if one and one.end]
        begins = [start for one in self.conditions.values() if (start := one.start_after(occasion))]
        return min((*ends, *begins), default=None)

    def hits(self, reading: Reading, *kinds: str) -> Iterator[Hit]:
        """Return all that is matched, by rules of these kinds alone if any are named."""
        places: dict[str, list[Place]] = {}
        is_wanted = not kinds or not self.words.kinds.isdisjoint(kinds)
        for place in self.words.find(reading) if is_wanted else ():
            places.setdefault(place.wanted.spec.kind, []).append(place)
        told: Counter[str] = Counter()
        for kind in kinds or self.checkers:
            for hit in self.checkers[kind](reading, places.get(kind, ())):
                told[hit.spec.public_id] += 1
                if told[hit.spec.public_id] <= MOST_HITS:
                    yield hit


MOST_SUGGESTIONS = 12
_LEAST_REACH = 20
NO_RULES = RuleSet(WordFinder(()), {}, {}, {})


def compile_rules(specs: Iterable[RuleSpec]) -> RuleSet:
    """Return the rules ready to check texts. Raises `KeyError` for a kind we do not have."""
    known = list(specs)
    by_kind = groupby(sorted(known, key=lambda spec: spec.kind), key=lambda spec: spec.kind)
    words = WordFinder(one for spec in known for one in KINDS[spec.kind].wanted(spec))
    checkers = {name: KINDS[name].compile(list(group)) for name, group in by_kind}
    order = {spec.public_id: place for place, spec in enumerate(known)}
    asked = ((spec.public_id, conditions_of(spec.parameters)) for spec in known)
    return RuleSet(
        words, checkers, order, {rule_id: one for rule_id, one in asked if one is not None}
    )


def validate_rule(spec: RuleSpec) -> None:
    """Raise `ValidationError` unless a rule can be published.

    With its kind's codes, `kind` for one we do not have, or `suggestion`: one that the rule itself
    finds, or of a kind whose findings nothing can stand for.
    """
    kind = KINDS.get(spec.kind)
    if kind is None:
        raise ValidationError(_("There is no such kind of rule."), code="kind")
    kind.validate(spec.parameters)
    if not spec.suggestion:
        return
    if not kind.is_replaced:
        message = _("Nothing can be written instead of what this rule finds.")
        raise ValidationError(message, code="suggestion")
    hits = compile_rules([spec]).hits(read(spec.suggestion))
    if any(hit.start < hit.end for hit in hits):
        message = _("The rule would find its own suggestion “%(words)s”.")
        raise ValidationError(message, code="suggestion", params={"words": spec.suggestion})


def check_text(text: str, rules: RuleSet, occasion: Occasion = ANYWHERE) -> list[Finding]:
    """Return what the rules find, in the order of the text, none overlapping another.

    Rules whose conditions the occasion does not meet are left out.

    Of overlapping matches the heaviest is told, then the longest, then the first of the policy:
    a hint never hides what blocks. A suggestion that its own rule would find again where it is to
    stand is left out; the first `MOST_SUGGESTIONS` are looked at, later findings have none. A rule
    is told `MOST_HITS` times at most.
    """
    if not rules.checkers:
        return []
    reading = read(text)
    asleep = rules.asleep(occasion)
    hits = [hit for hit in rules.hits(reading) if hit.spec.public_id not in asleep]
    hits.sort(key=lambda hit: _preference(hit, rules))
    kept: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in hits:
        place = bisect_left(taken, (hit.start, hit.end))
        is_free_before = place == 0 or taken[place - 1][1] <= hit.start
        if is_free_before and (place == len(taken) or hit.end <= taken[place][0]):
            taken.insert(place, (hit.start, hit.end))
            kept.append(hit)
    kept.sort(key=lambda hit: (hit.start, hit.end))
    left = count(MOST_SUGGESTIONS, -1)
    return [_finding(text, hit, _suggestion(text, hit, rules, left)) for hit in kept]


def disclosed_in(text: str, rules: RuleSet, occasion: Occasion = ANYWHERE) -> list[str]:
    """Return what the text discloses of what the rules ask for, in their order, as written."""
    checker = rules.checkers.get(RequiredDisclosure.name)
    if not isinstance(checker, DisclosureChecker):
        return []
    made = checker.made(read(text))
    asleep = rules.asleep(occasion)
    asked = [rule for rule in checker.specs if rule.public_id in made.keys() - asleep]
    asked.sort(key=lambda rule: rules.order[rule.public_id])
    return list(dict.fromkeys(made[rule.public_id] for rule in asked))


def offer_disclosure(findings: list[Finding], rules: RuleSet, usual: str) -> list[Finding]:
    """Suggest the organization's usual disclosure where it says what a rule misses."""
    checker = rules.checkers.get(RequiredDisclosure.name)
    if not usual or not isinstance(checker, DisclosureChecker):
        return findings
    enough = checker.made(read(usual))
    return [
        replace(finding, suggestion=usual) if finding.rule_id in enough else finding
        for finding in findings
    ]


def _preference(hit: Hit, rules: RuleSet) -> tuple[int, int, int, int]:
    weight = WEIGHTS[hit.spec.severity]
    return -weight, hit.start - hit.end, rules.order[hit.spec.public_id], hit.start


def _suggestion(text: str, hit: Hit, rules: RuleSet, left: Iterator[int]) -> str:
    suggestion = hit.suggestion or hit.spec.suggestion
    if not suggestion or hit.start == hit.end:
        return suggestion
    return suggestion if next(left) > 0 and not _repeats(text, hit, suggestion, rules) else ""


def _repeats(text: str, hit: Hit, suggestion: str, rules: RuleSet) -> bool:
    """Tell whether a rule finds its own suggestion again, with what stands around it."""
    reach = _reach(hit.spec)
    before = text[max(0, hit.start - reach) : hit.start]
    after = text[hit.end : hit.end + reach]
    start, end = len(before), len(before) + len(suggestion)
    hits = rules.hits(read(before + suggestion + after), hit.spec.kind)
    return any(
        one.start < end and one.end > start
        for one in hits
        if one.spec.public_id == hit.spec.public_id
    )


def _reach(spec: RuleSpec) -> int:
    """Return how many characters around a suggestion may be found together with it."""
    own = own_parameters(spec.parameters).values()
    texts = [text for one in own for text in (one if isinstance(one, list) else [one])]
    return _LEAST_REACH + max((len(text) for text in texts if isinstance(text, str)), default=0)


def _finding(text: str, hit: Hit, suggestion: str) -> Finding:
    spec = hit.spec
    return Finding(
        rule_id=spec.public_id,
        severity=spec.severity,
        start=hit.start,
        end=hit.end,
        matched=hit.shown or text[hit.start : hit.end],
        reason=f"{spec.reason} {hit.says}".strip(),
        suggestion=suggestion,
        clause=spec.clause,
        kind=spec.kind,
        anchor=spec.anchor,
    )
