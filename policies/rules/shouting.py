"""Capitals and exclamation marks that shout.

Parameters: `{"capitals": 50, "marks": 3}`, at least one of them: the share of capital letters in
percent that is too much, and how many ! and ? in a row are. Texts of fewer than 20 letters that
have a case are too short to tell, and names in capitals ("NASA") do not count: only words of five
letters and more, those beside them, and four words in a row. The finding is the first such words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import Parameter, Sort
from policies.rules.reading import Reading

LEAST_LETTERS, LONG_WORD, LONG_RUN = 20, 5, 4
LEAST_SHARE, MOST_SHARE = 10, 100
LEAST_MARKS, MOST_MARKS = 2, 50
_MARKS = re.compile(r"[!?\u061f\u00a1\u00bf](?:\s?[!?\u061f\u00a1\u00bf])+")


class Shouting(Kind):
    """Finds texts that shout."""

    name = "shouting"
    label = _("Shouting")
    is_replaced = False
    group = Group.MANNERS
    purpose = _("Find texts that shout with capitals or exclamation marks.")
    example = _("“BIG NEWS FOR ALL OF US!!!”")
    takes = (
        Parameter(
            "capitals",
            _("Capital letters, percent"),
            Sort.NUMBER,
            _("From how much on a text shouts. Empty: capitals are not looked at."),
            least=LEAST_SHARE,
            most=MOST_SHARE,
            initial=50,
            codes=frozenset({"capitals"}),
        ),
        Parameter(
            "marks",
            _("Exclamation and question marks in a row"),
            Sort.NUMBER,
            _("From how many on. Empty: they are not looked at."),
            least=LEAST_MARKS,
            most=MOST_MARKS,
            initial=3,
            codes=frozenset({"marks"}),
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Say from how much on it is too much."""
        loud = gettext("Finds texts with %(capitals)s %% of capitals and more.")
        marked = gettext("Finds %(marks)s and more ! and ? in a row.")
        said = (loud, "capitals" in parameters), (marked, "marks" in parameters)
        return " ".join(text % parameters for text, is_there in said if is_there)

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `capitals`, `marks` (out of range)."""
        if not parameters or not set(parameters) <= {"capitals", "marks"}:
            raise ValidationError(_("Name a share of capitals, or of marks."), code="parameters")
        for name, least, most in (
            ("capitals", LEAST_SHARE, MOST_SHARE),
            ("marks", LEAST_MARKS, MOST_MARKS),
        ):
            value = parameters.get(name, least)
            if type(value) is not int or not least <= value <= most:
                message = _("Choose from %(least)s to %(most)s.")
                raise ValidationError(message, code=name, params={"least": least, "most": most})

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all of them."""
        capitals = [spec for spec in specs if "capitals" in spec.parameters]
        marks = [spec for spec in specs if "marks" in spec.parameters]
        return _ShoutingChecker(capitals, marks)


@dataclass(frozen=True)
class _ShoutingChecker:
    capitals: list[RuleSpec]
    marks: list[RuleSpec]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        if self.capitals:
            yield from self._shouted(reading)
        if self.marks:
            yield from self._marked(reading)

    def _shouted(self, reading: Reading) -> Iterator[Hit]:
        if sum(map(str.isupper, reading.written)) < LONG_WORD:
            return
        share, place = _shouted_share(reading)
        if place is None:
            return
        says = gettext("%(share)s %% of its letters are capitals.") % {"share": share}
        for spec in self.capitals:
            if share >= spec.parameters["capitals"]:
                yield Hit(spec, *place, says=says)

    def _marked(self, reading: Reading) -> Iterator[Hit]:
        for found in _MARKS.finditer(reading.folded.text):
            count = sum(not mark.isspace() for mark in found.group())
            for spec in self.marks:
                if count >= spec.parameters["marks"]:
                    yield Hit(spec, *reading.place(*found.span()))


def _shouted_share(reading: Reading) -> tuple[int, tuple[int, int] | None]:
    """Return the share of letters in shouted words, in percent, and where the first ones stand."""
    words = [*_cased(reading)]
    total = sum(letters for _place, letters, _loud in words)
    shouted = 0
    first: tuple[int, int] | None = None
    for is_loud, run in groupby(words, key=lambda word: word[2]):
        group = list(run)
        is_long = len(group) >= LONG_RUN or any(letters >= LONG_WORD for _, letters, _ in group)
        if is_loud and is_long:
            shouted += sum(letters for _place, letters, _loud in group)
            first = first or (reading.starts[group[0][0]], reading.ends[group[-1][0]])
    if total < LEAST_LETTERS:
        return 0, None
    return shouted * 100 // total, first


def _cased(reading: Reading) -> Iterator[tuple[int, int, bool]]:
    """Return the words with capital and small letters: place, letters, whether all are capital."""
    for place, (start, end) in enumerate(zip(reading.starts, reading.ends, strict=True)):
        word = reading.written[start:end]
        if word.isupper():
            yield place, sum(map(str.isupper, word)), len(word) > 1
        elif word.upper() != word.lower():
            yield place, len(word), False
