"""Finding many phrases in one walk over the words of a text (Aho and Corasick, over words)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policies.rules.base import RuleSpec
from policies.rules.reading import Reading, read

LONGEST_PHRASE = 100


@dataclass(frozen=True)
class Phrase:
    """Words to find, for the rule they belong to; `tags` are those that stand in a hashtag."""

    spec: RuleSpec
    texts: list[str]
    looks: list[str]
    tags: frozenset[int]

    def is_meant(self, reading: Reading, first: int) -> bool:
        """Tell whether words that look right are the words meant, or dressed up as them."""
        return all(
            reading.texts[place] == text or place in reading.disguised
            for place, text in enumerate(self.texts, start=first)
        )

    def is_plain(self, reading: Reading, first: int) -> bool:
        """Tell whether these very words stand there, its hashtags being hashtags."""
        words = reading.texts[first : first + len(self.texts)]
        return words == self.texts and all(first + tag in reading.tags for tag in self.tags)


def phrase_of(spec: RuleSpec, words: str) -> Phrase:
    """Return `words` as what to look for."""
    reading = read(words)
    return Phrase(spec, reading.texts, reading.looks, reading.tags)


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
        self._root = _index(phrases)

    def find(self, reading: Reading) -> Iterator[tuple[Phrase, int, int]]:
        """Return each phrase that the text seems to hold, with its first and last word there."""
        node = self._root
        for place, look in enumerate(reading.looks):
            node = _step(node, look)
            for phrase in node.ending:
                yield phrase, place + 1 - len(phrase.looks), place


def _index(phrases: Iterable[Phrase]) -> _Node:
    root = _Node()
    for phrase in phrases:
        node = root
        for look in phrase.looks:
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
