"""How many emoji or hashtags a text has.

Parameters: `{"of": "hashtags", "least": 1, "most": 5}`, one of the two at least. An emoji is what
is seen as one, whatever it is made of; signs shown as text (©, ™) are none. Too many are found at
the first that is one too many; too few at the end, where nothing is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import regex  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies.rules.asides import hashtags
from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import Parameter, Sort, chosen
from policies.rules.reading import Reading

EMOJI, HASHTAGS = "emoji", "hashtags"
MOST = 100
_EMOJI = regex.compile(
    r"\p{RI}\p{RI}"
    r"|[0-9#*]\ufe0f?\u20e3"
    r"|(?:\p{Emoji_Presentation}\ufe0f?|\p{Extended_Pictographic}\ufe0f)\p{EMod}?"
    r"[\U000e0020-\U000e007f]*"
    r"(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{EMod}?)*"
)
_MAYBE_EMOJI = re.compile("(?:[\u00a9\u00ae\u200d\u203c-\U000e007f]|[0-9#*](?=\ufe0f?\u20e3))+")
"""Runs in which to look for them; looking everywhere takes time."""
_Places = list[tuple[int, int]]


class Count(Kind):
    """Finds texts with too many or too few."""

    name = "count"
    label = _("How many emoji or hashtags")
    is_replaced = False
    group = Group.MANNERS
    purpose = _("Keep the number of emoji or hashtags within bounds.")
    example = _("At most five hashtags, at least one")
    takes = (
        Parameter(
            "of",
            _("What is counted"),
            Sort.CHOICE,
            options=lambda: [(HASHTAGS, _("Hashtags")), (EMOJI, _("Emoji"))],
            is_required=True,
            initial=HASHTAGS,
            codes=frozenset({"of"}),
        ),
        Parameter("least", _("At least"), Sort.NUMBER, most=MOST),
        Parameter("most", _("At most"), Sort.NUMBER, most=MOST, codes=frozenset({"range"})),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Say what is counted, and the bounds."""
        said = {**parameters, "what": chosen(self.takes[0], [parameters["of"]])}
        if "most" not in parameters:
            return gettext("%(what)s: at least %(least)s.") % said
        if not parameters.get("least"):
            return gettext("%(what)s: at most %(most)s.") % said
        return gettext("%(what)s: from %(least)s to %(most)s.") % said

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `of` (neither), `range`."""
        if not {"of"} < set(parameters) <= {"of", "least", "most"}:
            message = _("Say what to count, and how many there may be.")
            raise ValidationError(message, code="parameters")
        if parameters["of"] not in (EMOJI, HASHTAGS):
            raise ValidationError(_("Emoji or hashtags are counted."), code="of")
        least, most = parameters.get("least", 0), parameters.get("most", MOST)
        if type(least) is not int or type(most) is not int or not 0 <= least <= most <= MOST:
            message = _("Choose from 0 to %(most)s, and no fewer at most than at least.")
            raise ValidationError(message, code="range", params={"most": MOST})

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all counts."""
        counted = {of: [s for s in specs if s.parameters["of"] == of] for of in (EMOJI, HASHTAGS)}
        return _CountChecker({of: asked for of, asked in counted.items() if asked})


@dataclass(frozen=True)
class _CountChecker:
    asked: Mapping[str, list[RuleSpec]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        end = len(reading.written)
        for of, specs in self.asked.items():
            places = _PLACES[of](reading)
            for spec in specs:
                least, most = spec.parameters.get("least", 0), spec.parameters.get("most", MOST)
                if len(places) > most:
                    start, stop = places[most]
                    yield Hit(spec, start, stop, says=_says(of, len(places)))
                elif len(places) < least:
                    yield Hit(spec, end, end, says=_says(of, len(places)))


def _says(of: str, count: int) -> str:
    if of == EMOJI:
        return ngettext("There is %(count)s emoji.", "There are %(count)s emoji.", count) % {
            "count": count
        }
    said = ngettext("There is %(count)s hashtag.", "There are %(count)s hashtags.", count)
    return said % {"count": count}


def _emoji(reading: Reading) -> _Places:
    text = reading.written
    runs = [] if text.isascii() else _MAYBE_EMOJI.finditer(text)
    return [one.span() for run in runs for one in _EMOJI.finditer(text, run.start(), run.end())]


def _hashtags(reading: Reading) -> _Places:
    return [reading.place(*place) for place in hashtags(reading.folded.text)]


_PLACES: dict[str, Callable[[Reading], _Places]] = {EMOJI: _emoji, HASHTAGS: _hashtags}
