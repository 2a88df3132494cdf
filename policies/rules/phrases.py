"""Finding many phrases in one walk over the words of a text (Aho and Corasick, over words).

A text is walked by what its words look like; once more for each language whose forms are asked for,
by what a word's forms have in common.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policies.rules.base import Wanted
from policies.rules.dressed import undressed
from policies.rules.folding import fold
from policies.rules.inflecting import SHORTEST, Written, inflection, script_of
from policies.rules.reading import Reading, read

LONGEST_PHRASE = 100
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True)
class Phrase:
    """Words to find, as they are read; `tags` are those that stand in a hashtag."""

    wanted: Wanted
    texts: list[str]
    looks: list[str]
    tags: frozenset[int]
    words: tuple[Written, ...]
    """The same as `texts`, with their capital letters."""

    def is_meant(self, reading: Reading, first: int) -> bool:
        """Tell whether words that look right are the words meant, or dressed up as them."""
        if reading.texts[first : first + len(self.texts)] == self.texts:
            return True
        return all(
            reading.texts[place] == text or place in reading.disguised
            for place, text in enumerate(self.texts, start=first)
        )

    def is_plain(self, reading: Reading, first: int) -> bool:
        """Tell whether these very words stand there, its hashtags being hashtags."""
        words = reading.texts[first : first + len(self.texts)]
        return words == self.texts and all(first + tag in reading.tags for tag in self.tags)


def phrase_of(wanted: Wanted) -> Phrase:
    """Return words as what to look for."""
    reading = read(wanted.words)
    capitals = (wanted.words[start].isupper() for start in reading.starts)
    words = tuple(map(Written, reading.texts, capitals))
    return Phrase(wanted, reading.texts, reading.looks, reading.tags, words)


@dataclass(eq=False)
class _Node:
    """A place in the index of phrases: which words may follow, which phrases end here.

    `fallback` is the place of the longest shorter beginning that these words also end with, so
    that no word of a text is looked at again.
    """

    following: dict[str, _Node] = field(default_factory=dict)
    ending: list[Phrase] = field(default_factory=list)
    fallback: _Node | None = None


class PhraseIndex:
    """Phrases, ready to be found by what they look like."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._root = _index((phrase, phrase.looks) for phrase in phrases)

    def find(self, reading: Reading) -> Iterator[tuple[Phrase, int, int]]:
        """Return each phrase that the text seems to hold, with its first and last word there."""
        return _walk(self._root, reading.looks)

    def find_undressed(self, reading: Reading) -> Iterator[tuple[Phrase, int, int]]:
        """Return each phrase that the text holds once digits are read as letters."""
        digits = (place for place, look in enumerate(reading.looks) if _DIGIT.search(look))
        options = {place: sorted(undressed(reading.looks[place])) for place in digits}
        for which in range(max(map(len, options.values()), default=0)):
            row = list(reading.looks)
            for place, words in options.items():
                row[place] = words[which % len(words)] if words else row[place]
            for phrase, first, last in _walk(self._root, row):
                if any(options.get(place) for place in range(first, last + 1)):
                    yield phrase, first, last


class FormIndex:
    """Phrases of one language, ready to be found in the forms of their words."""

    def __init__(self, language: str, phrases: Sequence[Phrase]) -> None:
        words = {word for phrase in phrases for word in phrase.texts}
        self._inflection = inflection(language, words)
        self._is_turkish = language == "tr"
        self._script = script_of(language)
        self._root = _index((phrase, [*map(self._key, phrase.texts)]) for phrase in phrases)

    def find(self, reading: Reading) -> Iterator[tuple[Phrase, int, int]]:
        """Return each phrase that the text holds in another form, with its first and last word.

        As it is written `PhraseIndex` finds it.
        """
        if self._script.search(reading.folded.text) is None:
            return
        words = self._words(reading)
        for phrase, first, last in _walk(self._root, self._inflection.near_keys(words)):
            if reading.texts[first : last + 1] == phrase.texts:
                continue
            forms = (
                Written(words[place], _is_capital(reading, place))
                for place in range(first, last + 1)
            )
            pairs = zip(phrase.words, forms, strict=True)
            if all(self._inflection.is_form(word, form) for word, form in pairs):
                yield phrase, first, last

    def _key(self, word: str) -> str:
        return self._inflection.key(word) if len(word) >= SHORTEST else word

    def _words(self, reading: Reading) -> list[str]:
        words = reading.texts
        if reading.disguised:
            looks = enumerate(zip(words, reading.looks, strict=True))
            words = [look if at in reading.disguised else text for at, (text, look) in looks]
        if self._is_turkish and "I" in reading.written:  # its small one has no dot
            shown = (_shown(reading, place) for place in range(len(words)))
            pairs = zip(words, shown, strict=True)
            words = [fold(s.replace("I", "\u0131")).text if "I" in s else w for w, s in pairs]
        return words


def _shown(reading: Reading, place: int) -> str:
    return reading.written[reading.starts[place] : reading.ends[place]]


def _is_capital(reading: Reading, place: int) -> bool:
    return reading.written[reading.starts[place]].isupper()


def _walk(root: _Node, row: Sequence[str]) -> Iterator[tuple[Phrase, int, int]]:
    node = root
    for place, look in enumerate(row):
        following = node.following.get(look)
        if following is not None:
            node = following
        elif node is not root:  # most words begin nothing, so without a call
            node = _step(node, look)
        for phrase in node.ending:
            yield phrase, place + 1 - len(phrase.looks), place


def _index(phrases: Iterable[tuple[Phrase, Sequence[str]]]) -> _Node:
    root = _Node()
    for phrase, row in phrases:
        node = root
        for look in row:
            node = node.following.setdefault(look, _Node())
        node.ending.append(phrase)
    queue = deque([root])
    while queue:
        node = queue.popleft()
        for look, child in node.following.items():
            child.fallback = _step(node.fallback, look) if node.fallback else root
            child.ending += child.fallback.ending
            queue.append(child)
    return root


def _step(node: _Node, look: str) -> _Node:
    while True:
        following = node.following.get(look)
        if following is not None:
            return following
        if node.fallback is None:
            return node
        node = node.fallback
