"""How a name of ours is written.

Parameters: `{"term": "Acme Cloud", "wrong": ["AcmeCloud"]}`, at most 20 wrong spellings. Found are
the wrong spellings in any case, and the term in another case or with look-alike letters; what to
write instead is the term, to the letter. Another dash or line break within it is fine unless it is
named as wrong. Left alone are addresses, handles and hashtags, which have spellings of their own,
and what is part of a name that is written right ("Acme" within "Acme Cloud").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.asides import asides
from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec, Wanted
from policies.rules.describing import Parameter, Sort, listed
from policies.rules.phrases import LONGEST_PHRASE, Phrase, PhraseIndex, phrase_of
from policies.rules.reading import Reading, read

MOST_WRONG = 20


class BrandSpelling(Kind):
    """Finds names that are not written as they should be."""

    name = "brand_spelling"
    label = _("How a name is written")
    suggests = True
    group = Group.OURS
    purpose = _("Keep a name of ours written as it should be.")
    example = _("“Acme Cloud”, not “AcmeCloud” or “ACME cloud”")
    takes = (
        Parameter(
            "term",
            _("The name as it is written"),
            Sort.TEXT,
            is_required=True,
            most=LONGEST_PHRASE,
            codes=frozenset({"empty_phrase", "long_phrase"}),
        ),
        Parameter(
            "wrong",
            _("Not like this"),
            hint=_("One on each line. Another case of the name is found anyway."),
            is_always=True,
            most=MOST_WRONG,
            codes=frozenset({"right"}),
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the spelling, and wrong ones."""
        said = {"term": parameters["term"], "wrong": listed(parameters["wrong"], _("or"))}
        if not parameters["wrong"]:
            return gettext("Wants “%(term)s” written just so.") % said
        return gettext("Wants “%(term)s”, not %(wrong)s.") % said

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `long_phrase`, `empty_phrase`, `right`."""
        term, wrong = parameters.get("term"), parameters.get("wrong")
        if set(parameters) != {"term", "wrong"} or not isinstance(wrong, list):
            raise ValidationError(_("A name has its spelling and wrong ones."), code="parameters")
        spellings = [term, *wrong]
        if not all(isinstance(each, str) for each in spellings) or len(wrong) > MOST_WRONG:
            message = _("A name has up to %(count)s wrong spellings.")
            raise ValidationError(message, code="parameters", params={"count": MOST_WRONG})
        if any(len(each) > LONGEST_PHRASE for each in spellings):
            message = _("Keep each spelling to %(count)s characters.")
            raise ValidationError(message, code="long_phrase", params={"count": LONGEST_PHRASE})
        if not all(read(each).texts for each in spellings):
            raise ValidationError(_("Write the name as it should be."), code="empty_phrase")
        if _shape(parameters["term"]) in map(_shape, wrong):
            message = _("One of the wrong spellings is the right one.")
            raise ValidationError(message, code="right")

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all names."""
        names = {spec.public_id: _name(spec) for spec in specs}
        return _SpellingChecker(PhraseIndex(p for s in specs for p in _phrases(s)), names)


@dataclass(frozen=True)
class _Name:
    """A name as it is written, compared as `_shape` has it."""

    term: str
    wrong: frozenset[str]

    def is_right(self, written: str) -> bool:
        shape = _shape(written)
        if shape == self.term or shape in self.wrong:
            return shape == self.term
        return _undashed(shape) == _undashed(self.term)


@dataclass(frozen=True)
class _SpellingChecker:
    index: PhraseIndex
    names: dict[str, _Name]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        right = bytearray(len(reading.written))
        wrong: list[Hit] = []
        for phrase, first, last in self.index.find(reading):
            start, end = reading.starts[first], reading.ends[last]
            if self.names[phrase.wanted.spec.public_id].is_right(reading.written[start:end]):
                right[start:end] = b"\x01" * (end - start)
            elif phrase.is_meant(reading, first):
                spec = phrase.wanted.spec
                wrong.append(Hit(spec, start, end, spec.parameters["term"]))
        apart = asides(reading.written) if wrong else bytearray()
        for hit in wrong:
            is_part = right.find(0, hit.start, hit.end) < 0
            if not is_part and apart.find(1, hit.start, hit.end) < 0:
                yield hit


def _name(spec: RuleSpec) -> _Name:
    return _Name(_shape(spec.parameters["term"]), frozenset(map(_shape, spec.parameters["wrong"])))


def _phrases(spec: RuleSpec) -> list[Phrase]:
    """Return each spelling once, as it is read."""
    spellings = [spec.parameters["term"], *spec.parameters["wrong"]]
    phrases = [phrase_of(Wanted(spec, spelling)) for spelling in spellings]
    return list({tuple(phrase.texts): phrase for phrase in phrases if phrase.texts}.values())


def _shape(written: str) -> str:
    """Return a spelling without what prints nothing, each white space being a space."""
    shown = (c for c in written if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def _undashed(shape: str) -> str:
    parted = (" " if unicodedata.category(c) in {"Pd", "Pc"} else c for c in shape)
    return " ".join("".join(parted).split())
