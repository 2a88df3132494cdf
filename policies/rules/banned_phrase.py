"""Words and phrases to avoid.

Parameters: `{"phrase": "best in the world"}`, at most 100 characters. It is found as whole words
(in scripts without spaces: anywhere), whatever its case, its dashes and line breaks, and written
together in a hashtag. A sign ends a word: "Falcon" is found in "Falcon's".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Hit, RuleSpec
from policies.rules.reading import Reading, read

LONGEST_PHRASE = 100


@dataclass(eq=False)
class _Node:
    """A place in the index of phrases: which words may follow, which phrases end here.

    `fallback` is the place of the longest shorter beginning that these words also end with, so
    that no word of a text is looked at again (Aho and Corasick, over words).
    """

    following: dict[str, _Node] = field(default_factory=dict)
    ending: list[_Phrase] = field(default_factory=list)
    fallback: _Node | None = None


@dataclass(frozen=True)
class _Phrase:
    """A phrase to find, as its words."""

    spec: RuleSpec
    texts: list[str]
    looks: list[str]


class BannedPhrase:
    """Finds all phrases in one walk over the words."""

    name = "banned_phrase"

    def validate(self, parameters: Mapping[str, Any]) -> None:
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
        phrases = [phrase for phrase in map(_phrase, specs) if phrase.texts]
        tags: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            if len(phrase.looks) > 1:
                tags.setdefault("".join(phrase.looks), []).append(phrase)
        return _PhraseChecker(_index(phrases), tags)


@dataclass(frozen=True)
class _PhraseChecker:
    root: _Node
    tags: dict[str, list[_Phrase]]

    def __call__(self, reading: Reading) -> Iterator[Hit]:
        node = self.root
        for place, look in enumerate(reading.looks):
            node = _step(node, look)
            for phrase in node.ending:
                first = place + 1 - len(phrase.looks)
                if _means(reading, first, phrase.texts):
                    yield Hit(phrase.spec, reading.starts[first], reading.ends[place])
        for place in reading.tags:
            for phrase in self.tags.get(reading.looks[place], ()):
                if _means(reading, place, ["".join(phrase.texts)]):
                    yield Hit(phrase.spec, reading.starts[place], reading.ends[place])


def _phrase(spec: RuleSpec) -> _Phrase:
    reading = read(spec.parameters["phrase"])
    return _Phrase(spec, reading.texts, reading.looks)


def _index(phrases: Iterable[_Phrase]) -> _Node:
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


def _means(reading: Reading, first: int, texts: list[str]) -> bool:
    """Tell whether words that look right are the words meant, or dressed up as them."""
    return all(
        reading.texts[place] == text or place in reading.disguised
        for place, text in enumerate(texts, start=first)
    )
