"""What rules are made of, as plain values. Nothing here knows a database, a request or a clock."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.rules.conditions import check_conditions, own_parameters
from policies.rules.describing import Parameter
from policies.rules.reading import Reading

HINT, APPROVAL, BLOCK = "hint", "approval", "block"
WEIGHTS: dict[str, int] = {HINT: 0, APPROVAL: 1, BLOCK: 2}
"""Severities, the heavier the higher; where two findings overlap the heavier one is told."""


MOST_HITS = 50
"""How often a rule is told in one text: whoever has so much to change sees the rest afterwards."""


@dataclass(frozen=True)
class RuleSpec:
    """A rule as stored; `clause` is the don't it enforces, `anchor` where the guidelines say so.

    `parameters` are its kind's own, and the conditions that any kind can have.
    """

    public_id: str
    kind: str
    severity: str
    parameters: Mapping[str, Any] = field(hash=False)
    reason: str
    suggestion: str = ""
    clause: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Finding:
    """What a rule of a `kind` found: code points `start` to `end` (exclusive) of the text.

    Where something is missing they are the same place, where the suggestion is to be put in.
    `matched` is what stands there; of what is private only enough to know it by.
    """

    rule_id: str
    severity: str
    start: int
    end: int
    matched: str
    reason: str
    suggestion: str
    clause: str
    kind: str
    anchor: str = ""

    @property
    def needs_approval(self) -> bool:
        """Tell whether somebody has to agree to the text with it."""
        return self.severity == APPROVAL

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

    `suggestion` is the kind's own; else the rule's is told. `says` is what the kind adds to the
    reason. `shown` stands for what was matched where that is not to be repeated.
    """

    spec: RuleSpec
    start: int
    end: int
    suggestion: str = ""
    says: str = ""
    shown: str = ""


class Wanted(NamedTuple):
    """Words to find for a rule; all kinds' are found together, in one walk over the text.

    `language` is the one in whose forms they are found, "" for these words alone. `is_excuse`: not
    what the rule is against, but what excuses it. `is_masked`: also with signs for letters.
    """

    spec: RuleSpec
    words: str
    language: str = ""
    is_excuse: bool = False
    is_masked: bool = False


class Place(NamedTuple):
    """Where wanted words stand: code points `start` to `end` (exclusive) of the text as written."""

    wanted: Wanted
    start: int
    end: int


class Checker(Protocol):
    """The compiled rules of one kind."""

    def __call__(self, reading: Reading, places: Sequence[Place], /) -> Iterable[Hit]:
        """Return every match, in any order, overlapping or not. Linear in the text's length.

        `places` are those of the words that the kind wants, some maybe more than once.
        """
        ...


class Group(StrEnum):
    """What kinds of rules are for, in the order in which they are offered."""

    WORDS = "words"
    OURS = "ours"
    PRIVATE = "private"
    MANNERS = "manners"
    EXPERTS = "experts"

    @property
    def label(self) -> Promise:
        """What people call it."""
        return _GROUPS[self]


_GROUPS = {
    Group.WORDS: _("Words and topics to avoid"),
    Group.OURS: _("What belongs in, and how it is written"),
    Group.PRIVATE: _("What stays inside"),
    Group.MANNERS: _("How it sounds"),
    Group.EXPERTS: _("For experts"),
}


class Kind(ABC):
    """A sort of rule. Adding one is one module here and one line in `KINDS`.

    `label` is what people call it, `purpose` what it is good for in one sentence, with an
    `example`. `takes` describes its parameters: pages, the API and the docs are made of it.
    `is_replaced`: what its rules find can be written otherwise, so a rule may say how, unless the
    kind itself does (`suggests`).
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    group: ClassVar[Group]
    purpose: ClassVar[Promise]
    example: ClassVar[Promise | str]
    takes: ClassVar[tuple[Parameter, ...]]
    is_replaced: ClassVar[bool] = True
    suggests: ClassVar[bool] = False

    def validate(self, parameters: Mapping[str, Any]) -> None:
        """Raise `ValidationError` (with a code) unless the parameters make a rule of this kind."""
        check_conditions(parameters)
        self.check(own_parameters(parameters))

    @abstractmethod
    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Say in a sentence what a rule with these sound parameters looks for."""

    @abstractmethod
    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError` unless these, without the conditions, are the kind's own."""

    def wanted(self, spec: RuleSpec) -> Iterable[Wanted]:  # noqa: ARG002 (many want none)
        """Return the words to find for a rule."""
        return ()

    @abstractmethod
    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return one checker for all rules of this kind."""
