"""Words and phrases to avoid.

Parameters: `{"phrase": "best in the world"}`, at most 100 characters. It is found as whole words
(in scripts without spaces: anywhere), whatever its case, its dashes and line breaks, and written
together in a hashtag. A sign ends a word: "Falcon" is found in "Falcon's".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Hit, Kind, RuleSpec
from policies.rules.phrases import LONGEST_PHRASE, Phrase, PhraseIndex, phrase_of
from policies.rules.reading import Reading, read


class BannedPhrase(Kind):
    """Finds all phrases in one walk over the words."""

    name = "banned_phrase"

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `long_phrase`, `empty_phrase` (finds nothing)."""
        phrase = parameters.get("phrase")
        if set(parameters) != {"phrase"} or not isinstance(phrase, str):
            raise ValidationError(
                _("A banned phrase has a phrase, nothing else."), code="parameters"
            )
        if len(phrase) > LONGEST_PHRASE:
            message = _("Keep the phrase to %(count)s characters.") % {"count": LONGEST_PHRASE}
            raise ValidationError(message, code="long_phrase")
        if not read(phrase).texts:
            raise ValidationError(_("Write the words to avoid."), code="empty_phrase")

    def compile(self, specs: Sequence[RuleSpec]) -> Checker:
        """Return the checker of all phrases."""
        made = (phrase_of(spec, spec.parameters["phrase"]) for spec in specs)
        phrases = [phrase for phrase in made if phrase.texts]
        tags: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            if len(phrase.looks) > 1:
                together = Phrase(
                    phrase.spec, ["".join(phrase.texts)], ["".join(phrase.looks)], phrase.tags
                )
                tags.setdefault(together.looks[0], []).append(together)
        return _PhraseChecker(PhraseIndex(phrases), tags)


@dataclass(frozen=True)
class _PhraseChecker:
    index: PhraseIndex
    tags: dict[str, list[Phrase]]

    def __call__(self, reading: Reading) -> Iterator[Hit]:
        for phrase, first, last in self.index.find(reading):
            if phrase.is_meant(reading, first):
                yield Hit(phrase.spec, reading.starts[first], reading.ends[last])
        for place in reading.tags:
            for phrase in self.tags.get(reading.looks[place], ()):
                if phrase.is_meant(reading, place):
                    yield Hit(phrase.spec, reading.starts[place], reading.ends[place])
