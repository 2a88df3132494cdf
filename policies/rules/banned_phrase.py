"""Words and phrases to avoid.

Parameters: `{"phrase": "best in the world"}`, at most 100 characters; with `"forms": true,
"language": "en"` its words are found in their other forms too. It is found as whole words (in
scripts without spaces: anywhere), whatever its case, its dashes and line breaks, written together
in a hashtag, and in disguise. A sign ends a word: "Falcon" is found in "Falcon's".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Group, Kind, RuleSpec, Wanted
from policies.rules.describing import Parameter, Sort
from policies.rules.phrases import LONGEST_PHRASE
from policies.rules.wanted import (
    FORMS,
    FORMS_TAKEN,
    WORD_CODES,
    WordChecker,
    check_forms,
    check_words,
    formed_in,
    tell_words,
)


class BannedPhrase(Kind):
    """Finds phrases."""

    name = "banned_phrase"
    label = _("Words to avoid")
    group = Group.WORDS
    purpose = _("Find a word or a phrase, and say what to write instead.")
    example = _("“world’s best” – better: “what we are proud of”")
    takes = (
        Parameter(
            "phrase",
            _("Words to avoid"),
            Sort.TEXT,
            _("Found as whole words, in any case, also in disguise."),
            is_required=True,
            most=LONGEST_PHRASE,
            codes=WORD_CODES,
        ),
        FORMS_TAKEN,
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name the phrase."""
        return tell_words([parameters["phrase"]], parameters)

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `long_phrase`, `empty_phrase`, `language`."""
        if not {"phrase"} <= set(parameters) <= {"phrase", *FORMS}:
            raise ValidationError(_("A banned phrase has a phrase to avoid."), code="parameters")
        check_words([parameters["phrase"]])
        check_forms(parameters)

    def wanted(self, spec: RuleSpec) -> list[Wanted]:
        """Return the phrase."""
        return [Wanted(spec, spec.parameters["phrase"], formed_in(spec))]

    def compile(self, _specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all phrases."""
        return WordChecker()
