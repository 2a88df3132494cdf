"""Hashtags that belong to every text, and those that do not.

Parameters: `{"required": ["#TeamAcme"], "forbidden": ["#fail"]}`, with or without the sign, up to
50. Case does not count. A required one has to be it to the letter; where it is missing, the finding
is of no length, at the end, and its suggestion is to be put there. A forbidden one is found with
look-alike letters and digits for letters too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import regex  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.asides import hashtags
from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import ONE_A_LINE, Parameter, listed
from policies.rules.dressed import is_dressed, skeleton, stands_for
from policies.rules.folding import LOOK_ALIKES, fold
from policies.rules.phrases import LONGEST_PHRASE
from policies.rules.reading import Reading

MOST_TAGS = 50
_OWN_TAG = regex.compile(r"[#\uff03]?\w+")
_DRESSED = regex.compile(r"(?:[@$!]+\w+)+")
"""Signs for letters, and what they part from a hashtag ("#f@il")."""
_LOOKS = str.maketrans(LOOK_ALIKES)


class Hashtags(Kind):
    """Finds hashtags that are missing or out of place."""

    name = "hashtags"
    label = _("Hashtags")
    group = Group.OURS
    purpose = _("Ask for hashtags that belong to every text, or keep others out.")
    example = _("Always #TeamAcme, never #fail")
    takes = (
        Parameter(
            "required",
            _("Hashtags that belong in"),
            hint=ONE_A_LINE,
            most=MOST_TAGS,
            codes=frozenset({"hashtag"}),
        ),
        Parameter("forbidden", _("Hashtags to avoid"), hint=ONE_A_LINE, most=MOST_TAGS),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the hashtags."""
        required, forbidden = (parameters.get(one.name, []) for one in self.takes)
        wanted = gettext("Asks for %(tags)s.") % {"tags": listed(required)} if required else ""
        found = gettext("Finds %(tags)s.") % {"tags": listed(forbidden)} if forbidden else ""
        return f"{wanted} {found}".strip()

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `hashtag` (not one, none, or too many)."""
        if not set(parameters) <= {"required", "forbidden"}:
            raise ValidationError(_("Hashtags are required or forbidden."), code="parameters")
        lists = [parameters.get("required", []), parameters.get("forbidden", [])]
        if not all(isinstance(each, list) for each in lists):
            raise ValidationError(_("Hashtags are a list of texts."), code="parameters")
        tags = [tag for each in lists for tag in each]
        if not all(isinstance(tag, str) for tag in tags):
            raise ValidationError(_("Hashtags are a list of texts."), code="parameters")
        if not 0 < len(tags) <= MOST_TAGS or not all(map(_is_tag, tags)):
            message = _("Write up to %(count)s hashtags, each one word.")
            raise ValidationError(message, code="hashtag", params={"count": MOST_TAGS})
        required, forbidden = ({_folded(tag) for tag in each} for each in lists)
        if required & forbidden:
            raise ValidationError(
                _("A hashtag is required or forbidden, not both."), code="hashtag"
            )

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all hashtags."""
        required = [
            (spec, tag.lstrip("#\uff03"), _folded(tag))
            for spec in specs
            for tag in spec.parameters.get("required", [])
        ]
        forbidden: dict[str, list[tuple[RuleSpec, str]]] = {}
        for spec in specs:
            for tag in map(_folded, spec.parameters.get("forbidden", [])):
                looks = tag.translate(_LOOKS)
                forbidden.setdefault(skeleton(looks), []).append((spec, tag))
        return _TagChecker(required, forbidden)


class _Tag(NamedTuple):
    text: str
    start: int
    end: int
    is_disguised: bool


@dataclass(frozen=True)
class _TagChecker:
    required: list[tuple[RuleSpec, str, str]]
    forbidden: dict[str, list[tuple[RuleSpec, str]]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        tags = list(_tags(reading))
        for tag in tags:
            looks = tag.text.translate(_LOOKS)
            for spec, forbidden in self.forbidden.get(skeleton(looks), ()):
                if _is_meant(tag, forbidden):
                    yield Hit(spec, tag.start, tag.end)
        there = {tag.text for tag in tags}
        end = len(reading.written)
        space = "" if not end or reading.written[-1].isspace() else " "
        for spec, required, folded in self.required:
            if folded not in there:
                yield Hit(spec, end, end, f"{space}#{required}")


def _tags(reading: Reading) -> Iterator[_Tag]:
    """Return the hashtags, and once more those that signs for letters may go on."""
    disguised = {reading.starts[place] for place in reading.disguised}
    text = reading.folded.text
    for first, last in hashtags(text):
        more = _DRESSED.match(text, last)
        for end in (last, more.end()) if more else (last,):
            word = reading.folded.starts[first + 1]
            yield _Tag(text[first + 1 : end], *reading.place(first, end), word in disguised)


def _is_meant(tag: _Tag, forbidden: str) -> bool:
    if tag.text == forbidden:
        return True
    looks = tag.text.translate(_LOOKS)
    if looks == forbidden:
        return tag.is_disguised
    return is_dressed(looks) and stands_for(looks, forbidden)


def _folded(tag: str) -> str:
    return fold(tag).text.lstrip("#")


def _is_tag(tag: str) -> bool:
    return len(tag) <= LONGEST_PHRASE and _OWN_TAG.fullmatch(tag) is not None and _folded(tag) != ""
