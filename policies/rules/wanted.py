"""Finding words and phrases, however they are written: what all kinds that look for words share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import MOST_HITS, Hit, Place, RuleSpec, Wanted
from policies.rules.describing import Parameter, Sort, chosen, listed
from policies.rules.dressed import MASK, skeleton, stands_for
from policies.rules.inflecting import FORMED
from policies.rules.phrases import LONGEST_PHRASE, FormIndex, Phrase, PhraseIndex, phrase_of
from policies.rules.reading import Reading, read
from tenants.languages import LANGUAGES

MOST_WORDS = 200
FORMS = frozenset({"forms", "language"})
"""Parameters of kinds that find words in their forms: `"forms": true, "language": "pl"`."""
FORMS_TAKEN = Parameter(
    "language",
    _("Find other forms too"),
    Sort.FORMS,
    _("Plurals and endings, as in “election” and “elections”: say which language it is."),
    options=lambda: [(code, name) for code, name in LANGUAGES if code in FORMED],
    codes=frozenset({"language"}),
)
WORD_CODES = frozenset({"empty_phrase", "long_phrase", "many_words"})
"""Why words are refused."""


_Found = tuple[Phrase, int, int]


class WordFinder:
    """Finds whole words, their forms, written together in a hashtag, or in disguise."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        """Get ready to find all of them in one walk, and one more for each language with forms."""
        phrases = [phrase for phrase in map(phrase_of, wanted) if phrase.texts]
        self.kinds = frozenset(phrase.wanted.spec.kind for phrase in phrases)
        """Which kinds want any."""
        self._index = PhraseIndex(phrases)
        languages = {phrase.wanted.language for phrase in phrases} - {""}
        self._forms = [
            FormIndex(language, [each for each in phrases if each.wanted.language == language])
            for language in sorted(languages)
        ]
        self._together = _together(phrases)
        self._masked = _masked(each for each in phrases if each.wanted.is_masked)
        excuses = (phrase.wanted for phrase in phrases if phrase.wanted.is_excuse)
        self._excused = frozenset(wanted.spec.public_id for wanted in excuses)

    def find(self, reading: Reading) -> Iterator[Place]:
        """Return all places, in any order, some more than once.

        Of a rule that nothing excuses as many as are told.
        """
        found = Counter[str]()
        for phrase, start, end in self._found(reading):
            rule = phrase.wanted.spec.public_id
            found[rule] += 1
            if found[rule] <= MOST_HITS or rule in self._excused:
                yield Place(phrase.wanted, start, end)

    def _found(self, reading: Reading) -> Iterator[_Found]:
        for phrase, first, last in self._index.find(reading):
            if phrase.is_meant(reading, first):
                yield phrase, reading.starts[first], reading.ends[last]
        for forms in self._forms:
            for phrase, first, last in forms.find(reading):
                yield phrase, reading.starts[first], reading.ends[last]
        for phrase, first, last in self._index.find_undressed(reading):
            yield phrase, reading.starts[first], reading.ends[last]
        yield from self._in_tags(reading)
        yield from self._in_disguise(reading)

    def _in_disguise(self, reading: Reading) -> Iterator[_Found]:
        meant: dict[str, list[Phrase]] = {}
        for one in reading.dressed:
            if one.letters not in meant:
                meant[one.letters] = self._meant(one.letters)
            start, end = reading.place(one.start, one.end)
            for phrase in meant[one.letters]:
                yield phrase, start, end

    def _in_tags(self, reading: Reading) -> Iterator[_Found]:
        for place in reading.tags:
            for phrase in self._together.get(skeleton(reading.looks[place]), ()):
                if len(phrase.looks) > 1 and _is_together(phrase, reading, place):
                    yield phrase, reading.starts[place], reading.ends[place]

    def _meant(self, letters: str) -> list[Phrase]:
        """Return what letters in disguise may stand for."""
        phrases = self._together.get(skeleton(letters), ())
        meant = [each for each in phrases if stands_for(letters, "".join(each.looks))]
        return [*meant, *self._masked.get(letters, ())] if MASK in letters else meant


@dataclass(frozen=True)
class WordChecker:
    """Tells every place of the words, with what `says` adds to the reason of their rule."""

    says: Callable[[RuleSpec], str] = lambda _spec: ""

    def __call__(self, _reading: Reading, places: Sequence[Place], /) -> Iterator[Hit]:
        """Return every match."""
        said: dict[str, str] = {}
        for (spec, *_more), start, end in places:
            if spec.public_id not in said:
                said[spec.public_id] = self.says(spec)
            yield Hit(spec, start, end, says=said[spec.public_id])


def formed_in(spec: RuleSpec) -> str:
    """Return the language in which a rule's words are found in their forms, "" for none."""
    parameters = spec.parameters
    return str(parameters["language"]) if parameters.get("forms") else ""


def check_words(words: object, most: int = MOST_WORDS) -> None:
    """Raise `ValidationError`: `parameters`, `many_words`, `long_phrase`, `empty_phrase`."""
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValidationError(_("Words are a list of texts."), code="parameters")
    if len(words) > most:
        message = _("A rule has up to %(count)s words.")
        raise ValidationError(message, code="many_words", params={"count": most})
    if any(len(word) > LONGEST_PHRASE for word in words):
        message = _("Keep each to %(count)s characters.")
        raise ValidationError(message, code="long_phrase", params={"count": LONGEST_PHRASE})
    if not words or not all(read(word).texts for word in words):
        raise ValidationError(_("Write the words to look for."), code="empty_phrase")


def tell_words(words: Iterable[str], parameters: Mapping[str, Any]) -> str:
    """Say which words are found, and in which language's forms."""
    said = {"words": listed(words)}
    if not parameters.get("forms"):
        return gettext("Finds %(words)s.") % said
    said["language"] = chosen(FORMS_TAKEN, [parameters["language"]])
    return gettext("Finds %(words)s, in their other forms too (%(language)s).") % said


def check_forms(parameters: Mapping[str, Any]) -> None:
    """Raise `ValidationError`: `parameters`, `language` (none whose forms we know)."""
    if type(parameters.get("forms", False)) is not bool:
        raise ValidationError(_("“Forms” is yes or no."), code="parameters")
    if not parameters.get("forms") and "language" not in parameters:
        return
    if not parameters.get("forms") or parameters.get("language") not in FORMED:
        message = _("To find words in their forms, name a language whose forms we know.")
        raise ValidationError(message, code="language")


def _is_together(phrase: Phrase, reading: Reading, place: int) -> bool:
    if "".join(phrase.looks) != reading.looks[place]:
        return False
    return "".join(phrase.texts) == reading.texts[place] or place in reading.disguised


def _together(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(skeleton("".join(phrase.looks)), []).append(phrase)
    return found


def _masked(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """Return phrases by how they are written with signs for one letter, or all but the first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        word = "".join(phrase.looks)
        hidden = len(word) - 1
        masks = {word[:at] + MASK + word[at + 1 :] for at in range(1, len(word))}
        masks |= {word[0] + MASK * hidden, word[0] + MASK * (hidden - 1) + word[-1]}
        for mask in masks:
            found.setdefault(mask, []).append(phrase)
    return found
