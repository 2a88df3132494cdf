"""Claims that need a source: superlatives, proof, numbers.

Parameters: `{"lists": ["en", "de"], "about": ["superlatives", "proof", "numbers"], "also": ["award
winning"]}`; all three when `about` is left out. Superlatives and proof are lists that come with the
product, found like banned phrases; numbers are shares ("30 %") and multiples ("10x", "3 times
faster"). Nothing is found in a text with a link, or with words that name a source ("according to").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Hit, Kind, RuleSpec
from policies.rules.hosts import links_in
from policies.rules.lists import word_lists
from policies.rules.profanity import check_lists
from policies.rules.reading import Reading
from policies.rules.wanted import Wanted, WordFinder, check_words

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

    def compile(self, specs: Sequence[RuleSpec]) -> Checker:
        """Return the checker of all claims."""
        numbers = [spec for spec in specs if NUMBERS in spec.parameters.get("about", ABOUT)]
        claims = WordFinder(one for spec in specs for one in _claims(spec))
        return _ClaimChecker(
            claims, numbers, WordFinder(one for spec in specs for one in _sources(spec))
        )


@dataclass(frozen=True)
class _ClaimChecker:
    claims: WordFinder
    numbers: list[RuleSpec]
    sources: WordFinder

    def __call__(self, reading: Reading) -> Iterator[Hit]:
        if any(link.is_sure for link in links_in(reading)):
            return
        hits = [*self._hits(reading)]
        sourced = {found.spec.public_id for found in self.sources.find(reading)} if hits else set()
        yield from (hit for hit in hits if hit.spec.public_id not in sourced)

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        says = gettext("Add a link or name the source.")
        for spec, start, end in self.claims.find(reading):
            yield Hit(spec, start, end, says=says)
        if self.numbers:
            for found in _NUMBER.finditer(reading.folded.text):
                for spec in self.numbers:
                    yield Hit(spec, *reading.place(*found.span()), says=says)


def _claims(spec: RuleSpec) -> Iterator[Wanted]:
    for language in spec.parameters["lists"]:
        for about in spec.parameters.get("about", ABOUT):
            for words in word_lists("claims")[language].get(about, []):
                yield Wanted(spec, words, language)
    yield from (Wanted(spec, words) for words in spec.parameters.get("also", []))


def _sources(spec: RuleSpec) -> Iterator[Wanted]:
    for language in spec.parameters["lists"]:
        yield from (Wanted(spec, words) for words in word_lists("claims")[language]["sources"])
