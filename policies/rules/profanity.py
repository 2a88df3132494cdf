"""Vulgar and disrespectful words, from lists that come with the product.

Parameters: `{"lists": ["en", "pl"], "level": "strong", "also": ["heck"], "except": ["crap"]}`:
languages that we have lists of, "strong" words alone or "mild" ones too, and what the organization
adds or leaves out. Found like banned phrases, in their other forms, and with signs for letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Hit, Kind, Place, RuleSpec, Wanted
from policies.rules.describing import ONE_A_LINE, Parameter, Sort, chosen
from policies.rules.lists import word_lists
from policies.rules.reading import Reading
from policies.rules.wanted import MOST_WORDS, WORD_CODES, check_words
from tenants.languages import LANGUAGES

STRONG, MILD = "strong", "mild"
LEVELS = {STRONG: (STRONG,), MILD: (STRONG, MILD)}


def lists_taken(of: str) -> Parameter:
    """Describe the choice of languages, of those that we have such a list of."""
    return Parameter(
        "lists",
        _("Languages"),
        Sort.CHOICES,
        _("Our lists of such words."),
        options=lambda: [(code, name) for code, name in LANGUAGES if code in word_lists(of)],
        is_required=True,
        codes=frozenset({"lists"}),
    )


class Profanity(Kind):
    """Finds words of the lists of several languages."""

    name = "profanity"
    label = _("Rude words")
    group = Group.MANNERS
    purpose = _("Find rude words in several languages, from lists that come with the product.")
    example = _("Swear words, also with stars for letters")
    takes = (
        lists_taken("profanity"),
        Parameter(
            "level",
            _("How strict"),
            Sort.CHOICE,
            options=lambda: [(STRONG, _("Strong words alone")), (MILD, _("Mild ones too"))],
            is_required=True,
            initial=STRONG,
            codes=frozenset({"level"}),
        ),
        Parameter(
            "also", _("Words of your own"), hint=ONE_A_LINE, most=MOST_WORDS, codes=WORD_CODES
        ),
        Parameter("except", _("Words that are fine"), hint=ONE_A_LINE, most=MOST_WORDS),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the languages."""
        said = {"languages": chosen(self.takes[0], parameters["lists"])}
        if parameters.get("level", STRONG) == MILD:
            return gettext("Finds rude words, mild ones too (%(languages)s).") % said
        return gettext("Finds rude words (%(languages)s).") % said

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `lists`, `level`, and what words raise."""
        if not {"lists"} <= set(parameters) <= {"lists", "level", "also", "except"}:
            message = _("Profanity has lists, a level, what is also one and what is none.")
            raise ValidationError(message, code="parameters")
        check_lists("profanity", parameters["lists"])
        level = parameters.get("level", STRONG)
        if not isinstance(level, str) or level not in LEVELS:
            raise ValidationError(_("A level is “strong” or “mild”."), code="level")
        for words in ("also", "except"):
            if parameters.get(words, []) != []:
                check_words(parameters[words])

    def wanted(self, spec: RuleSpec) -> Iterator[Wanted]:
        """Return the words of its lists and its own."""
        parameters = spec.parameters
        for language in parameters["lists"]:
            for level in LEVELS[parameters.get("level", STRONG)]:
                for word in word_lists("profanity")[language][level]:
                    yield Wanted(spec, word, language, is_masked=True)
        for word in parameters.get("also", []):
            yield Wanted(spec, word, is_masked=True)
        for word in parameters.get("except", []):
            yield Wanted(spec, word, is_excuse=True)

    def compile(self, _specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all lists."""
        return _found


def _found(_reading: Reading, places: Sequence[Place], /) -> Iterator[Hit]:
    """Return every place but those of words that are left out."""
    spared = {
        (place.wanted.spec.public_id, place.start, place.end)
        for place in places
        if place.wanted.is_excuse
    }
    for wanted, start, end in places:
        if not spared or (wanted.spec.public_id, start, end) not in spared:
            yield Hit(wanted.spec, start, end)


def check_lists(name: str, lists: object) -> None:
    """Raise `ValidationError`: `parameters`, `lists` (a language we have no list of, or none)."""
    if not isinstance(lists, list) or not all(isinstance(each, str) for each in lists):
        raise ValidationError(_("Lists are named by their language."), code="parameters")
    have = word_lists(name)
    if not lists or not set(lists) <= have.keys():
        message = _("Choose from the lists we have: %(lists)s.")
        raise ValidationError(message, code="lists", params={"lists": ", ".join(have)})
