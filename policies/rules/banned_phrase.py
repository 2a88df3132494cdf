"""Words and phrases to avoid.

Parameters: `{"phrase": "best in the world"}`, at most 100 characters; with `"forms": true,
"language": "en"` its words are found in their other forms too. It is found as whole words (in
scripts without spaces: anywhere), whatever its case, its dashes and line breaks, written together
in a hashtag, and in disguise. A sign ends a word: "Falcon" is found in "Falcon's".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules.base import Checker, Kind, RuleSpec, Wanted
from policies.rules.wanted import FORMS, WordChecker, check_forms, check_words, formed_in


class BannedPhrase(Kind):
    """Finds phrases."""

    name = "banned_phrase"
    label = _("Words to avoid")

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
