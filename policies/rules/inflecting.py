"""Whether a word of a text is a form of a word of a rule, as their language forms words.

Two words are forms of one where they begin alike, go on with endings that one word can have, and
have the same stem. The endings keep apart what a stemmer throws together: "university" is no form
of "universe". Arabic and Korean glue whole words to others (`policies.rules.endings`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from policies.rules.endings import (
    AFTER_ANY,
    AFTER_CONSONANT,
    AFTER_VOWEL,
    ARABIC_AFTER,
    ARABIC_BEFORE,
    ARABIC_LETTERS,
    ARTICLE,
    FEMININE,
    MARKS,
    POSTPOSITIONS,
    SERIES,
    TOWARDS,
    UMLAUT_ENDINGS,
)
from policies.rules.stemming import STEMMERS, stem

SHORTEST = 3
"""Letters that all forms of a word share at least."""
_BEGINNING = SHORTEST - 1
_PEELED_BEFORE = sorted(ARABIC_BEFORE - {""}, key=len, reverse=True)
_PEELED_AFTER = sorted(ARABIC_AFTER - {""}, key=len, reverse=True)
_LONGEST_PARTICLE = 3
_REMEMBERED = 4_096
"""Words of texts whose keys are kept, by language and rules."""


class Written(NamedTuple):
    """A word as folded, and whether it begins with a capital letter."""

    letters: str
    is_capital: bool


class Inflection(ABC):
    """How one language forms words. `key` is the same for all forms of a word."""

    @abstractmethod
    def key(self, word: str) -> str:
        """Return what all forms of a word have in common."""

    @abstractmethod
    def is_form(self, word: Written, form: Written) -> bool:
        """Tell whether `form` is a form of `word`."""

    def near_keys(self, words: Iterable[str]) -> list[str]:
        """Return the keys of what may be forms of our words; other words as they are."""
        return [self.key(word) if len(word) >= SHORTEST else word for word in words]


class Endings(Inflection):
    """A language that changes the ends of its words."""

    def __init__(self, language: str, words: Iterable[str]) -> None:
        """Get ready; words shorter than their beginning would allow have no other forms."""
        words = list(words)
        self._language = language
        self._marks = MARKS.get(language, {})
        self._series = SERIES.get(language, ())
        endings = {ending for series in self._series for ending in series}
        self._longest = 2 + max(map(len, endings), default=SHORTEST)
        self._heads = {self._head(word) for word in words if len(word) >= SHORTEST}
        self._beginnings = frozenset().union(*map(self._written, self._heads))
        self._near_key = lru_cache(maxsize=_REMEMBERED)(self._key_of_near)

    def key(self, word: str) -> str:
        """Return the word's stem, as far as its forms agree on it."""
        found = stem(word, self._language) or word
        if self._language == "pl":
            found = found.rstrip("i")
        elif self._language == "de" and found.endswith("iert"):
            found = found[:-3]
        return self._unmarked(found)

    def near_keys(self, words: Iterable[str]) -> list[str]:
        """Return the stems of words that begin like ours: stemming is what takes time."""
        ours = self._beginnings
        return [self._near_key(word) if word[:_BEGINNING] in ours else word for word in words]

    def _key_of_near(self, word: str) -> str:
        if len(word) < SHORTEST:
            return word
        plain = self._unmarked(word)
        heads = self._heads
        for length in range(len(plain), max(_BEGINNING, len(plain) - self._longest) - 1, -1):
            if plain[:length] in heads:
                return self.key(word)
        return word

    def is_form(self, word: Written, form: Written) -> bool:
        """Compare beginnings, then endings."""
        if word.letters == form.letters:
            return True
        one, other = self._unmarked(word.letters), self._unmarked(form.letters)
        shared = _shared(one, other)
        return (
            shared >= SHORTEST
            and self._may_be(word, form, shared)
            and (
                self._go_together(one[shared:], other[shared:])
                or self._go_together(*(_undoubled(each, shared) for each in (one, other)))
            )
        )

    def _may_be(self, word: Written, form: Written, shared: int) -> bool:
        """Tell whether German would write them like this: nouns capital, plurals with a mark."""
        if self._language != "de":
            return True
        if word.letters[:shared] == form.letters[:shared]:
            return form.is_capital or not word.is_capital
        is_plural = form.letters[shared:] in UMLAUT_ENDINGS
        is_unmarked = word.letters == self._unmarked(word.letters)
        return is_plural and is_unmarked and word.is_capital and form.is_capital

    def _head(self, word: str) -> str:
        """Return what its forms begin with: the last letter of a stem is not sure."""
        plain = self._unmarked(word)
        return plain[: max(_BEGINNING, _shared(plain, self.key(word)) - 1)]

    def _written(self, head: str) -> set[str]:
        """Return a beginning with and without the marks that it may have in a text."""
        marks = {plain: chr(marked) for marked, plain in self._marks.items()}
        spelled = [{letter, marks.get(ord(letter), letter)} for letter in head[:_BEGINNING]]
        return {"".join(letters) for letters in product(*spelled)}

    def _unmarked(self, word: str) -> str:
        return word.translate(self._marks) if self._marks else word

    def _go_together(self, one: str, other: str) -> bool:
        if not self._series:
            return max(len(one), len(other)) <= SHORTEST
        return any({one, other} <= series for series in self._series)


class Nepali(Inflection):
    """Postpositions after a word, one after another."""

    def key(self, word: str) -> str:
        """Return the word without them."""
        while (shorter := _without_last(word)) != word:
            word = shorter
        return word

    def is_form(self, word: Written, form: Written) -> bool:
        """Tell whether nothing but postpositions follows."""
        rest = form.letters.removeprefix(word.letters)
        return rest != form.letters and _is_made_of(rest, POSTPOSITIONS)


class Arabic(Inflection):
    """Conjunctions, prepositions and the article before a word, pronouns and endings after it."""

    def key(self, word: str) -> str:
        """Return the word without all that may be glued to it."""
        bare = word.translate(ARABIC_LETTERS)
        while (shorter := _peeled(bare)) != bare:
            bare = shorter
        return bare

    def is_form(self, word: Written, form: Written) -> bool:
        """Tell whether all around the word is what can be glued to it."""
        bare = word.letters.translate(ARABIC_LETTERS)
        bare = bare.removeprefix(ARTICLE) if len(bare) - len(ARTICLE) >= SHORTEST else bare
        is_feminine = bare.endswith(FEMININE)
        base = bare.removesuffix(FEMININE)
        before, found, after = form.letters.translate(ARABIC_LETTERS).partition(base)
        if not found or before not in ARABIC_BEFORE or after not in ARABIC_AFTER:
            return False
        return not is_feminine or after == FEMININE or after.startswith(("ت", "ات"))


class Korean(Inflection):
    """Particles after a word, which fit its last syllable."""

    def key(self, word: str) -> str:
        """Return the word without its particles."""
        return _without_particles(word)

    def is_form(self, word: Written, form: Written) -> bool:
        """Tell whether nothing but particles follows; one syllable is too little to tell."""
        return len(word.letters) > 1 and _are_particles(word.letters, form.letters)


def inflection(language: str, words: Iterable[str]) -> Inflection:
    """Return how a language of `FORMED` forms words, ready for these."""
    if language == "ar":
        return Arabic()
    if language == "ko":
        return Korean()
    return Nepali() if language == "ne" else Endings(language, words)


_SCRIPTS = {
    "ar": "\u0600-\u06ff",
    "fa": "\u0600-\u06ff",
    "ko": "\uac00-\ud7af",
    "ne": "\u0900-\u097f",
    "hi": "\u0900-\u097f",
    "ta": "\u0b80-\u0bff",
    "sr": "a-z\u0400-\u04ff",
    "ru": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "hy": "\u0530-\u058f",
}


def script_of(language: str) -> re.Pattern[str]:
    """Return what finds a letter of a language's script: a text without one has no word of it."""
    return re.compile(f"[{_SCRIPTS.get(language, 'a-z')}]")


FORMED = frozenset({*STEMMERS, "ko"})
"""Languages whose words we find in their forms."""


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _undoubled(word: str, shared: int) -> str:
    """Return its ending without the letter that is doubled there: "run", "ning"."""
    is_doubled = len(word) > shared + 1 and word[shared] == word[shared - 1]
    return word[shared + is_doubled :]


def _is_made_of(rest: str, parts: frozenset[str]) -> bool:
    while rest:
        part = next((part for part in parts if rest.startswith(part)), None)
        if part is None:
            return False
        rest = rest[len(part) :]
    return True


def _without_last(word: str) -> str:
    """Return a word without the postposition at its end."""
    for last in POSTPOSITIONS:
        if word.endswith(last) and len(word) - len(last) >= SHORTEST:
            return word[: -len(last)]
    return word


def _peeled(word: str) -> str:
    for before in _PEELED_BEFORE:
        if word.startswith(before) and len(word) - len(before) >= SHORTEST:
            return word[len(before) :]
    for after in _PEELED_AFTER:
        if word.endswith(after) and len(word) - len(after) >= SHORTEST:
            return word[: -len(after)]
    return word


@lru_cache(maxsize=8192)
def _without_particles(word: str) -> str:
    while (shorter := _shortened(word)) != word:
        word = shorter
    return word


def _shortened(word: str) -> str:
    for length in range(_LONGEST_PARTICLE, 0, -1):
        rest, particle = word[:-length], word[-length:]
        if len(rest) > 1 and _fits(rest, particle):
            return rest
    return word


def _are_particles(word: str, form: str) -> bool:
    while len(form) > len(word):
        shorter = _shortened(form)
        if shorter == form:
            return False
        form = shorter
    return form == word


def _fits(rest: str, particle: str) -> bool:
    last = ord(rest[-1]) - 0xAC00
    if not 0 <= last < 11172:  # noqa: PLR2004 (the syllables of Unicode)
        return False
    final = last % 28
    if particle in AFTER_ANY or (particle == TOWARDS and final in {0, 8}):
        return True
    return particle in (AFTER_CONSONANT if final else AFTER_VOWEL)
