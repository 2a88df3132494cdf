"""Claims that need a source: superlatives, proof, numbers.

Parameters: `{"lists": ["en", "de"], "about": ["superlatives", "proof", "numbers"], "also": ["award
winning"]}`; all three when `about` is left out. Superlatives and proof are lists that come with the
product, found like banned phrases; numbers are shares ("30 %") and multiples ("10x", "3 times
faster"). Nothing is found in a text with a link or a line that names its source, nor in a sentence
that does (`policies.rules.sourcing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec, Wanted
from policies.rules.describing import ONE_A_LINE, Parameter, Sort, chosen
from policies.rules.hosts import links_in
from policies.rules.lists import word_lists
from policies.rules.profanity import check_lists, lists_taken
from policies.rules.reading import Reading
from policies.rules.sourcing import ROLES, STUDIES, sources_in
from policies.rules.wanted import MOST_WORDS, WORD_CODES, check_words

SUPERLATIVES, PROOF, NUMBERS = "superlatives", "proof", "numbers"
ABOUT = (SUPERLATIVES, PROOF, NUMBERS)
_MORE = (
    "as|more|less|fewer|better|faster|cheaper|safer|stronger|so|mehr|weniger|schneller|besser"
    "|wi\u0119cej|mniej|szybciej|lepiej|taniej"
)
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,9}(?:[.,]\d{1,3}){0,3}(?:"
    r"\s?[%\u066a]|\s(?:percent|per cent|prozent|procent|procenta|percento)\b|\s?\ud37c\uc13c\ud2b8"
    r"|\s?\u092a\u094d\u0930\u0924\u093f\u0936\u0924|\s?[x\u00d7](?!\w)|\s?\ubc30"
    rf"|[\s-]?(?:fold|fach)\b|\s(?:times|razy|mal)(?=\s(?:{_MORE})\b))"
)


class Claim(Kind):
    """Finds claims in texts that name no source."""

    name = "claim"
    label = _("Claims without a source")
    group = Group.MANNERS
    purpose = _("Find claims that name no source: superlatives, proof, numbers.")
    example = _("“Studies show that it is 3 times faster” – which studies?")
    takes = (
        lists_taken("claims"),
        Parameter(
            "about",
            _("Claims of which sort"),
            Sort.CHOICES,
            options=lambda: [
                (SUPERLATIVES, _("superlatives")),
                (PROOF, _("proof")),
                (NUMBERS, _("numbers")),
            ],
            is_required=True,
            initial=list(ABOUT),
            codes=frozenset({"about"}),
        ),
        Parameter(
            "also", _("Words of your own"), hint=ONE_A_LINE, most=MOST_WORDS, codes=WORD_CODES
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the sorts of claims."""
        _lists, about, _also = self.takes
        said = {"what": chosen(about, parameters.get("about", ABOUT))}
        return gettext("Finds claims without a source: %(what)s.") % said

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `lists`, `about`, and what words raise."""
        if not {"lists"} <= set(parameters) <= {"lists", "about", "also"}:
            message = _("Claims have lists, what they are about, and words of your own.")
            raise ValidationError(message, code="parameters")
        check_lists("claims", parameters["lists"])
        about = parameters.get("about", list(ABOUT))
        if not isinstance(about, list) or not about or any(each not in ABOUT for each in about):
            message = _("Claims are about %(about)s.")
            raise ValidationError(message, code="about", params={"about": ", ".join(ABOUT)})
        if parameters.get("also", []) != []:
            check_words(parameters["also"])

    def wanted(self, spec: RuleSpec) -> Iterator[Wanted]:
        """Return what claims, and what names a source."""
        for language in spec.parameters["lists"]:
            said = word_lists("claims")[language]
            for about in spec.parameters.get("about", ABOUT):
                for words in said.get(about, []):
                    yield Wanted(spec, words, language)
            for role in ROLES:
                formed = language if role == STUDIES else ""
                for words in said.get(role, []):
                    yield Wanted(spec, words, formed, is_excuse=True)
        for words in spec.parameters.get("also", []):
            yield Wanted(spec, words)

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all claims."""
        return _ClaimChecker([s for s in specs if NUMBERS in s.parameters.get("about", ABOUT)])


@dataclass(frozen=True)
class _ClaimChecker:
    numbers: list[RuleSpec]

    def __call__(self, reading: Reading, places: Sequence[Place], /) -> Iterator[Hit]:
        hits = list(self._hits(reading, places))
        if not hits or any(link.is_sure for link in links_in(reading)):
            return
        named: dict[str, list[Place]] = {}
        for place in places:
            if place.wanted.is_excuse:
                named.setdefault(place.wanted.spec.public_id, []).append(place)
        claimed = bytearray(len(reading.written))
        for hit in hits:
            claimed[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
        sources = {
            rule: sources_in(reading.written, those, claimed) for rule, those in named.items()
        }
        for hit in hits:
            spoken_for = sources.get(hit.spec.public_id)
            if spoken_for is None or not spoken_for.speak_for(hit.start, hit.end):
                yield hit

    def _hits(self, reading: Reading, places: Sequence[Place]) -> Iterator[Hit]:
        says = gettext("Add a link or name the source.")
        for wanted, start, end in places:
            if not wanted.is_excuse:
                yield Hit(wanted.spec, start, end, says=says)
        if self.numbers:
            for found in _NUMBER.finditer(reading.folded.text):
                for spec in self.numbers:
                    yield Hit(spec, *reading.place(*found.span()), says=says)
