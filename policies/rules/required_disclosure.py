"""What has to be said near the start: that the words are an advertisement, that one works here.

Parameters: `{"phrases": ["#ad", "I work at Acme"], "networks": ["bluesky"], "within": 125}`. One of
the phrases, at most ten of 100 characters, has to stand whole within the first `within` graphemes.
It is read as people read: whatever its case and line breaks, but a hashtag has to be one,
look-alikes are not the words, and an address does not say it. Where none stands, the finding is of
no length, at the very start, and its suggestion (the first phrase) is to be put there. A country's
own words are a rule for that language, team or role (`policies.rules.conditions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import regex  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.asides import addresses
from policies.rules.base import Group, Hit, Kind, Place, RuleSpec, Wanted
from policies.rules.describing import Parameter, Sort, listed
from policies.rules.phrases import LONGEST_PHRASE, Phrase, PhraseIndex, phrase_of
from policies.rules.reading import Reading, read

MOST_PHRASES, MOST_WITHIN, USUAL_WITHIN = 10, 500, 125
_Key = tuple[tuple[str, ...], frozenset[int]]
_GRAPHEME = regex.compile(r"\X")


class RequiredDisclosure(Kind):
    """Finds texts that leave out what has to be disclosed."""

    name = "required_disclosure"
    label = _("What has to be said")
    suggests = True
    group = Group.OURS
    purpose = _("Ask for what has to be said near the start, where readers and the law look.")
    example = _("“#ad” or “I work at Acme”")
    takes = (
        Parameter(
            "phrases",
            _("What has to be said"),
            hint=_("One way to say it on each line. The first is offered with one click."),
            is_required=True,
            most=MOST_PHRASES,
            codes=frozenset({"empty_phrase", "long_phrase"}),
        ),
        Parameter(
            "within",
            _("Within how many characters"),
            Sort.NUMBER,
            _("From the start. Networks fold what comes later."),
            is_required=True,
            least=1,
            most=MOST_WITHIN,
            initial=USUAL_WITHIN,
            codes=frozenset({"within"}),
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the phrases, and how near the start."""
        said = {"words": listed(parameters["phrases"], _("or")), "count": parameters["within"]}
        return gettext("Asks for %(words)s within the first %(count)s characters.") % said

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `long_phrase`, `empty_phrase`, `within`."""
        phrases = parameters.get("phrases")
        if set(parameters) != {"phrases", "within"} or not _are_texts(phrases):
            message = _("A disclosure has phrases and within how much of the text.")
            raise ValidationError(message, code="parameters")
        _check_phrases(parameters["phrases"])
        _check_within(parameters["within"], parameters["phrases"])

    def compile(self, specs: Sequence[RuleSpec], /) -> DisclosureChecker:
        """Return the checker of all disclosures; what several ask for is looked for once."""
        asked = {
            spec.public_id: [phrase_of(Wanted(spec, words)) for words in spec.parameters["phrases"]]
            for spec in specs
        }
        once = {_key(phrase): phrase for phrases in asked.values() for phrase in phrases}
        index = PhraseIndex(phrase for phrase in once.values() if phrase.texts)
        return DisclosureChecker(
            tuple(specs), index, {i: [*map(_key, p)] for i, p in asked.items()}
        )


@dataclass(frozen=True)
class DisclosureChecker:
    """All disclosures that are asked for; `asked` are the phrases of each rule."""

    specs: tuple[RuleSpec, ...]
    index: PhraseIndex
    asked: dict[str, list[_Key]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        """Return the disclosures that are missing."""
        made = self.made(reading)
        for spec in self.specs:
            if spec.public_id not in made:
                yield Hit(spec, 0, 0, spec.parameters["phrases"][0])

    def made(self, reading: Reading) -> dict[str, str]:
        """Return what is disclosed, by rule: the first that stands near enough to the start."""
        reach = _reach(reading.written, max(spec.parameters["within"] for spec in self.specs))
        said = self._said(reading, reach[-1])
        made: dict[str, str] = {}
        for spec in self.specs:
            near = reach[min(spec.parameters["within"], len(reach) - 1)]
            places = [said[key] for key in self.asked[spec.public_id] if key in said]
            start, end = min(places, key=lambda place: place[1], default=(0, near + 1))
            if end <= near:
                made[spec.public_id] = reading.written[start:end]
        return made

    def _said(self, reading: Reading, most: int) -> dict[_Key, tuple[int, int]]:
        """Return where each phrase is first said, up to the code point `most`."""
        said: dict[_Key, tuple[int, int]] = {}
        marks = addresses(reading.written)
        for phrase, first, last in self.index.find(reading):
            start, end = reading.starts[first], reading.ends[last]
            if end > most:
                break
            if phrase.is_plain(reading, first) and marks.find(1, start, end) < 0:
                said.setdefault(_key(phrase), (start, end))
        return said


def _key(phrase: Phrase) -> _Key:
    return tuple(phrase.texts), phrase.tags


def _reach(text: str, most: int) -> list[int]:
    """Return how many code points the first 0, 1, 2… graphemes are."""
    graphemes = islice(_GRAPHEME.finditer(text), most)
    return [0, *(grapheme.end() for grapheme in graphemes)]


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _check_phrases(phrases: list[str]) -> None:
    if not 0 < len(phrases) <= MOST_PHRASES or not all(read(each).texts for each in phrases):
        message = _("Write what has to be said, in up to %(count)s ways.")
        raise ValidationError(message, code="empty_phrase", params={"count": MOST_PHRASES})
    if any(len(phrase) > LONGEST_PHRASE for phrase in phrases):
        message = _("Keep each of them to %(count)s characters.")
        raise ValidationError(message, code="long_phrase", params={"count": LONGEST_PHRASE})


def _check_within(within: object, phrases: list[str]) -> None:
    least = max(len(_GRAPHEME.findall(phrase)) for phrase in phrases)
    if type(within) is not int or not least <= within <= MOST_WITHIN:
        message = _("Choose from %(least)s to %(most)s characters: all you ask for has to fit in.")
        params = {"least": least, "most": MOST_WITHIN}
        raise ValidationError(message, code="within", params=params)
