"""What rules are made of, as plain values. Nothing here knows a database, a request or a clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from policies.rules.reading import Reading

HINT, BLOCK = "hint", "block"
WEIGHTS: dict[str, int] = {HINT: 0, BLOCK: 1}
"""Severities, the heavier the higher; where two findings overlap the heavier one is told."""


@dataclass(frozen=True)
class RuleSpec:
    """A rule as stored; `parameters` belong to its kind, `clause` is the don't it enforces.

    Whatever its kind, `networks` among the parameters says that it holds on those alone.
    """

    public_id: str
    kind: str
    severity: str
    parameters: Mapping[str, Any] = field(hash=False)
    reason: str
    suggestion: str = ""
    clause: str = ""

    def holds_on(self, network: str) -> bool:
        """Tell whether it is for words that go to this network; "" is none in particular."""
        named = self.parameters.get("networks")
        return not named or network in named


@dataclass(frozen=True)
class Finding:
    """What a rule found: code points `start` to `end` (exclusive) of the text as written.

    Where something is missing they are the same place, where the suggestion is to be put in.
    """

    rule_id: str
    severity: str
    start: int
    end: int
    matched: str
    reason: str
    suggestion: str
    clause: str

    @property
    def blocks(self) -> bool:
        """Tell whether the text can not go out with it."""
        return self.severity == BLOCK

    @property
    def is_missing(self) -> bool:
        """Tell whether something is to be put in, not to be written otherwise."""
        return self.start == self.end


class Hit(NamedTuple):
    """That a rule matches code points `start` to `end` of the text as written.

    `suggestion` is the kind's own; else the rule's is told.
    """

    spec: RuleSpec
    start: int
    end: int
    suggestion: str = ""


class Checker(Protocol):
    """The compiled rules of one kind."""

    def __call__(self, reading: Reading) -> Iterable[Hit]:
        """Return every match, in any order, overlapping or not. Linear in the text's length."""
        ...


class Kind(Protocol):
    """A sort of rule. Adding one is one module here and one line in `KINDS`."""

    name: str

    def validate(self, parameters: Mapping[str, Any]) -> None:
        """Raise `ValidationError` (with a code) unless the parameters make a rule of this kind."""
        ...

    def compile(self, specs: Sequence[RuleSpec]) -> Checker:
        """Return one checker for all rules of this kind."""
        ...
